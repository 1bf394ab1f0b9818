//! Controls around a step list: no control, no verdict. A control that is lost afterwards voids a
//! pass, never a proven acceptance.

use model::clean::Clean;
use model::experiment::{Experiment, Next};
use model::metadata::Severity;
use model::observation::Observation;
use model::plan::{Act, Expected, Steps, Tag};
use model::verdict::{Breach, Harm, Kind, Verdict};

use crate::batches::Batches;
use crate::steps::{Progress, StepList, inconclusive};
use crate::weigh::weigh;

/// Set-up and controls, then the probes, then controls again.
#[derive(Debug)]
pub struct Controlled {
    before: StepList,
    inner: StepList,
    after: StepList,
    expect: Vec<Expected>,
    severity: Severity,
    /// What races came to, batch after batch.
    batches: Option<Batches>,
    phase: Phase,
    /// Where a control is missing, without which nothing may pass.
    unguarded: Option<&'static str>,
}

#[derive(Debug)]
enum Phase {
    Before,
    Inner,
    After(Verdict),
}

impl Controlled {
    /// An experiment that has not begun.
    pub fn new(steps: &Steps, severity: Severity) -> Controlled {
        Controlled {
            before: StepList::new(&steps.before),
            inner: StepList::new(&steps.inner),
            after: StepList::new(&steps.after),
            expect: steps.expect.clone(),
            severity,
            batches: Batches::of(steps),
            phase: Phase::Before,
            unguarded: unguarded(steps),
        }
    }

    /// The verdict after the batch that is over; none when there is another.
    fn batched(&mut self, verdict: Verdict) -> Option<Verdict> {
        let Some(batches) = &mut self.batches else {
            return Some(verdict);
        };
        let verdict = batches.over(verdict, &self.inner);
        if verdict.is_none() {
            self.before.again(true);
            self.inner.again(self.before.is_empty());
        }
        verdict
    }

    /// A verdict whose controls all held.
    fn guarded(&self, verdict: &Verdict) -> Verdict {
        match (verdict.kind, self.unguarded) {
            (Kind::Pass, Some(place)) => {
                let why =
                    format!("no control {place} the probes: nothing shows that it could fail");
                Verdict::plain(Kind::Inconclusive, Clean::words(why))
            }
            _ => verdict.clone(),
        }
    }
}

fn unguarded(steps: &Steps) -> Option<&'static str> {
    let is_control = |act: &Act| act.tag == Tag::Control;
    match (
        steps.before.iter().any(is_control),
        steps.after.iter().any(is_control),
    ) {
        (false, _) => Some("before"),
        (_, false) => Some("after"),
        _ => None,
    }
}

impl Experiment for Controlled {
    fn proven(&self) -> Option<Verdict> {
        match &self.phase {
            Phase::Before => None,
            Phase::Inner => proven(weigh(&self.expect, self.inner.probes(), self.severity)),
            Phase::After(verdict) => proven(verdict.clone()),
        }
    }

    fn next(&mut self, seen: &[Observation]) -> Next {
        let mut seen = seen;
        loop {
            match &self.phase {
                Phase::Before => match self.before.next(seen) {
                    Progress::Do(batch) => return Next::Do(batch),
                    Progress::Lost(why) => return inconclusive(why),
                    Progress::Finished => self.phase = Phase::Inner,
                },
                Phase::Inner => match self.inner.next(seen) {
                    Progress::Do(batch) => return Next::Do(batch),
                    Progress::Lost(why) => {
                        let verdict = weigh(&self.expect, self.inner.probes(), self.severity);
                        return Next::Done(without_control(verdict, why));
                    }
                    Progress::Finished => {
                        let verdict = weigh(&self.expect, self.inner.probes(), self.severity);
                        match self.batched(verdict) {
                            None => self.phase = Phase::Before,
                            Some(verdict) if verdict.kind == Kind::Inconclusive => {
                                return Next::Done(verdict);
                            }
                            Some(verdict) => self.phase = Phase::After(verdict),
                        }
                    }
                },
                Phase::After(verdict) => match self.after.next(seen) {
                    Progress::Do(batch) => return Next::Do(batch),
                    Progress::Finished => return Next::Done(self.guarded(verdict)),
                    Progress::Lost(why) => {
                        return Next::Done(without_control(verdict.clone(), why));
                    }
                },
            }
            // What was seen belonged to the phase that has just ended.
            seen = &[];
        }
    }
}

/// A verdict whose control was lost: only what the target was shown to let through stands.
fn without_control(verdict: Verdict, why: Clean) -> Verdict {
    match proven(verdict) {
        Some(verdict) => Verdict {
            reason: Clean::words(format!("{}; afterwards {why}", verdict.reason)),
            ..verdict
        },
        None => Verdict::plain(Kind::Inconclusive, why),
    }
}

/// The verdict with only those breaches that nothing later can take back.
fn proven(mut verdict: Verdict) -> Option<Verdict> {
    let stands = |breach: &Breach| matches!(breach.harm, Harm::Hole | Harm::Broken);
    verdict.breaches.retain(stands);
    (!verdict.breaches.is_empty()).then_some(verdict)
}
