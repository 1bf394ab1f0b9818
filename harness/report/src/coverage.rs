//! Honesty about what a run did not reach: a wrong path refuses everything and is not secure.

use model::event::Ending;
use model::observation::{Evidence, Observation, Outcome};

use crate::run::Run;
use crate::times;

/// What a reader must know before believing the verdicts; `None` when there is nothing.
pub(crate) fn doubt(run: &Run) -> Option<String> {
    let seen = run.cases().iter().flat_map(|case| case.seen());
    let asked: Vec<_> = seen.map(|seen| &seen.observation).filter(asked).collect();
    let all = asked.len();
    let missing = asked.iter().filter(|seen| is_missing(seen)).count();
    if missing * 2 > all {
        let cure = "the address or a path in the target file is wrong, not secure";
        return Some(format!(
            "{missing} of {all} requests were answered 404: {cure}"
        ));
    }
    let silent = asked
        .iter()
        .filter(|seen| is_unreachable(&seen.evidence))
        .count();
    if silent * 2 > all {
        let cure = "the target is unreachable, not secure";
        return Some(format!("{silent} of {all} requests got no answer: {cure}"));
    }
    let counts = run.counts();
    let finished = run.ending() == Some(Ending::Finished);
    let none = counts.pass == 0 && counts.fail + counts.inconclusive > 0;
    let unlike = "no case passed: see first whether the target file describes this target";
    match finished && none {
        true => Some(unlike.to_owned()),
        false => times::chance(run),
    }
}

fn asked(seen: &&Observation) -> bool {
    seen.evidence.request.is_some() || is_unreachable(&seen.evidence)
}

/// Answered 404 where neither acceptance nor the contract explains it.
fn is_missing(seen: &Observation) -> bool {
    let status = seen.evidence.answer.as_ref().map(|answer| answer.status);
    let explained = match &seen.outcome {
        Outcome::Accepted(_) => true,
        Outcome::Refused { declared, .. } => !declared.is_empty(),
        _ => false,
    };
    status == Some(404) && !explained
}

fn is_unreachable(evidence: &Evidence) -> bool {
    evidence.fault.is_some() && evidence.answer.is_none() && evidence.frames.is_empty()
}
