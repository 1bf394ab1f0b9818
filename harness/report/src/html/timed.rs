//! Samples of times for the page: also those that passed, for a pass is worth what was measured.

use serde::Serialize;

use super::parts::{mark, safe};
use super::plots::plots;
use crate::run::Run;
use crate::times::{lines, sampled};

/// A sample of one case.
#[derive(Serialize)]
pub(super) struct TimedView {
    case: String,
    word: &'static str,
    mark: &'static str,
    lines: Vec<String>,
    classes: [String; 2],
    plots: Vec<(&'static str, String)>,
}

/// All samples of a run.
pub(super) fn timed(run: &Run) -> Vec<TimedView> {
    let cases = run.cases().iter();
    let all = cases.flat_map(|case| case.seen().iter().map(move |seen| (case, seen)));
    all.filter_map(|(case, seen)| {
        let it = sampled(&seen.observation)?;
        Some(TimedView {
            case: safe(&case.id().0),
            word: case.word(),
            mark: mark(case.kind()),
            lines: lines(it).iter().map(|line| safe(line)).collect(),
            classes: it.classes.each_ref().map(|name| safe(name)),
            plots: plots(it)
                .into_iter()
                .map(|plot| (plot.title, plot.svg))
                .collect(),
        })
    })
    .collect()
}
