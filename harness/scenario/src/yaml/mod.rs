//! YAML to JSON, with the place of every key and value. The only module that knows the YAML parser.
//!
//! What YAML readers disagree on, and what makes files grow when read (anchors, aliases, merge
//! keys), is refused.

mod mapping;
mod offsets;
mod refused;
mod scalar;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::Value;

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
