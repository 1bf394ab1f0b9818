//! Where things stand: a tree of the same shape as the JSON value, with the bytes of each key and
//! value. An instance path leads to its place.

use indexmap::IndexMap;

use crate::region::Region;

/// Where a value stands, and its parts.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The bytes of the value.
    pub(crate) region: Region,
    /// A fault was already reported here; others would only repeat it.
    pub(crate) faulty: bool,
    /// Its parts.
    pub(crate) parts: Parts,
}

/// The parts of a value.
#[derive(Debug, Clone)]
pub(crate) enum Parts {
    /// A scalar.
    None,
    /// A list.
    Items(Vec<Node>),
    /// A mapping: key -> where the key stands, and the value.
    Members(IndexMap<String, (Region, Node)>),
}

/// A place in a file: a node, or the nearest place above where it would be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'t> {
    node: Option<&'t Node>,
    key: Region,
    value: Region,
}

impl<'t> Spot<'t> {
    /// The top of a file.
    pub(crate) fn top(node: &'t Node) -> Spot<'t> {
        let start = Region::new(node.region.start, node.region.start);
        Spot {
            node: Some(node),
            key: first_key(node).unwrap_or(start),
            value: node.region,
        }
    }

    /// A member's place; when it is not there, the place of the mapping.
    pub(crate) fn at(self, key: &str) -> Spot<'t> {
        match self.node.map(|node| &node.parts) {
            Some(Parts::Members(members)) => match members.get(key) {
                Some((key, node)) => Spot {
                    node: Some(node),
                    key: *key,
                    value: node.region,
                },
                None => self.missing(self.key),
            },
            Some(Parts::Items(_)) => self.missing(self.key),
            _ => self.missing(self.value),
        }
    }

    /// An item's place, from 0; when it is not there, the place of the list.
    pub(crate) fn item(self, index: usize) -> Spot<'t> {
        match self.node.map(|node| &node.parts) {
            Some(Parts::Items(items)) => match items.get(index) {
                Some(node) => Spot {
                    node: Some(node),
                    key: first_key(node).unwrap_or(node.region),
                    value: node.region,
                },
                None => self.missing(self.key),
            },
            _ => self.missing(self.value),
        }
    }

    /// Where a JSON pointer (RFC 6901) leads.
    pub(crate) fn pointer(self, pointer: &str) -> Spot<'t> {
        let mut spot = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            spot = match (spot.node.map(|node| &node.parts), token.parse()) {
                (Some(Parts::Items(_)), Ok(index)) => spot.item(index),
                _ => spot.at(&token),
            };
        }
        spot
    }

    /// The bytes of its key; of a list's item, those of its first key or of itself.
    pub(crate) fn key(self) -> Region {
        self.key
    }

    /// The bytes of its value.
    pub(crate) fn value(self) -> Region {
        self.value
    }

    /// True when it is really there.
    pub(crate) fn is_there(self) -> bool {
        self.node.is_some()
    }

    /// True when a fault was already reported here.
    pub(crate) fn is_faulty(self) -> bool {
        self.node.is_some_and(|node| node.faulty)
    }

    fn missing(self, place: Region) -> Spot<'t> {
        Spot {
            node: None,
            key: place,
            value: place,
        }
    }
}

fn first_key(node: &Node) -> Option<Region> {
    match &node.parts {
        Parts::Members(members) => members.first().map(|(_, (key, _))| *key),
        _ => None,
    }
}
