//! What the runs make known to their operations: inputs, and outputs of those that run before.

use std::collections::HashMap;

use model::target::Target;

use crate::target::leaves;

/// Longer lists of runs are not searched.
const RUNS: usize = 1_000;

/// What the runs make known to their operations.
pub(super) struct Runs<'t> {
    /// Operation -> the runs that it is part of, with its last position there.
    parts: HashMap<&'t str, Vec<(usize, usize)>>,
    /// Run and name -> the first position after which the name is known.
    known: HashMap<(usize, &'t str), usize>,
}

impl<'t> Runs<'t> {
    /// Reads them off the target.
    pub(super) fn of(target: &'t Target) -> Runs<'t> {
        let mut runs = Runs {
            parts: HashMap::new(),
            known: HashMap::new(),
        };
        let all = target.operations.iter();
        let all = all.filter(|(_, operation)| !operation.run.is_empty());
        for (number, (name, run)) in all.take(RUNS).enumerate() {
            for input in run.inputs.keys().chain(run.values.keys()) {
                runs.known.entry((number, input)).or_insert(0);
            }
            for (position, (member, operation)) in leaves(target, name).into_iter().enumerate() {
                runs.parts
                    .entry(member)
                    .or_default()
                    .push((number, position));
                for output in operation.outputs.keys() {
                    runs.known.entry((number, output)).or_insert(position + 1);
                }
            }
        }
        runs
    }

    /// True when a run makes `name` known before this operation.
    pub(super) fn has(&self, operation: &str, name: &str) -> bool {
        let parts = self.parts.get(operation).into_iter().flatten();
        parts.into_iter().any(|(run, position)| {
            let known = self.known.get(&(*run, name));
            known.is_some_and(|known| known <= position)
        })
    }

    /// Names that the runs of an operation know, for suggestions.
    pub(super) fn near(&self, operation: &str) -> Vec<&'t str> {
        let parts = self.parts.get(operation);
        let is_part =
            |run: usize| parts.is_some_and(|parts| parts.iter().any(|(number, _)| *number == run));
        let names = self.known.keys().filter(|(run, _)| is_part(*run));
        let mut names: Vec<&str> = names.map(|(_, name)| *name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
