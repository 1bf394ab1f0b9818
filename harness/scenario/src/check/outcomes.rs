//! Outcomes that only one verb has, and what steps that do many things are judged by.

use model::expectation::{Expectation, Is};
use model::step::Step;

use crate::check::expectations::PREDICATES;
use crate::fault::Faults;
use crate::nearest;
use crate::tree::Spot;

/// Checks that this step can be judged so.
pub(crate) fn check(
    expectation: &Expectation,
    step: &Step,
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    let verb = step.verb();
    let place = spot.at("is").value();
    if let Some((verbs, cure)) = only(expectation.outcome.as_ref())
        && !verbs(step)
    {
        faults
            .add(place, format!("a `{verb}` step has no such outcome"))
            .cure(cure);
    }
    let met = matches!(step, Step::Burst(burst) if burst.limit.is_some());
    let limit = matches!(expectation.outcome, Some(Is::LimitHolds | Is::LimitTold));
    if limit && matches!(step, Step::Burst(_)) && !met {
        faults
            .add(place, "this burst meets no limit of the contract")
            .cure("name it: `limit: NAME`, and how it is met: `shape`");
    }
    many(expectation, step, (spot, faults));
}

/// Whether a step is of the only kind that has this outcome, and what to do if not.
type Only = (fn(&Step) -> bool, &'static str);

fn only(outcome: Option<&Is>) -> Option<Only> {
    Some(match outcome? {
        Is::LimitHolds | Is::LimitTold => {
            (|step| matches!(step, Step::Burst(_)), "judge a `burst`")
        }
        Is::OneWinner => (|step| matches!(step, Step::Race(_)), "judge a `race`"),
        Is::Uniform => (|step| matches!(step, Step::Sample(_)), "judge a `sample`"),
        Is::Unharmed(_) => (|step| matches!(step, Step::Fuzz(_)), "judge a `fuzz` step"),
        Is::DeliveredOnceInOrder => (
            |step| matches!(step, Step::Broadcast(_)),
            "judge a `broadcast`",
        ),
        _ => return None,
    })
}

/// Steps that do many things are judged by what became of all of them.
fn many(expectation: &Expectation, step: &Step, (spot, faults): (Spot<'_>, &mut Faults)) {
    let known: &[&str] = match step {
        Step::Burst(_) => &["is", "count"],
        Step::Broadcast(_) => &["is", "count", "within"],
        Step::Race(_) | Step::Sample(_) | Step::Fuzz(_) => &["is", "count"],
        Step::Draw(_) => &["count"],
        Step::Open(open) if open.count.is_some() => &["is"],
        _ => return,
    };
    let verb = step.verb();
    let mut others = PREDICATES.iter().filter(|name| !known.contains(name));
    if let Some(other) = others.find(|name| spot.at(name).is_there()) {
        faults
            .add(
                spot.at(other).key(),
                format!("`{verb}` is many acts, and `{other}` is of one"),
            )
            .cure(format!("judge it by {}", nearest::choice(known)));
    }
    let by_itself = matches!(
        step,
        Step::Broadcast(_) | Step::Race(_) | Step::Sample(_) | Step::Fuzz(_)
    );
    if let Some(outcome) = &expectation.outcome
        && by_itself
        && only(Some(outcome)).is_none()
    {
        let cure = match step {
            Step::Broadcast(_) => "is: delivered-once-in-order",
            Step::Race(_) => "is: one-winner, or the probes of its `then`",
            Step::Sample(_) => "is: uniform",
            _ => "is: { unharmed: [ … ] }",
        };
        faults
            .add(
                spot.at("is").value(),
                format!("a `{verb}` step is neither accepted nor refused"),
            )
            .cure(format!("judge it by `{cure}`"));
    }
}
