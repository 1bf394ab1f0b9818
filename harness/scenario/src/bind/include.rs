//! Expands an include: the steps of a flow with inputs, contract and role filled in, and with names
//! of their own, so that two includes do not meet.

use indexmap::IndexMap;
use model::flow::Include;
use model::name::Name;
use model::scenario::{Fresh, FreshValue};
use model::step::Step;
use model::template::fill_known;
use serde::Deserialize;
use serde_json::Value;

use crate::bind::fill::{Undeclared, of_contract};
use crate::bind::private::Names;
use crate::check::{ScenarioFile, agree};
use crate::explain::words;
use crate::fault::Faults;
use crate::flow::FlowFile;
use crate::nearest::nearest;
use crate::region::excerpt;
use crate::target::TargetFile;
use crate::tree::Spot;

/// What a flow comes to in a case.
pub(crate) struct Expanded {
    pub(crate) steps: Vec<Step>,
    pub(crate) values: IndexMap<Name, FreshValue>,
}

/// An include whose rows are filled in.
pub(crate) struct Including<'a> {
    pub(crate) target: Option<&'a TargetFile>,
    pub(crate) file: &'a ScenarioFile,
    pub(crate) include: &'a Include,
    /// The number of its step in the file, from 1.
    pub(crate) number: usize,
}

impl Including<'_> {
    /// The steps of the flow. `None` when they are faulty; the reason when there is no such flow, or
    /// the contract does not declare something.
    pub(crate) fn expanded(&self, faults: &mut Faults) -> Option<Result<Expanded, String>> {
        let name = &self.include.flow;
        let flow = match self.file.flows.get(name) {
            Some(Ok(flow)) => flow,
            Some(Err(errors)) => {
                faults.elsewhere(errors.clone());
                return None;
            }
            None => {
                let near = nearest(name, self.file.flows.names());
                let near = near.map_or(String::new(), |near| format!(" (there is `{near}`)"));
                return Some(Err(format!("there is no flow `{name}`{near}")));
            }
        };
        let before = faults.len();
        agree(self.include, flow, self.spot(), faults);
        if faults.len() > before {
            return None;
        }
        let names = Names::of(self, flow);
        let undeclared = Undeclared::default();
        let fill = |value: &Value| {
            let value = fill_known(value, &|name| names.look(name));
            match self.target {
                Some(target) => fill_known(&value, &|name| of_contract(target, name, &undeclared)),
                None => value,
            }
        };
        let mut steps = fill(&flow.document.json["steps"]);
        names.own(&mut steps);
        let values = flow.flow.values.iter().map(|(name, value)| {
            let fresh = match &value.fresh {
                Fresh::Like(like) => Fresh::Like(words::bare(&fill(&Value::from(like.as_str())))),
                other => other.clone(),
            };
            (names.private(name), FreshValue { fresh })
        });
        let values = values.collect();
        if let Some(reason) = undeclared.into_inner() {
            return Some(Err(reason));
        }
        let steps = self.typed(flow, steps, faults)?;
        Some(Ok(Expanded { steps, values }))
    }

    fn spot(&self) -> Spot<'_> {
        let steps = self.file.document.top().at("steps");
        steps.item(self.number - 1).at("include")
    }

    fn typed(&self, flow: &FlowFile, steps: Value, faults: &mut Faults) -> Option<Vec<Step>> {
        let typed = Vec::<Step>::deserialize(&steps);
        if flow.document.has_stand_ins || typed.is_err() {
            let misfits = flow.misfits(&flow.with_steps(steps));
            let any = !misfits.is_empty();
            let mut own = Faults::default();
            for misfit in misfits {
                let mut given = misfit.inputs.iter();
                let given = given.find(|input| self.include.with.contains_key(**input));
                let Some(input) = given else {
                    own.add(misfit.place, misfit.message).label(misfit.label);
                    continue;
                };
                let line = excerpt(&flow.source.text, misfit.place, &[]).line;
                faults
                    .add(self.spot().at("with").at(input).value(), misfit.message)
                    .label(misfit.label)
                    .cure(format!(
                        "`{input}` stands in line {line} of {}",
                        flow.source.name
                    ));
            }
            if !own.is_empty() {
                faults.elsewhere(flow.document.told(&flow.source, own));
            }
            if any {
                return None;
            }
        }
        match typed {
            Ok(steps) => Some(steps),
            Err(error) => {
                // Without a target, what refers to the contract is not typed.
                if self.target.is_some() {
                    let place = self.spot().key();
                    faults.add(place, format!("cannot be read with its inputs: {error}"));
                }
                None
            }
        }
    }
}
