//! What an act showed that did many things, in lines: attempts in order, deliveries and their faults.

use model::many::{Attempts, Deliveries};
use model::observation::{Evidence, Observation, Outcome};
use model::timed::Sampled;

use crate::text::{brief, many, millis};
use crate::times;

/// Lines of each kind that are shown.
const MOST: usize = 30;
/// Outcomes whose exchange is shown.
const KINDS: usize = 6;
const WORDS: usize = 300;

/// What is told before any exchange; nothing of an act that did one thing.
pub(crate) fn lines(seen: &Observation) -> Vec<String> {
    let attempts = seen.attempts.iter().flat_map(|it| attempted(it));
    let deliveries = seen.deliveries.iter().flat_map(|it| delivered(it));
    attempts.chain(deliveries).collect()
}

/// The exchanges of the attempts: of each outcome the first that had it, and what it was.
pub(crate) fn exchanges(attempts: &Attempts) -> impl Iterator<Item = (String, &Evidence)> {
    attempts.kinds.iter().take(KINDS).map(|kind| {
        let outcome = brief(&kind.outcome.to_string(), WORDS);
        (format!("attempt {}: {outcome}", kind.first), &kind.evidence)
    })
}

fn attempted(it: &Attempts) -> Vec<String> {
    let total = usize::try_from(it.total()).unwrap_or(usize::MAX);
    let took = it.each.last().map_or(0, |last| last.done_us());
    if let Some(sampled) = &it.sampled {
        let mut lines = times::lines(sampled);
        lines.extend(by_class(it, sampled));
        return lines;
    }
    let mut lines = vec![format!("{} in {}", many(total, "attempt"), millis(took))];
    if let Some(release) = &it.release {
        lines.push(format!("released together: {release}"));
        lines.extend(
            release
                .unproven()
                .map(|why| format!("not shown to have met: {why}")),
        );
    }
    if it.spent > 0 {
        lines.push(format!(
            "{} of this run may have counted before them",
            many(usize::try_from(it.spent).unwrap_or(usize::MAX), "request")
        ));
    }
    let runs = runs(it);
    for run in runs.iter().take(MOST) {
        let numbers = match run.first == run.last {
            true => run.first.to_string(),
            false => format!("{}-{}", run.first, run.last),
        };
        let outcome = brief(&run.outcome.to_string(), WORDS);
        lines.push(format!("{:>10}  {numbers:<9} {outcome}", millis(run.at_us)));
    }
    let left = runs.len().saturating_sub(MOST);
    if left > 0 || it.more > 0 {
        lines.push("… and more".to_owned());
    }
    lines
}

/// How often each class was answered in which way.
fn by_class(it: &Attempts, sampled: &Sampled) -> Vec<String> {
    let outcomes = sampled.outcomes.iter().filter_map(|seen| {
        let class = sampled.classes.get(seen.class)?;
        let outcome = &it.kinds.get(seen.kind)?.outcome;
        let count = seen.count;
        Some(brief(&format!("{count} times `{class}`: {outcome}"), WORDS))
    });
    outcomes.take(MOST).collect()
}

/// Attempts one after the other that had the same outcome.
struct Run<'a> {
    first: u64,
    last: u64,
    at_us: u64,
    kind: usize,
    outcome: &'a Outcome,
}

fn runs(it: &Attempts) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (number, attempt, outcome) in it.outcomes() {
        match runs.last_mut() {
            Some(run) if run.kind == attempt.kind => run.last = number,
            _ => runs.push(Run {
                first: number,
                last: number,
                at_us: attempt.at_us,
                kind: attempt.kind,
                outcome,
            }),
        }
    }
    runs
}

fn delivered(it: &Deliveries) -> Vec<String> {
    let mut lines = vec![format!(
        "{} messages to {} sockets: {} delivered, {} missing, {} came again, {} came late; the slowest after {}",
        it.published,
        it.sockets,
        it.delivered,
        it.missing,
        it.repeated,
        it.out_of_order,
        millis(it.slowest_us)
    )];
    if let Some((number, outcome)) = &it.untaken {
        let outcome = brief(&outcome.to_string(), WORDS);
        lines.push(format!("message {number} was not taken: {outcome}"));
    }
    let faults = it.faults.iter().take(MOST);
    lines.extend(faults.map(|fault| brief(&fault.to_string(), WORDS)));
    let ended = it.ended.iter().take(MOST);
    lines.extend(ended.map(|(socket, how)| {
        let (socket, how) = (brief(socket, WORDS), brief(how.as_str(), WORDS));
        format!("socket `{socket}` ended: {how}")
    }));
    lines
}
