//! Whether the target is ready, before anything is judged.

use std::time::{Duration, Instant};

use model::clean::Clean;
use model::observation::{Evidence, Outcome};
use model::plan::{Act, Tag};
use model::step::{Call, Http, Step};
use model::target::Target;
use model::template::Template;

use crate::fault::{ActFault, RunFault};
use crate::journal::Journal;
use crate::run::{Course, Known, actor};

/// When a target that is not ready is asked again, at first.
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// And later: every time is written down.
const SELDOM: Duration = Duration::from_secs(2);

/// Why the target is not ready, if it is not. Without a `ready` operation any answer to `GET /` will do.
pub async fn ready(
    course: &Course<'_>,
    journal: &Journal,
    known: &Known,
) -> Result<Option<Clean>, RunFault> {
    let within = course
        .target
        .ready
        .as_ref()
        .map_or(Duration::ZERO, |ready| ready.within.0);
    let Some(act) = first_act(course.target) else {
        return Ok(None);
    };
    let began = Instant::now();
    let mut pause = ASK_AGAIN;
    loop {
        let mut actor = actor(course, journal, known, None);
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
            Some(_) => tokio::time::sleep(pause).await,
            None => return Ok(None),
        }
        pause = (pause * 2).min(SELDOM);
    }
}

fn answered(evidence: &Evidence) -> bool {
    evidence.answer.is_some()
}

/// The operation that tells, or `GET /`; nothing where only a WebSocket is declared.
fn first_act(target: &Target) -> Option<Act> {
    let at = target
        .services
        .iter()
        .find(|(_, service)| service.http.is_some());
    let what = match &target.ready {
        Some(ready) => Step::Call(Call {
            op: ready.op.clone(),
            ..Call::default()
        }),
        None => Step::Http(Box::new(Http {
            at: Some(at?.0.clone()),
            method: Some("GET".to_owned()),
            path: Some(Template("/".to_owned())),
            ..Http::default()
        })),
    };
    Some(Act {
        number: 0,
        step: 0,
        tag: Tag::Setup,
        what,
    })
}
