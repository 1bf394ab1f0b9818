//! One case: the loop of experiment and acts, and one ending for verdict, deadline, Ctrl-C and panic.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use model::clean::Clean;
use model::event::What;
use model::experiment::{Batch, Experiment, Next};
use model::plan::{Case, Recipe, Steps};
use model::verdict::{Giver, Kind, Verdict};
use tokio::sync::watch;

use crate::act::Actor;
use crate::digest::Digester;
use crate::fault::{ActFault, RunFault};
use crate::stop::{Stop, stopped};

/// Bounds on one case.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How long a case may take.
    pub deadline: Duration,
    /// How long giving back may take after it.
    pub grace: Duration,
}

/// How a case ended.
#[derive(Debug, PartialEq, Eq)]
pub enum CaseEnd {
    /// It was decided; `sound` when it found what it needed of the target.
    Decided {
        /// It passed.
        sound: bool,
    },
    /// Ctrl-C.
    Stopped,
    /// The harness failed.
    Fault,
}

/// Runs one case to its end and gives back what it held.
pub async fn conduct(
    case: &Case,
    (recipe, mut experiment): (&Recipe, Box<dyn Experiment>),
    mut actor: Actor<'_>,
    (bounds, stop): (Bounds, &mut watch::Receiver<Stop>),
) -> Result<CaseEnd, RunFault> {
    actor.journal.record(Some(&case.id), What::CaseStarted {})?;
    let Recipe::Steps(steps) = recipe;
    actor.wallet.plan(steps);

    let waits = actor.waits.clone();
    let deciding = decide(&mut *experiment, steps, &mut actor);
    let decided = AssertUnwindSafe(deciding).catch_unwind();
    let (verdict, by, end) = tokio::select! {
        biased;
        () = stopped(stop, Stop::Soon) => {
            (plain(Kind::Inconclusive, "interrupted"), Giver::Engine, CaseEnd::Stopped)
        }
        () = waits.deadline(bounds.deadline) => {
            let why = format!("not decided within {:?}", bounds.deadline);
            (plain(Kind::Inconclusive, why), Giver::Engine, CaseEnd::Decided { sound: false })
        }
        decided = decided => match decided {
            Ok(Ok(verdict)) => {
                let sound = verdict.kind == Kind::Pass;
                (verdict, Giver::Experiment, CaseEnd::Decided { sound })
            }
            Ok(Err(ActFault::Run(fault))) => return Err(fault),
            Ok(Err(fault @ ActFault::Harness(_))) => {
                let why = format!("fault of the harness: {fault}");
                (plain(Kind::Error, why), Giver::Engine, CaseEnd::Fault)
            }
            Ok(Err(fault)) => {
                let why = format!("fault of the scenario or target file: {fault}");
                (plain(Kind::Error, why), Giver::Engine, CaseEnd::Decided { sound: false })
            }
            Err(panic) => {
                let why = format!("fault of the harness: {}", said(&*panic));
                (plain(Kind::Error, why), Giver::Engine, CaseEnd::Fault)
            }
        }
    };
    // A target that stalls after a hole does not hide it.
    let verdict = match (by, verdict.kind, experiment.proven()) {
        (Giver::Engine, Kind::Inconclusive, Some(proven)) => Verdict {
            reason: Clean::words(format!("{}; afterwards {}", proven.reason, verdict.reason)),
            ..proven
        },
        _ => verdict,
    };
    // What engine and panics say may quote what a target sent.
    let reason = actor.wallet.redactor.clean(verdict.reason.as_str());
    let verdict = if by == Giver::Engine {
        Verdict { reason, ..verdict }
    } else {
        verdict
    };
    let failed = (verdict.kind == Kind::Fail).then(|| fingerprint(case, &verdict));
    actor
        .journal
        .record(Some(&case.id), What::Judged { verdict, by })?;
    if let Some(fingerprint) = failed {
        actor
            .journal
            .record(Some(&case.id), What::Finding { fingerprint })?;
    }
    let returned = tokio::select! {
        biased;
        () = stopped(stop, Stop::Now) => Ok(()),
        returned = actor.give_back(bounds.grace) => returned,
    };
    returned?;
    let Actor { hands, journal, .. } = actor;
    let sockets = tokio::select! {
        biased;
        () = stopped(stop, Stop::Now) => 0,
        sockets = hands.close(bounds.grace) => sockets,
    };
    journal.record(Some(&case.id), What::CleanedUp { sockets })?;
    Ok(end)
}

async fn decide(
    experiment: &mut dyn Experiment,
    steps: &Steps,
    actor: &mut Actor<'_>,
) -> Result<Verdict, ActFault> {
    let mut seen = Vec::new();
    loop {
        match experiment.next(&seen) {
            Next::Done(verdict) => return Ok(verdict),
            Next::Do(batch) => {
                actor.journal.record(
                    actor.case,
                    What::Asked {
                        batch: batch.clone(),
                    },
                )?;
                seen.clear();
                if let Batch::Afresh(_) = &batch {
                    actor.afresh(steps);
                }
                for act in batch.acts() {
                    seen.push(actor.perform(act, &steps.expect).await?);
                }
            }
        }
    }
}

fn plain(kind: Kind, why: impl Into<String>) -> Verdict {
    Verdict::plain(kind, Clean::words(why))
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "a panic".to_owned())
}

/// Stable over runs, machines and reordering: check, rows, and the first breach's probe and harm.
fn fingerprint(case: &Case, verdict: &Verdict) -> String {
    let breach = verdict.breaches.first();
    let what = breach.map_or_else(String::new, |b| format!("{}|{:?}", b.probe, b.harm));
    Digester::plain(format!("{}|{what}", case.id).as_bytes())[..16].to_owned()
}
