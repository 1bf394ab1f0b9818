//! Every verdict of an experiment, recomputed from the journal alone: a law.

use std::collections::HashMap;

use model::event::{Event, What};
use model::experiment::{Experiment, Next};
use model::name::CaseId;
use model::observation::Observation;
use model::plan::{Case, Work};
use model::verdict::{Giver, Kind, Verdict};

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
    /// None when the case was skipped.
    experiment: Option<Box<dyn Experiment>>,
    seen: Vec<Observation>,
    judged: bool,
}

/// How many verdicts were recomputed, and where journal and experiment differ.
pub fn rejudge(events: &[Event]) -> (usize, Vec<Mismatch>) {
    let mut replays: HashMap<&CaseId, Replay> = HashMap::new();
    let mut recomputed = 0;
    let mut mismatches = Vec::new();
    for event in events {
        let Some(case) = &event.case else { continue };
        let differs = match (&event.what, replays.get_mut(case)) {
            (What::Planned { plan }, None) => {
                replays.insert(case, Replay::of(plan));
                None
            }
            (What::Planned { .. }, Some(_)) => Some("the case is planned twice".to_owned()),
            (_, None) => Some("the case was not planned".to_owned()),
            (what, Some(replay)) => replay.step(what, &mut recomputed),
        };
        mismatches.extend(differs.map(|what| Mismatch {
            case: case.clone(),
            seq: event.seq,
            what,
        }));
    }
    (recomputed, mismatches)
}

impl Replay {
    fn of(plan: &Case) -> Replay {
        let experiment = match &plan.work {
            Work::Run(recipe) => Some(crate::build(recipe, plan.about.severity)),
            Work::Skip(_) => None,
        };
        Replay {
            experiment,
            seen: Vec::new(),
            judged: false,
        }
    }

    /// What is wrong with the next event of the case, if anything is.
    fn step(&mut self, what: &What, recomputed: &mut usize) -> Option<String> {
        match what {
            What::Asked { batch } => match self.next()? {
                Next::Do(wanted) if wanted == *batch => None,
                Next::Do(_) => Some("the experiment asks for another batch".to_owned()),
                Next::Done(_) => Some("the experiment would have ended".to_owned()),
            },
            What::Observed {
                seen,
                implied: false,
            } => {
                self.seen.push((**seen).clone());
                None
            }
            What::Judged { verdict, by } => {
                if std::mem::replace(&mut self.judged, true) {
                    return Some("the case is judged twice".to_owned());
                }
                match by {
                    Giver::Experiment => {}
                    Giver::Engine if verdict.kind == Kind::Fail => return self.cut_short(verdict),
                    _ => return unearned(verdict, *by),
                }
                *recomputed += 1;
                self.judge(verdict)
            }
            _ => None,
        }
    }

    /// A case that was cut short fails by what was proven until then, and by nothing else.
    fn cut_short(&self, verdict: &Verdict) -> Option<String> {
        let proven = self.experiment.as_ref().and_then(|e| e.proven());
        let same = proven.is_some_and(|proven| {
            let reason = verdict.reason.as_str().starts_with(proven.reason.as_str());
            let reason_apart = Verdict {
                reason: verdict.reason.clone(),
                ..proven
            };
            reason && reason_apart == *verdict
        });
        (!same).then(|| "nothing of the kind was proven when the case was cut short".to_owned())
    }

    fn judge(&mut self, verdict: &Verdict) -> Option<String> {
        match self.next() {
            None => Some("a case that was skipped has no experiment".to_owned()),
            Some(Next::Done(again)) if again == *verdict => None,
            Some(Next::Done(again)) => Some(format!(
                "the verdict is {} ({}), the journal says {} ({})",
                again.kind.word(),
                again.reason,
                verdict.kind.word(),
                verdict.reason
            )),
            Some(Next::Do(_)) => Some("the experiment would go on".to_owned()),
        }
    }

    fn next(&mut self) -> Option<Next> {
        let seen = std::mem::take(&mut self.seen);
        Some(self.experiment.as_mut()?.next(&seen))
    }
}

/// Only an experiment passes or fails; the others say why there was none.
fn unearned(verdict: &Verdict, by: Giver) -> Option<String> {
    let may = match by {
        Giver::Experiment => true,
        Giver::Engine => matches!(verdict.kind, Kind::Inconclusive | Kind::Error),
        Giver::Plan => verdict.kind == Kind::Skipped,
    };
    let said = verdict.kind.word();
    (!may).then(|| format!("{by:?} cannot give the verdict {said}"))
}
