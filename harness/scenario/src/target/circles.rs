//! Operations that wait for each other: what runs, yields or needs what must end somewhere.

use std::collections::HashMap;

use model::operation::Input;
use model::target::Target;

use crate::fault::Faults;
use crate::tree::Spot;

/// Notes a circle, with all of it.
pub(crate) fn check(target: &Target, top: Spot<'_>, faults: &mut Faults) {
    let edges: HashMap<&str, Vec<&str>> = target
        .operations
        .keys()
        .map(|name| (name.as_str(), waits_for(target, name)))
        .collect();
    let left = without_ends(&edges);
    // What waits for nothing was taken away: from any that is left, the way leads into a circle.
    let first = target
        .operations
        .keys()
        .find(|name| left.contains_key(name.as_str()));
    let Some(mut at) = first.map(String::as_str) else {
        return;
    };
    let mut way: Vec<&str> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    while !seen.contains_key(at) {
        seen.insert(at, way.len());
        way.push(at);
        let next = edges.get(at).into_iter().flatten();
        match next.copied().find(|next| left.contains_key(next)) {
            Some(next) => at = next,
            None => return,
        }
    }
    let start = seen.get(at).copied().unwrap_or_default();
    let mut circle: Vec<&str> = way[start..].to_vec();
    circle.push(at);
    faults
        .add(
            top.at("operations").at(at).key(),
            format!("operations wait for each other: {}", circle.join(" -> ")),
        )
        .label("needs itself")
        .cure("an operation waits for those it runs, for the sources of its inputs, and for those that yield what it needs");
}

/// The operations that must be done for this one.
fn waits_for<'t>(target: &'t Target, name: &str) -> Vec<&'t str> {
    let Some(operation) = target.operations.get(name) else {
        return Vec::new();
    };
    let mut found: Vec<&str> = operation.run.iter().map(String::as_str).collect();
    for input in operation.inputs.values() {
        if let Input::From(given) = input {
            found.push(&given.from);
        }
    }
    for (credential, _) in operation.needs.iter().flat_map(|need| need.entries()) {
        let credential = target.credentials.get(credential);
        found.extend(credential.and_then(|credential| credential.from.as_deref()));
    }
    found.retain(|name| target.operations.contains_key(*name));
    found
}

/// How many each still waits for, after all that wait for nothing were taken away, again and again.
fn without_ends<'t>(edges: &HashMap<&'t str, Vec<&'t str>>) -> HashMap<&'t str, usize> {
    let mut waiting: HashMap<&str, usize> = HashMap::new();
    let mut behind: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, awaited) in edges {
        waiting.insert(name, awaited.len());
        for other in awaited {
            behind.entry(other).or_default().push(name);
        }
    }
    let ends = waiting.iter().filter(|(_, count)| **count == 0);
    let mut ends: Vec<&str> = ends.map(|(name, _)| *name).collect();
    while let Some(end) = ends.pop() {
        waiting.remove(end);
        for name in behind.get(end).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(name) {
                *count -= 1;
                if *count == 0 {
                    ends.push(name);
                }
            }
        }
    }
    waiting
}
