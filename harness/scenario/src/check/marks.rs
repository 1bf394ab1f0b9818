//! Marks: set once, before something refers to them.

use std::collections::HashMap;

use model::step::{Instant, Step};

use crate::body::Body;
use crate::check::names;
use crate::fault::Faults;
use crate::region::Region;

/// Marks of a file: name -> the step that sets it, and where.
type Marks<'s> = HashMap<&'s str, (usize, Region)>;

/// Checks the marks and what refers to them.
pub(crate) fn check(body: &Body<'_>, faults: &mut Faults) {
    let marks = set(body, faults);
    for seen in &body.steps {
        for (mark, path) in used(seen.step) {
            let place = path.iter().fold(seen.spot, |spot, field| spot.at(field));
            let place = place.value();
            match marks.get(mark) {
                Some((number, _)) if *number < seen.number => {}
                Some((number, there)) => {
                    faults
                        .add(place, format!("`{mark}` is not marked yet"))
                        .also(*there, format!("marked only by step {number}"));
                }
                None => {
                    let mut known: Vec<&str> = marks.keys().copied().collect();
                    known.sort_unstable();
                    faults.unknown(place, "mark", mark, known);
                    if marks.is_empty() {
                        faults.mend("a mark names a step: `mark: NAME` in it");
                    }
                }
            }
        }
    }
}

/// The marks that a step refers to, each with the fields that lead there.
pub(crate) fn used(step: &Step) -> Vec<(&str, &'static [&'static str])> {
    const PAST: &[&str] = &["past", "since"];
    const BEFORE: &[&str] = &["before", "since"];
    const SINCE: &[&str] = &["since"];
    let used = match step {
        Step::Advance(step) => vec![(after(&step.past), PAST), (after(&step.before), BEFORE)],
        Step::Audit(step) => vec![(Some(step.since.as_str()), SINCE)],
        Step::Await(step) => vec![(step.since.as_deref(), SINCE)],
        _ => Vec::new(),
    };
    let named = used.into_iter();
    named
        .filter_map(|(mark, path)| Some((mark?, path)))
        .collect()
}

fn after(instant: &Option<Instant>) -> Option<&str> {
    instant.as_ref()?.since.as_deref()
}

/// The marks of a file in its order: name, step, place; those inside other steps as well.
pub(crate) fn all<'s>(body: &Body<'s>) -> Vec<(&'s str, usize, Region, bool)> {
    let steps = body.steps.iter().filter_map(|seen| {
        let mark = seen.step.part().mark.as_deref()?;
        let place = seen.spot.at("mark").value();
        Some((mark, seen.number, place, seen.inner))
    });
    let includes = body.includes.iter().filter_map(|seen| {
        let mark = seen.step.mark.as_deref()?;
        Some((mark, seen.number, seen.spot.at("mark").value(), false))
    });
    let mut all: Vec<_> = steps.chain(includes).collect();
    all.sort_by_key(|(_, number, ..)| *number);
    all
}

fn set<'s>(body: &Body<'s>, faults: &mut Faults) -> Marks<'s> {
    let mut marks = Marks::new();
    for (mark, number, place, inner) in all(body) {
        names::plain(mark, place, faults);
        if inner {
            faults
                .add(place, "a step inside another has no mark of its own")
                .cure("mark the outer step");
            continue;
        }
        match marks.get(mark) {
            Some((_, first)) => {
                faults
                    .add(place, format!("`{mark}` is marked twice"))
                    .also(*first, "first here")
                    .cure("give the mark another name");
            }
            None => {
                marks.insert(mark, (number, place));
            }
        }
    }
    marks
}
