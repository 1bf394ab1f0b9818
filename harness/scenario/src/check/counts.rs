//! Expectations on what a step counts: only what it counts, and bounds that can be met.

use model::expectation::{Bounds, Expectation};
use model::step::Step;
use serde_json::Value;

use crate::fault::Faults;
use crate::nearest;
use crate::tree::Spot;

/// Outcomes of steps that are done many times.
const OUTCOMES: &[&str] = &[
    "accepted",
    "refused",
    "refused-otherwise",
    "broken",
    "away",
    "unclear",
];

/// What a step counts.
fn counted(step: &Step) -> Vec<String> {
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    match step {
        Step::Audit(_) => all(&["records"]),
        Step::Listen(_) => all(&["requests"]),
        Step::Burst(_) => all(OUTCOMES),
        Step::Broadcast(_) => all(&["delivered", "missing", "repeated", "out-of-order"]),
        Step::Draw(_) => all(&["drawn", "misshapen", "repeated", "predictable"]),
        Step::Race(race) => {
            let lanes = race.lanes.keys();
            let lanes =
                lanes.flat_map(|lane| OUTCOMES.iter().map(move |it| format!("{lane}.{it}")));
            let total: Vec<String> = all(OUTCOMES);
            total.into_iter().chain(lanes).collect()
        }
        _ => Vec::new(),
    }
}

/// Checks the `count` of an expectation on this step; `written` is the expectation as it is written.
pub(crate) fn check(
    expectation: &Expectation,
    step: &Step,
    written: &Value,
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    if expectation.count.is_empty() {
        return;
    }
    let spot = spot.at("count");
    let known = counted(step);
    if known.is_empty() {
        let cure = "judge a `burst`, `broadcast`, `draw`, `race`, `listen` or `audit` step";
        faults
            .add(
                spot.key(),
                format!("a `{}` step counts nothing", step.verb()),
            )
            .cure(cure);
        return;
    }
    for (name, bounds) in &expectation.count {
        if !known.contains(name) {
            let what = format!("count of a `{}` step", step.verb());
            let known = known.iter().map(String::as_str);
            faults.unknown(spot.at(name).key(), &what, name, known);
        }
        bounded(bounds, &written["count"][name], (spot.at(name), faults));
    }
}

fn bounded(bounds: &Bounds, written: &Value, (spot, faults): (Spot<'_>, &mut Faults)) {
    let there = [
        ("exactly", bounds.exactly),
        ("at-least", bounds.at_least),
        ("at-most", bounds.at_most),
    ];
    let there: Vec<&str> = there
        .iter()
        .filter_map(|(name, bound)| bound.map(|_| *name))
        .collect();
    match there.as_slice() {
        [] => {
            let names = ["exactly", "at-least", "at-most"].map(str::to_owned);
            faults
                .add(spot.key(), "any number would do")
                .cure(format!("write {}", nearest::choice(&names)));
        }
        ["exactly", other, ..] => {
            faults
                .add(spot.at(other).key(), "a second bound beside `exactly`")
                .also(spot.at("exactly").key(), "the first")
                .cure("leave one out");
        }
        _ => {}
    }
    // A reference is filled in only later.
    let number = |name: &str| written[name].as_u64();
    if let (Some(least), Some(most)) = (number("at-least"), number("at-most"))
        && least > most
    {
        faults
            .add(
                spot.at("at-most").value(),
                "no number is so large and so small",
            )
            .also(spot.at("at-least").value(), "at least this");
    }
}
