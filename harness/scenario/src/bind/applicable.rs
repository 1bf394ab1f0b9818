//! Whether a case applies to the target; if not, one sentence that says why.

use model::scenario::Scenario;
use model::span::Span;
use model::step::Step;
use model::target::Target;
use serde_json::Value;

use crate::bind::{
    Uses, credentials, disguises, limits, operations, race, sample, unconducted, witness,
};
use crate::explain::words;
use crate::target::TargetFile;

/// Why no case of this scenario applies.
pub(crate) fn before(target: &TargetFile, scenario: &Scenario) -> Option<String> {
    let allowed = target.target.scope.impact;
    if scenario.impact > allowed {
        return Some(format!(
            "the impact of the check is `{}`, and the scope of the target allows `{allowed}`",
            scenario.impact
        ));
    }
    let mut needs = scenario.needs.iter();
    needs.find_map(|(path, admissible)| needed(target, path, admissible))
}

fn needed(target: &TargetFile, path: &str, admissible: &[Value]) -> Option<String> {
    let Some(declared) = target.at(path) else {
        return Some(format!("the target does not declare `{path}`"));
    };
    let holds = match &declared {
        // Of a list, everything that is needed must be in it.
        Value::Array(items) => admissible
            .iter()
            .all(|value| items.iter().any(|item| alike(item, value))),
        one => admissible.is_empty() || admissible.iter().any(|value| alike(one, value)),
    };
    let wanted: Vec<String> = admissible.iter().map(words::bare).collect();
    (!holds).then(|| {
        format!(
            "`{path}` is `{}`, and the check needs {}",
            crate::nearest::short(&words::bare(&declared)),
            crate::nearest::list(&wanted)
        )
    })
}

/// Equal, or the same length of time.
pub(crate) fn alike(one: &Value, other: &Value) -> bool {
    let span = |value: &Value| value.as_str().and_then(Span::parse);
    one == other || (span(one).is_some() && span(one) == span(other))
}

/// Why these steps cannot be done.
pub(crate) fn steps(target: &TargetFile, uses: &Uses<'_>, steps: &[Step]) -> Option<String> {
    let all = || steps.iter().flat_map(Step::all);
    let undone = all().find_map(unconducted::step);
    undone.or_else(|| {
        all().find_map(|step| {
            limits::missing(&target.target, step)
                .or_else(|| race::missing(&target.target, step))
                .or_else(|| sample::missing(&target.target, step))
                .or_else(|| operations::missing(&target.target, step))
                .or_else(|| uses.missing(step))
                .or_else(|| credentials::missing(&target.target, step))
                .or_else(|| origin(target, step))
                .or_else(|| witness::missing(target, step))
                .or_else(|| disguises::missing(&target.target, step))
                .or_else(|| from(&target.target, step))
        })
    })
}

/// A source address of our choice: one of loopback, or one that the target takes from a header.
fn from(target: &Target, step: &Step) -> Option<String> {
    step.part().from.as_ref()?;
    (!target.has_several_addresses()).then(|| {
        "requests from several addresses take a target on 127.0.0.1, or one that takes the address of a \
         client from a header (`client-address.trusted-header`)"
            .to_owned()
    })
}

/// Rows of the set `origins` are made from the first allowed origin.
fn origin(target: &TargetFile, step: &Step) -> Option<String> {
    let origin = match step {
        Step::Open(open) => open.origin.as_ref()?,
        Step::Call(call) => call.origin.as_ref()?,
        _ => return None,
    };
    let spelled_out = origin.contains("://") || origin.contains("${");
    (!spelled_out && target.target.contract.origins.is_none())
        .then(|| "the contract does not declare `origins`".to_owned())
}
