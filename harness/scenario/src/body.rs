//! What scenarios and flows have in common: steps, values, and where they stand.

use indexmap::IndexMap;
use model::flow::{Include, Written};
use model::name::Name;
use model::scenario::{Axis, FreshValue};
use model::step::Step;
use serde_json::Value;

use crate::check::ScenarioFile;
use crate::document::Document;
use crate::flow::FlowFile;
use crate::tree::Spot;

/// Steps and values of a file.
pub(crate) struct Body<'s> {
    /// The file.
    pub(crate) document: &'s Document,
    /// Its own steps, and after each those that stand inside it.
    pub(crate) steps: Vec<Seen<'s, Step>>,
    /// Its includes; a flow has none.
    pub(crate) includes: Vec<Seen<'s, Include>>,
    /// Values made once per case or include.
    pub(crate) values: &'s IndexMap<Name, FreshValue>,
    /// Axes; a flow has none.
    pub(crate) matrix: Option<&'s IndexMap<Name, Axis>>,
    /// What an include gives; a scenario has none.
    pub(crate) inputs: Vec<&'s str>,
}

/// A step, and where its file writes it.
pub(crate) struct Seen<'s, T> {
    /// Its number in the file, from 1.
    pub(crate) number: usize,
    /// What it does.
    pub(crate) step: &'s T,
    /// The place of what stands behind its verb.
    pub(crate) spot: Spot<'s>,
    /// What stands behind its verb.
    pub(crate) json: &'s Value,
    /// True when it stands inside another step.
    pub(crate) inner: bool,
}

impl ScenarioFile {
    /// Its steps and values.
    pub(crate) fn body(&self) -> Body<'_> {
        let mut body = Body {
            document: &self.document,
            steps: Vec::new(),
            includes: Vec::new(),
            values: &self.scenario.values,
            matrix: Some(&self.scenario.matrix),
            inputs: Vec::new(),
        };
        for (index, written) in self.scenario.steps.iter().enumerate() {
            match written {
                Written::Step(step) => body.steps.extend(body.document.with_inner(index, step)),
                Written::Flow { include } => {
                    body.includes
                        .push(body.document.seen(index, "include", include));
                }
            }
        }
        body
    }
}

impl FlowFile {
    /// Its steps and values.
    pub(crate) fn body(&self) -> Body<'_> {
        let steps = self.flow.steps.iter().enumerate();
        Body {
            document: &self.document,
            steps: steps
                .flat_map(|(index, step)| self.document.with_inner(index, step))
                .collect(),
            includes: Vec::new(),
            values: &self.flow.values,
            matrix: None,
            inputs: self.flow.inputs.keys().map(String::as_str).collect(),
        }
    }
}

impl Document {
    fn seen<'s, T>(&'s self, index: usize, verb: &str, step: &'s T) -> Seen<'s, T> {
        Seen {
            number: index + 1,
            step,
            spot: self.top().at("steps").item(index).at(verb),
            json: &self.json["steps"][index][verb],
            inner: false,
        }
    }

    fn with_inner<'s>(&'s self, index: usize, step: &'s Step) -> Vec<Seen<'s, Step>> {
        let outer = self.seen(index, step.verb(), step);
        let (spot, json) = (outer.spot, outer.json);
        let inner = step.inner().into_iter().map(|(pointer, inner)| Seen {
            number: index + 1,
            step: inner,
            spot: spot.pointer(&pointer).at(inner.verb()),
            json: json
                .pointer(&pointer)
                .map_or(&Value::Null, |written| &written[inner.verb()]),
            inner: true,
        });
        let inner: Vec<Seen<'s, Step>> = inner.collect();
        [outer].into_iter().chain(inner).collect()
    }
}
