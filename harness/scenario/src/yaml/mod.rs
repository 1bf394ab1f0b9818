//! YAML to JSON, with the place of every key and value. The only module that knows the YAML parser.
//!
//! What YAML readers disagree on, and what makes files grow when read (anchors, aliases, merge
//! keys), is refused.

mod offsets;
mod refused;
mod scalar;

use indexmap::{IndexMap, map::Entry};
use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Value};

use crate::fault::Faults;
use crate::region::Region;
use crate::tree::{Node, Parts};
use crate::yaml::offsets::Offsets;
use crate::yaml::scalar::{Plain, plain};

/// Deepest nesting of lists and mappings.
const DEEPEST: usize = 64;

/// Most lists, mappings and scalars in a file.
const MOST: usize = 100_000;

/// Reads the one document of `text`. `None` when nothing more can be said than the faults say.
pub(crate) fn read(text: &str, faults: &mut Faults) -> Option<(Value, Node)> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        offsets: Offsets::of(text),
        text,
        nodes: 0,
        faults,
    };
    reader.document().ok()
}

/// Reading cannot go on; the fault is noted.
struct Stop;

struct Reader<'t, 'f> {
    parser: Parser<'t, StrInput<'t>>,
    offsets: Offsets,
    text: &'t str,
    nodes: usize,
    faults: &'f mut Faults,
}

type Read = Result<(Value, Node), Stop>;

impl<'t> Reader<'t, '_> {
    fn document(&mut self) -> Read {
        let mut read = None;
        loop {
            let (event, region) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(_) if read.is_some() => {
                    self.faults
                        .add(region, "a second document begins here")
                        .cure("a file holds one document: put this one into a file of its own");
                    return Err(Stop);
                }
                Event::DocumentStart(_) => {
                    let first = self.next()?;
                    read = Some(self.value(first, 1)?);
                }
                _ => {}
            }
        }
        match read {
            Some(read) => Ok(read),
            None => {
                self.faults.add(Region::default(), "the file is empty");
                Err(Stop)
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Region), Stop> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let mut region = self.offsets.region(span);
                if let Event::Scalar(..) = event {
                    // After a quoted scalar the parser's place goes on to the next token.
                    region.end = region.start + region.of(self.text).trim_end().len();
                }
                Ok((event, region))
            }
            Some(Err(error)) => {
                self.syntax(&error);
                Err(Stop)
            }
            // The stream ends with an event of its own, so this is not reached by a sound parser.
            None => Ok((Event::StreamEnd, Region::default())),
        }
    }

    fn value(&mut self, (event, region): (Event<'t>, Region), depth: usize) -> Read {
        self.count(region, depth)?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let faulty = self.decorated(region, anchor, tag.is_some());
                self.unquoted_reference(&text, style, region)?;
                Ok(self.scalar(text.into_owned(), style, region, faulty))
            }
            Event::SequenceStart(anchor, tag) => {
                let faulty = self.decorated(region, anchor, tag.is_some());
                self.list(region, depth, faulty)
            }
            Event::MappingStart(anchor, tag) => {
                let faulty = self.decorated(region, anchor, tag.is_some());
                self.mapping(region, depth, faulty)
            }
            Event::Alias(_) => {
                self.faults.add(region, "aliases are not allowed").cure(
                    "write the value out again, or give it a name under `values` and refer to it",
                );
                Ok(leaf(Value::Null, region, true))
            }
            _ => {
                self.faults.add(region, "a value is missing here");
                Err(Stop)
            }
        }
    }

    fn count(&mut self, region: Region, depth: usize) -> Result<(), Stop> {
        self.nodes += 1;
        if depth > DEEPEST {
            self.faults
                .add(region, format!("nested more than {DEEPEST} deep"));
            return Err(Stop);
        }
        if self.nodes > MOST {
            self.faults
                .add(region, format!("more than {MOST} values in one file"))
                .cure("split it");
            return Err(Stop);
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        region: Region,
        faulty: bool,
    ) -> (Value, Node) {
        // A tag in front belongs to the event's region, but the rules for plain text do not apply.
        if style != ScalarStyle::Plain || faulty {
            return leaf(Value::String(text), region, faulty);
        }
        match plain(&text) {
            Plain::Is(value) => leaf(value, region, false),
            Plain::Doubtful(what) => {
                self.faults.doubtful(region, &text, what);
                leaf(Value::String(text), region, true)
            }
        }
    }

    fn list(&mut self, start: Region, depth: usize, faulty: bool) -> Read {
        let mut values = Vec::new();
        let mut items = Vec::new();
        loop {
            let (event, region) = self.next()?;
            if event == Event::SequenceEnd {
                let node = self.node(start, region, Parts::Items(items), faulty);
                return Ok((Value::Array(values), node));
            }
            let (value, node) = self.value((event, region), depth + 1)?;
            values.push(value);
            items.push(node);
        }
    }

    fn mapping(&mut self, start: Region, depth: usize, faulty: bool) -> Read {
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

    fn node(&self, start: Region, end: Region, parts: Parts, faulty: bool) -> Node {
        let whole = Region::new(start.start, end.end);
        // The end of a block is noticed on a later line.
        let length = whole.of(self.text).trim_end().len();
        Node {
            region: Region::new(whole.start, whole.start + length),
            faulty,
            parts,
        }
    }
}

fn leaf(value: Value, region: Region, faulty: bool) -> (Value, Node) {
    let parts = Parts::None;
    let node = Node {
        region,
        faulty,
        parts,
    };
    (value, node)
}
