//! Mappings: keys are text, and each is written once.

use indexmap::{IndexMap, map::Entry};
use saphyr_parser::{Event, ScalarStyle};
use serde_json::{Map, Value};

use crate::region::Region;
use crate::tree::{Node, Parts};
use crate::yaml::scalar::{Plain, plain};
use crate::yaml::{Read, Reader, Stop};

impl<'t> Reader<'t, '_> {
    /// A mapping, up to its end.
    pub(super) fn mapping(&mut self, start: Region, depth: usize, faulty: bool) -> Read {
        let mut values = Map::new();
        let mut members = IndexMap::new();
        loop {
            let (event, region) = self.next()?;
            if event == Event::MappingEnd {
                let node = self.node(start, region, Parts::Members(members), faulty);
                return Ok((Value::Object(values), node));
            }
            let key = self.key((event, region), depth)?;
            let next = self.next()?;
            if key.as_deref() == Some("<<") {
                self.faults
                    .add(region, "merge keys are not allowed")
                    .cure("write the members out");
                // What is merged is an alias; it needs no fault of its own.
                if !matches!(next.0, Event::Alias(_)) {
                    self.value(next, depth + 1)?;
                }
                continue;
            }
            let (value, node) = self.value(next, depth + 1)?;
            let Some(key) = key else { continue };
            match members.entry(key) {
                Entry::Occupied(first) => {
                    let (place, _): &(Region, Node) = first.get();
                    self.faults
                        .add(region, format!("`{}` is written twice", first.key()))
                        .label("again here")
                        .also(*place, "first here");
                }
                Entry::Vacant(entry) => {
                    values.insert(entry.key().clone(), value);
                    entry.insert((region, node));
                }
            }
        }
    }

    /// A key, or `None` when it is none; the fault is noted.
    fn key(&mut self, event: (Event<'t>, Region), depth: usize) -> Result<Option<String>, Stop> {
        let region = event.1;
        let Event::Scalar(text, style, anchor, tag) = event.0 else {
            let faults = self.faults.len();
            self.value(event, depth + 1)?;
            if self.faults.len() == faults {
                self.faults.add(region, "a key must be text");
            }
            return Ok(None);
        };
        self.decorated(region, anchor, tag.is_some());
        if style == ScalarStyle::Plain {
            self.unquoted_reference(&text, style, region)?;
            match plain(&text) {
                Plain::Doubtful(what) => self.faults.doubtful(region, &text, what),
                Plain::Is(Value::String(_)) => {}
                Plain::Is(_) if text.is_empty() => {
                    self.faults.add(region, "a key is missing here");
                }
                Plain::Is(_) => {
                    self.faults
                        .add(region, "a key must be text")
                        .cure(format!("write it in quotes: \"{text}\""));
                }
            }
        }
        Ok(Some(text.into_owned()))
    }
}
