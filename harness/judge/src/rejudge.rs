//! Every verdict of an experiment, recomputed from the journal alone: a law.

use std::collections::HashMap;

use model::event::{Event, What};
use model::experiment::{Experiment, Next};
use model::name::CaseId;
use model::observation::Observation;
use model::plan::Work;
use model::verdict::Giver;

/// A case whose journal does not say what its experiment would.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}, event {seq}: {what}")]
pub struct Mismatch {
    /// The case.
    pub case: CaseId,
    /// The event that differs.
    pub seq: u64,
    /// In what.
    pub what: String,
}

/// One case on its way through the journal.
struct Replay {
    experiment: Box<dyn Experiment>,
    seen: Vec<Observation>,
}

/// How many verdicts were recomputed, and where journal and experiment differ.
pub fn rejudge(events: &[Event]) -> (usize, Vec<Mismatch>) {
    let mut replays: HashMap<&CaseId, Replay> = HashMap::new();
    let mut recomputed = 0;
    let mut mismatches = Vec::new();
    for event in events {
        let Some(case) = &event.case else { continue };
        let mut differs = |what: String| {
            mismatches.push(Mismatch {
                case: case.clone(),
                seq: event.seq,
                what,
            });
        };
        match (&event.what, replays.get_mut(case)) {
            (What::Planned { plan }, _) => {
                if let Work::Run(recipe) = &plan.work {
                    let experiment = crate::build(recipe, plan.about.severity);
                    replays.insert(
                        case,
                        Replay {
                            experiment,
                            seen: Vec::new(),
                        },
                    );
                }
            }
            (What::Asked { batch }, Some(replay)) => {
                match replay.experiment.next(&std::mem::take(&mut replay.seen)) {
                    Next::Do(wanted) if wanted == *batch => {}
                    Next::Do(_) => differs("the experiment asks for another batch".to_owned()),
                    Next::Done(_) => differs("the experiment would have ended".to_owned()),
                }
            }
            (
                What::Observed {
                    seen,
                    implied: false,
                },
                Some(replay),
            ) => {
                replay.seen.push((**seen).clone());
            }
            (
                What::Judged {
                    verdict,
                    by: Giver::Experiment,
                },
                Some(replay),
            ) => {
                recomputed += 1;
                match replay.experiment.next(&std::mem::take(&mut replay.seen)) {
                    Next::Done(again) if again == *verdict => {}
                    Next::Done(again) => differs(format!(
                        "the verdict is {} ({}), the journal says {} ({})",
                        again.kind.word(),
                        again.reason,
                        verdict.kind.word(),
                        verdict.reason
                    )),
                    Next::Do(_) => differs("the experiment would go on".to_owned()),
                }
            }
            (
                What::Asked { .. }
                | What::Judged {
                    by: Giver::Experiment,
                    ..
                },
                None,
            ) => {
                differs("the case was not planned".to_owned());
            }
            _ => {}
        }
    }
    (recomputed, mismatches)
}
