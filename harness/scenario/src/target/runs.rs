//! What a `run` comes down to: its operations in order, and what they yield.

use model::operation::Operation;
use model::target::Target;

/// Longer chains are cut: nobody writes them, and a circle has no end.
const LONGEST: usize = 1_000;

/// The operations that a call of `name` sends, in order: itself, or those of its run.
pub(crate) fn leaves<'t>(target: &'t Target, name: &'t str) -> Vec<(&'t str, &'t Operation)> {
    let mut found = Vec::new();
    let mut waiting = vec![name];
    for _ in 0..LONGEST {
        let Some(name) = waiting.pop() else { break };
        let Some(operation) = target.operations.get(name) else {
            continue;
        };
        match operation.run.is_empty() {
            true => found.push((name, operation)),
            false => waiting.extend(operation.run.iter().rev().map(String::as_str)),
        }
    }
    found
}

/// The outputs of an operation, or of all that it runs.
pub(crate) fn yields<'t>(target: &'t Target, name: &'t str) -> Vec<&'t str> {
    leaves(target, name)
        .into_iter()
        .flat_map(|(_, operation)| operation.outputs.keys().map(String::as_str))
        .collect()
}
