//! Whether the contract declares how the refusals and endings look that a case expects.

use model::expectation::Is;
use model::plan::{Expected, Predicate};
use model::refusal::Class;
use model::step::Step;
use model::target::Target;

use crate::target::{TargetFile, leaves};

/// What the contract does not declare of what is expected.
pub(crate) fn undeclared(
    target: &TargetFile,
    steps: &[Step],
    expect: &[Expected],
) -> Option<String> {
    let target = &target.target;
    expect.iter().find_map(|expected| {
        let outcome = match &expected.predicate {
            Predicate::Is(outcome) => outcome,
            Predicate::LimitHolds(_) | Predicate::LimitTold(_) => &Is::Refused(Class::Limited),
            _ => return None,
        };
        let judged = |step: &&Step| {
            let probe = step.part().probe.as_ref();
            probe.is_some_and(|probe| expected.probes.contains(probe))
        };
        steps.iter().filter(judged).find_map(|step| match outcome {
            Is::Refused(class) | Is::NotRefused(class) => refusal(target, step, *class),
            Is::Ended(cause) => {
                let manners = target.contract.endings.get(cause);
                let none = manners.is_none_or(Vec::is_empty);
                none.then(|| format!("the contract does not declare `endings.{cause}`"))
            }
            _ => None,
        })
    })
}

fn refusal(target: &Target, step: &Step, class: Class) -> Option<String> {
    let refusals = target.contract.refusals.get(&class);
    let http = refusals.is_some_and(|refusals| !refusals.http.is_empty());
    let ws = refusals.is_some_and(|refusals| !refusals.ws.is_empty());
    let step = match step {
        Step::Burst(burst) => burst.what.as_deref()?,
        other => other,
    };
    let (declared, path) = match step {
        Step::Call(call) => (http || refused_as(target, &call.op, class), "http"),
        Step::Http(_) => (http, "http"),
        Step::Open(_) => (ws, "ws"),
        // A message may be refused in the words of an HTTP body.
        _ => (ws || http, "ws"),
    };
    (!declared).then(|| format!("the contract does not declare `refusals.{class}.{path}`"))
}

fn refused_as(target: &Target, op: &str, class: Class) -> bool {
    leaves(target, op).iter().any(|(_, operation)| {
        let manners = operation.refused_as.get(&class);
        manners.is_some_and(|manners| !manners.is_empty())
    })
}
