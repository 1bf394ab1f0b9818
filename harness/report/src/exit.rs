//! What a run's process exits with, and what the code means.

use model::event::Ending;

use crate::run::Run;

/// The code of a run. Usage errors (2) and missed thresholds (6) are not in the journal.
///
/// A case that a finished run left without a verdict counts as one of `error`. Inconclusive cases
/// alone judge nothing: without a pass or a failure the code is 4, never 0.
pub(crate) fn code(run: &Run) -> u8 {
    let counts = run.counts();
    let unsure = run.strict() && (counts.inconclusive > 0 || run.warns());
    match run.ending() {
        Some(Ending::Fault) => 70,
        Some(Ending::Interrupted) | None => 130,
        Some(Ending::NotReady) => 3,
        Some(Ending::Finished) if counts.fail > 0 => 1,
        Some(Ending::Finished) if counts.error + counts.unfinished > 0 || unsure => 5,
        Some(Ending::Finished) if counts.judged() == 0 => 4,
        Some(Ending::Finished) => 0,
    }
}

/// What an exit code means, in a sentence without a full stop.
pub fn meaning(code: u8) -> &'static str {
    match code {
        0 => "all that was judged held",
        1 => "findings: at least one case failed",
        2 => "the command line, the target file or a scenario is wrong",
        3 => "the target was not reachable or not ready",
        4 => "nothing was judged, so nothing is proved",
        5 => "cases ended in an error or, with --strict, were inconclusive or warned",
        6 => "a threshold was missed",
        70 => "gateproof itself failed; this says nothing about the target",
        130 => "interrupted: the run is incomplete",
        _ => "not a code of gateproof",
    }
}
