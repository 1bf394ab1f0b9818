//! Whether the target has the operations of a step, with the inputs and outputs that it uses.

use indexmap::IndexMap;
use model::name::Name;
use model::operation::{Action, Operation};
use model::plan::{Expected, Predicate};
use model::scenario::Fresh;
use model::step::{Call, Step};
use model::target::Target;
use model::template::references;
use serde_json::Value;

use crate::nearest::nearest;
use crate::target::{leaves, yields};

/// What of this step's operation the target lacks.
pub(crate) fn missing(target: &Target, step: &Step) -> Option<String> {
    if let Step::Http(http) = step {
        return service(target, http.at.as_deref());
    }
    let name = step.op()?;
    let Some(operation) = target.operations.get(name) else {
        return Some(undeclared(target, name));
    };
    fits(step, name, operation)
        .or_else(|| asked_first(step, name, operation))
        .or_else(|| messages(target, step))
        .or_else(|| inputs(target, name, with(step)?))
        .or_else(|| outputs(target, step, name))
}

/// Lets who does an operation act in the steps that name nobody.
pub(crate) fn who(target: &Target, steps: &mut [Step]) {
    for step in steps {
        let operation = step.op().and_then(|op| target.operations.get(op));
        let Some(who) = operation.and_then(|operation| operation.who.clone()) else {
            continue;
        };
        if let Step::Call(Call { part, .. }) = step {
            part.who.get_or_insert(who);
        } else if let Step::Open(open) = step {
            open.part.who.get_or_insert(who);
        }
    }
}

fn undeclared(target: &Target, name: &str) -> String {
    let near = nearest(name, target.operations.keys().map(String::as_str));
    let near = near.map_or(String::new(), |near| format!(" (it has `{near}`)"));
    format!("the target declares no operation `{name}`{near}")
}

/// Why a path below an operation leads nowhere, when that is the operation's doing.
pub(crate) fn behind(target: &Target, path: &str) -> Option<String> {
    let mut tokens = path.strip_prefix("operations.")?.split('.');
    let name = tokens.next()?;
    let Some(operation) = target.operations.get(name) else {
        return Some(undeclared(target, name));
    };
    let needless = tokens.next() == Some("main") && operation.needs.is_empty();
    needless.then(|| format!("operation `{name}` needs no credential in this target"))
}

fn service(target: &Target, at: Option<&str>) -> Option<String> {
    match (target.service(at), at) {
        (None, Some(at)) => Some(format!("the target has no service `{at}`")),
        (Some((name, service)), _) if service.http.is_none() => {
            Some(format!("service `{name}` has no address `http`"))
        }
        _ => None,
    }
}

/// A target may map an operation to another kind of endpoint than the step means.
fn fits(step: &Step, name: &str, operation: &Operation) -> Option<String> {
    let is = match operation.action()? {
        Action::Http(..) => "a request",
        Action::Run(_) => "a chain of requests",
        Action::Socket(_) => "a socket",
        Action::Message(..) => "a message on a socket",
    };
    let fits = match step {
        Step::Call(_) => matches!(operation.action()?, Action::Http(..) | Action::Run(_)),
        Step::Open(_) => matches!(operation.action()?, Action::Socket(_)),
        Step::Send(_) => matches!(operation.action()?, Action::Message(..)),
        Step::Broadcast(_) => !matches!(operation.action()?, Action::Socket(_)),
        _ => true,
    };
    (!fits).then(|| {
        let verb = step.verb();
        format!("operation `{name}` is {is} in this target, which a step `{verb}` does not do")
    })
}

/// A browser asks for one request at a time.
fn asked_first(step: &Step, name: &str, operation: &Operation) -> Option<String> {
    let asks = matches!(step, Step::Call(call) if call.preflight);
    let one = matches!(operation.action(), Some(Action::Http(..)));
    (asks && !one).then(|| {
        format!(
            "operation `{name}` is a chain of requests in this target, and a preflight asks for one"
        )
    })
}

fn with(step: &Step) -> Option<&IndexMap<Name, Value>> {
    match step {
        Step::Call(call) => Some(&call.with),
        Step::Open(open) => Some(&open.with),
        Step::Send(send) => Some(&send.with),
        Step::Broadcast(step) => Some(&step.with),
        _ => None,
    }
}

/// Each message of a broadcast is another.
fn messages(target: &Target, step: &Step) -> Option<String> {
    let Step::Broadcast(broadcast) = step else {
        return None;
    };
    inputs(
        target,
        &broadcast.op,
        &IndexMap::from([("message".to_owned(), Value::Null)]),
    )
}

fn inputs(target: &Target, name: &str, with: &IndexMap<Name, Value>) -> Option<String> {
    if with.is_empty() {
        return None;
    }
    let whole = target
        .operations
        .get(name)
        .map(|operation| (name, operation));
    let operations: Vec<_> = leaves(target, name).into_iter().chain(whole).collect();
    let mut known: Vec<&str> = Vec::new();
    for (_, operation) in &operations {
        known.extend(operation.inputs.keys().map(String::as_str));
        let needs = operation.needs.iter().flat_map(|need| need.entries());
        known.extend(needs.map(|(credential, _)| credential));
        known.extend(operation.instead.iter().map(String::as_str));
        let values = operation.values.iter();
        let values = values.filter(|(_, value)| value.fresh != Fresh::Pkce);
        known.extend(values.map(|(name, _)| name.as_str()));
    }
    // What one operation of a run yields is an input of those after it.
    if whole.is_some_and(|(_, operation)| !operation.run.is_empty()) {
        known.extend(yields(target, name));
    }
    let mut all = with.keys();
    let unknown = all.find(|name| !known.contains(&name.as_str()) && !uses(&operations, name))?;
    Some(format!(
        "operation `{name}` of the target takes no `{unknown}`"
    ))
}

/// True when an operation refers to a value by this name: out of a run, what others would have yielded.
fn uses(operations: &[(&str, &Operation)], name: &str) -> bool {
    operations.iter().any(|(_, operation)| {
        let written = serde_json::to_value(operation).unwrap_or(Value::Null);
        references(&written).contains(&name)
    })
}

fn outputs(target: &Target, step: &Step, name: &str) -> Option<String> {
    let Step::Call(call) = step else { return None };
    if call.capture.is_empty() {
        return None;
    }
    let known = yields(target, name);
    let has = |output: &str| known.contains(&output) || target.credentials.contains_key(output);
    let unknown = call.capture.values().find(|output| !has(output))?;
    Some(format!(
        "operation `{name}` of the target yields no `{unknown}`"
    ))
}

/// An output that is expected and that the operation of its step does not yield.
pub(crate) fn unyielded(target: &Target, steps: &[Step], expect: &[Expected]) -> Option<String> {
    expect.iter().find_map(|expected| {
        let Predicate::Outputs(outputs) = &expected.predicate else {
            return None;
        };
        let judged = |step: &&Step| {
            let probe = step.part().probe.as_ref();
            probe.is_some_and(|probe| expected.probes.contains(probe))
        };
        steps.iter().filter(judged).find_map(|step| {
            let name = step.op()?;
            let known = yields(target, name);
            let unknown = outputs
                .keys()
                .find(|output| !known.contains(&output.as_str()))?;
            Some(format!(
                "operation `{name}` of the target yields no `{unknown}`"
            ))
        })
    })
}
