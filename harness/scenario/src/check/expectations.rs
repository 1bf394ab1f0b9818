//! Expectations: one predicate each, on probes that are there; and every probe is judged.

use std::collections::{HashMap, HashSet};

use model::expectation::{Expectation, Is};
use model::step::{AwaitFor, Step};

use crate::check::{ScenarioFile, counts, outcomes, predicates};
use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::nearest;
use crate::region::Region;
use crate::tree::Spot;

pub(crate) const PREDICATES: &[&str] = &[
    "is", "match", "same", "frames", "header", "cookie", "output", "count", "fields", "secrets",
    "within",
];

/// Checks the expectations.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let probes = probes(file, faults);
    let mut judged = HashSet::new();
    for (index, expectation) in file.scenario.expect.iter().enumerate() {
        let spot = file.document.top().at("expect").item(index);
        predicate(expectation, spot, faults);
        predicates::check(expectation, spot, faults);
        for (name, place) in named(expectation, spot, faults) {
            judged.insert(name);
            match probes.get(name) {
                Some((step, _)) => {
                    suits(expectation, step, (spot, faults));
                    let written = &file.document.json["expect"][index];
                    counts::check(expectation, step, written, (spot, faults));
                    predicates::suits(expectation, step, (spot, faults));
                }
                None => {
                    let mut known: Vec<&str> = probes.keys().copied().collect();
                    known.sort_unstable();
                    faults.unknown(place, "probe", name, known);
                }
            }
        }
        if let Some(matcher) = &expectation.matcher {
            let first = named_probes(expectation).next();
            let step = first
                .and_then(|name| probes.get(name))
                .map(|(step, _)| *step);
            let on = match step {
                Some(Step::Send(_) | Step::Await(_) | Step::Quiet(_)) => On::Message,
                _ => On::Response,
            };
            matchers::matcher(matcher, spot.at("match"), on, faults);
        }
    }
    for (name, (_, place)) in &probes {
        if !judged.contains(name) {
            faults
                .add(*place, format!("probe `{name}` is not judged"))
                .cure("add an expectation, or leave `probe` out");
        }
    }
}

fn probes<'s>(file: &'s ScenarioFile, faults: &mut Faults) -> HashMap<&'s str, (&'s Step, Region)> {
    let mut probes: HashMap<&str, (&Step, Region)> = HashMap::new();
    for step in file.body().steps {
        let Some(name) = step.step.part().probe.as_deref() else {
            continue;
        };
        let place = step.spot.at("probe").value();
        match probes.get(name) {
            Some((_, first)) => {
                faults
                    .add(place, format!("a second probe `{name}`"))
                    .also(*first, "the first")
                    .cure("give each probe a name of its own");
            }
            None => {
                probes.insert(name, (step.step, place));
            }
        }
    }
    if probes.is_empty() {
        let place = file.document.top().at("steps").key();
        faults
            .add(place, "no step is a probe: nothing is judged")
            .cure("mark the step to judge with `probe: NAME`");
    }
    probes
}

fn predicate(expectation: &Expectation, spot: Spot<'_>, faults: &mut Faults) {
    let there: Vec<&&str> = PREDICATES
        .iter()
        .filter(|name| spot.at(name).is_there())
        .collect();
    match there.as_slice() {
        [] => {
            faults
                .add(spot.key(), "the expectation expects nothing")
                .cure(format!("write one of {}", nearest::list(PREDICATES)));
        }
        [first, second, ..] => {
            faults
                .add(
                    spot.at(second).key(),
                    "a second predicate in one expectation",
                )
                .also(spot.at(first).key(), "the first")
                .cure("write two expectations");
        }
        [_] => {}
    }
    if spot.at("same").is_there() {
        let place = spot.at("same");
        if expectation.same.is_empty() {
            faults.add(place.value(), "the list of features is empty");
        }
        if expectation.probes.len() < 2 {
            faults
                .add(place.key(), "`same` compares two probes or more")
                .cure("name them: probes: [one, other]");
        }
    }
}

fn named_probes(expectation: &Expectation) -> impl Iterator<Item = &str> {
    let one = expectation.probe.iter();
    one.chain(&expectation.probes).map(String::as_str)
}

/// The probes of an expectation with their places; exactly one of the two fields is written.
fn named<'e>(
    expectation: &'e Expectation,
    spot: Spot<'_>,
    faults: &mut Faults,
) -> Vec<(&'e str, Region)> {
    let several = spot.at("probes");
    match (&expectation.probe, several.is_there()) {
        (Some(_), true) => {
            faults
                .add(several.key(), "`probe` and `probes` in one expectation")
                .also(spot.at("probe").key(), "the other")
                .cure("leave one out");
        }
        (None, false) => {
            faults
                .add(spot.key(), "the expectation names no probe")
                .cure("write `probe: NAME`, or `probes: [ … ]`");
        }
        (None, true) if expectation.probes.is_empty() => {
            faults.add(several.value(), "the list of probes is empty");
        }
        _ => {}
    }
    let one = expectation.probe.iter();
    let one = one.map(|name| (name.as_str(), spot.at("probe").value()));
    let list = expectation.probes.iter().enumerate();
    let list = list.map(|(index, name)| (name.as_str(), several.item(index).value()));
    one.chain(list).collect()
}

fn awaits_end(step: &Step) -> bool {
    matches!(step, Step::Await(step) if step.what == AwaitFor::End)
}

/// Some outcomes are only seen by some steps.
fn suits(expectation: &Expectation, step: &Step, (spot, faults): (Spot<'_>, &mut Faults)) {
    let verb = step.verb();
    let place = spot.at("is").value();
    if expectation.fields.is_some() && !matches!(step, Step::Audit(_)) {
        faults
            .add(
                spot.at("fields").key(),
                format!("a step `{verb}` reads no records"),
            )
            .cure("judge an `audit` step");
    }
    match &expectation.outcome {
        Some(Is::Quiet) if !matches!(step, Step::Quiet(_)) => {
            faults
                .add(
                    place,
                    format!("a `{verb}` step does not listen for silence"),
                )
                .cure("judge a `quiet` step");
        }
        Some(Is::Closed | Is::ClosedWith(_)) if !awaits_end(step) => {
            faults
                .add(
                    place,
                    format!("a `{verb}` step does not watch for the end of a socket"),
                )
                .cure("judge an `await` step with `for: end`");
        }
        Some(Is::Ended(_)) if matches!(step, Step::Call(_) | Step::Http(_)) => {
            faults
                .add(
                    place,
                    format!("a `{verb}` step has no socket that could end"),
                )
                .cure("judge an `await` step with `for: end`");
        }
        _ => {}
    }
    outcomes::check(expectation, step, (spot, faults));
}
