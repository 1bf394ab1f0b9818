//! The whole run: ready, each case in turn, and the end.

use std::time::{Duration, Instant};

use drive::Drive;
use indexmap::IndexMap;
use model::clean::Clean;
use model::event::{Ending, Start, What};
use model::name::CaseId;
use model::observation::{Evidence, Outcome};
use model::plan::{Act, Case, Plan, Tag, Work};
use model::step::{Call, Http, Part, Step};
use model::target::Target;
use model::template::Template;
use model::verdict::{Giver, Kind, Verdict};
use tokio::sync::watch;

use crate::act::Actor;
use crate::conduct::{Bounds, CaseEnd, conduct};
use crate::digest::Digester;
use crate::fault::{ActFault, RunFault};
use crate::journal::Journal;
use crate::stop::{Stop, stopped};
use crate::vault::Vault;
use crate::wallet::Wallet;

/// How often a target that is not ready is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// What a run needs: what to do, to whom, with which secrets and hands.
pub struct Course<'a> {
    /// What to do.
    pub plan: &'a Plan,
    /// To whom.
    pub target: &'a Target,
    /// With which secrets.
    pub vault: &'a Vault,
    /// With which hands.
    pub drive: &'a Drive,
    /// How.
    pub settings: Settings,
}

/// How to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What is written at the start of the journal; `seed` decides all fresh values.
    pub start: Start,
    /// How long one case may take.
    pub case_deadline: Duration,
    /// How long giving back may take after a case.
    pub grace: Duration,
}

/// Runs the plan; everything that happens is in the journal, whatever the end.
pub async fn run(
    course: Course<'_>,
    journal: &mut Journal,
    mut stop: watch::Receiver<Stop>,
) -> Result<Ending, RunFault> {
    journal.record(
        None,
        What::RunStarted(Box::new(course.settings.start.clone())),
    )?;
    for case in &course.plan.cases {
        journal.record(
            Some(&case.id),
            What::Planned {
                plan: Box::new(case.clone()),
            },
        )?;
    }
    let (ending, reason) = match Digester::new() {
        Some(digester) => all(&course, journal, &digester, &mut stop).await?,
        None => (
            Ending::Fault,
            Some(Clean::words("the system gives no randomness")),
        ),
    };
    journal.record(None, What::RunEnded { ending, reason })?;
    Ok(ending)
}

async fn all(
    course: &Course<'_>,
    journal: &mut Journal,
    digester: &Digester,
    stop: &mut watch::Receiver<Stop>,
) -> Result<(Ending, Option<Clean>), RunFault> {
    if course
        .plan
        .cases
        .iter()
        .any(|case| matches!(case.work, Work::Run(_)))
    {
        let ready = tokio::select! {
            biased;
            () = stopped(stop, Stop::Soon) => return Ok((Ending::Interrupted, None)),
            ready = ready(course, journal, digester) => ready?,
        };
        if let Some(reason) = ready {
            return Ok((Ending::NotReady, Some(reason)));
        }
    }
    let mut fault = false;
    for case in &course.plan.cases {
        match &case.work {
            Work::Skip(why) => {
                let verdict = Verdict::plain(Kind::Skipped, Clean::words(why));
                journal.record(
                    Some(&case.id),
                    What::Judged {
                        verdict,
                        by: Giver::Plan,
                    },
                )?;
            }
            Work::Run(recipe) => {
                let actor = actor(course, journal, digester, Some(case));
                let bounds = Bounds {
                    deadline: course.settings.case_deadline,
                    grace: course.settings.grace,
                };
                let experiment = judge::build(recipe, case.about.severity);
                match conduct(case, (recipe, experiment), actor, (bounds, stop)).await? {
                    CaseEnd::Decided => {}
                    CaseEnd::Fault => fault = true,
                    CaseEnd::Stopped => return Ok((Ending::Interrupted, None)),
                }
            }
        }
    }
    Ok((
        if fault {
            Ending::Fault
        } else {
            Ending::Finished
        },
        None,
    ))
}

fn actor<'a>(
    course: &'a Course<'_>,
    journal: &'a mut Journal,
    digester: &'a Digester,
    case: Option<&'a Case>,
) -> Actor<'a> {
    let nobody = CaseId(String::new());
    let id = case.map_or(&nobody, |case| &case.id);
    Actor {
        target: course.target,
        wallet: Wallet::of_case(course.target, course.vault, course.settings.start.seed, id),
        hands: course.drive.hands(),
        digester,
        journal,
        case: case.map(|case| &case.id),
        depth: 0,
    }
}

/// Why the target is not ready, if it is not. Without a `ready` operation any answer to `GET /` will do.
async fn ready(
    course: &Course<'_>,
    journal: &mut Journal,
    digester: &Digester,
) -> Result<Option<Clean>, RunFault> {
    let within = course
        .target
        .ready
        .as_ref()
        .map_or(Duration::ZERO, |ready| ready.within.0);
    let began = Instant::now();
    loop {
        let mut actor = actor(course, journal, digester, None);
        let act = first_act(course.target);
        let why = match actor.perform(&act, &[]).await {
            Ok(seen) => match (&seen.outcome, course.target.ready.is_some()) {
                (Outcome::Accepted(_), _) => None,
                (_, false) if answered(&seen.evidence) => None,
                (outcome, _) => Some(Clean::words(outcome.to_string())),
            },
            Err(ActFault::Run(fault)) => return Err(fault),
            Err(fault) => Some(Clean::words(fault.to_string())),
        };
        actor.hands.close(course.settings.grace).await;
        match why {
            Some(why) if began.elapsed() >= within => return Ok(Some(why)),
            Some(_) => tokio::time::sleep(ASK_AGAIN).await,
            None => return Ok(None),
        }
    }
}

fn answered(evidence: &Evidence) -> bool {
    evidence.answer.is_some()
}

fn first_act(target: &Target) -> Act {
    let part = Part::default();
    let what = match &target.ready {
        Some(ready) => Step::Call(Call {
            op: ready.op.clone(),
            with: IndexMap::new(),
            credential: Vec::new(),
            capture: IndexMap::new(),
            part,
        }),
        None => Step::Http(Box::new(Http {
            at: None,
            method: "GET".to_owned(),
            path: Template("/".to_owned()),
            query: IndexMap::new(),
            headers: IndexMap::new(),
            json: None,
            text: None,
            capture: IndexMap::new(),
            proof: None,
            part,
        })),
    };
    Act {
        number: 0,
        step: 0,
        tag: Tag::Setup,
        what,
    }
}
