//! A file that was read: its JSON, and where everything in it stands.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::explain::{Explainer, References};
use crate::fault::Faults;
use crate::mask;
use crate::region::Region;
use crate::schema::{self, Schema};
use crate::skeleton;
use crate::source::{self, Source};
use crate::tree::{Node, Spot};
use crate::yaml;

/// Which kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A target file: no reference stands for a typed value.
    Target,
    /// A scenario file: rows and the contract are filled in later.
    Scenario,
    /// A flow file: inputs and the contract are filled in later.
    Flow,
}

impl Kind {
    fn schema(self) -> &'static Schema {
        match self {
            Kind::Target => &schema::TARGET,
            Kind::Scenario => &schema::SCENARIO,
            Kind::Flow => &schema::FLOW,
        }
    }
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Its content as it stands there.
    pub(crate) json: Value,
    node: Node,
    masks: Vec<Region>,
    kind: Kind,
    /// True when references stand where the schema wants something else than text.
    pub(crate) has_stand_ins: bool,
}

impl Document {
    /// Reads, validates and types a file. Where a reference stands for a typed value, the typed
    /// form holds an example of that type.
    pub(crate) fn read<T: DeserializeOwned>(
        source: &Source,
        kind: Kind,
    ) -> Result<(Document, T), Diagnostics> {
        if source.text.len() > source::LARGEST {
            return Err(source::too_large(&source.name));
        }
        let mut faults = Faults::default();
        let read = yaml::read(&source.text, &mut faults);
        let masks = match kind {
            Kind::Target => {
                let tree = read.as_ref().map(|(json, node)| (json, Spot::top(node)));
                mask::of_target(&source.text, tree)
            }
            Kind::Scenario | Kind::Flow => Vec::new(),
        };
        let Some((json, node)) = read else {
            return Err(faults.told(source, &masks));
        };
        let mut document = Document {
            json,
            node,
            masks,
            kind,
            has_stand_ins: false,
        };
        if document.is_of_another_kind(&mut faults) {
            return Err(document.told(source, faults));
        }
        if kind == Kind::Scenario {
            skeleton::check(&document.json, document.top(), &mut faults);
        }
        let stand_ins = document.validate(source, &document.json, &mut faults);
        document.has_stand_ins = !stand_ins.is_empty();
        let typed = match faults.is_empty() {
            true => document.typed(&document.json, stand_ins, &mut faults),
            false => None,
        };
        match typed {
            Some(typed) => Ok((document, typed)),
            None => Err(document.told(source, faults)),
        }
    }

    /// Notes that a flow is read as a scenario, or the other way round: every field would be wrong.
    fn is_of_another_kind(&self, faults: &mut Faults) -> bool {
        let (own, other, what, cure) = match self.kind {
            Kind::Target => return false,
            Kind::Scenario => (
                "id",
                "flow",
                "this is a flow, not a scenario",
                "it is read and checked with the scenarios that include it",
            ),
            Kind::Flow => (
                "flow",
                "id",
                "this is a scenario, not a flow",
                "a flow begins with `flow: NAME`, and has steps without probes and expectations",
            ),
        };
        let is_other = self.json.get(own).is_none() && self.json.get(other).is_some();
        if is_other {
            faults.add(self.top().at(other).key(), what).cure(cure);
        }
        is_other
    }

    /// The top of the file.
    pub(crate) fn top(&self) -> Spot<'_> {
        Spot::top(&self.node)
    }

    /// The faults as diagnostics.
    pub(crate) fn told(&self, source: &Source, faults: Faults) -> Diagnostics {
        faults.told(source, &self.masks)
    }

    /// Validates `json`, which is this file's or was made from it by filling in references, and
    /// notes every fault. Answers what stands in for references.
    pub(crate) fn validate(
        &self,
        source: &Source,
        json: &Value,
        faults: &mut Faults,
    ) -> Vec<(String, Value)> {
        let schema = self.kind.schema();
        let Some(validator) = &schema.validator else {
            return Vec::new();
        };
        if validator.is_valid(json) {
            return Vec::new();
        }
        let references = match self.kind {
            Kind::Target => References::Refused,
            Kind::Scenario => References::Filled,
            Kind::Flow => {
                let inputs = self.json["inputs"].as_object();
                let names = inputs.into_iter().flat_map(|inputs| inputs.keys());
                References::Given(names.map(String::as_str).collect())
            }
        };
        let mut explainer = Explainer {
            schema: &schema.value,
            top: self.top(),
            text: &source.text,
            references,
            filled: !std::ptr::eq(json, &self.json),
            stand_ins: Vec::new(),
            faults,
        };
        for error in validator.iter_errors(json) {
            explainer.explain(&error);
        }
        explainer.stand_ins
    }

    fn typed<T: DeserializeOwned>(
        &self,
        json: &Value,
        stand_ins: Vec<(String, Value)>,
        faults: &mut Faults,
    ) -> Option<T> {
        let typed = match stand_ins.is_empty() {
            true => T::deserialize(json),
            false => {
                let mut json = json.clone();
                for (pointer, value) in stand_ins {
                    if let Some(place) = json.pointer_mut(&pointer) {
                        *place = value;
                    }
                }
                T::deserialize(&json)
            }
        };
        match typed {
            Ok(typed) => Some(typed),
            Err(error) => {
                faults.add(self.top().key(), format!("cannot be read: {error}"));
                None
            }
        }
    }
}
