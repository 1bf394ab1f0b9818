//! The cases of a run, as the queue lets them: each in a future of its own, all on one journal.

use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use model::clean::Clean;
use model::event::{Ending, What};
use model::plan::{Act, Case, Plan, Tag, Work};
use model::span::Span;
use model::step::{Call, Step};
use model::target::Moved;
use model::verdict::{Giver, Kind, Verdict};
use tokio::sync::watch;

use crate::conduct::{Bounds, CaseEnd, conduct};
use crate::fault::{ActFault, RunFault};
use crate::fresh::salt;
use crate::giving_back::{Begun, gives_back};
use crate::journal::Journal;
use crate::run::{Course, Known, actor};
use crate::schedule::{Demand, Next, Queue, Rules};
use crate::stop::{Stop, stopped};
use crate::timers::unmoved;

/// A case under way, and how it ended.
type Going<'a> = Pin<Box<dyn Future<Output = (usize, Result<CaseEnd, RunFault>)> + Send + 'a>>;

/// Runs all cases that are to be run.
pub async fn dispatch(
    course: &Course<'_>,
    plan: &Plan,
    (journal, known): (&Journal, &Known),
    stop: &mut watch::Receiver<Stop>,
) -> Result<Ending, RunFault> {
    let (cases, demands) = crate::schedule::demands(course.target, plan);
    let rules = Rules::of(
        course.target,
        course.settings.at_a_time,
        course.settings.slow,
    );
    let seed = course.settings.start.seed;
    let mut queue = Queue::new(&demands, rules, |case| salt(seed, cases[case].id.check()));
    let mut going: FuturesUnordered<Going<'_>> = FuturesUnordered::new();
    let began = Instant::now();
    let mut ending = Ending::Finished;
    loop {
        let next = match ending {
            Ending::Interrupted if going.is_empty() => break,
            Ending::Interrupted => Next::Wait(None),
            _ => queue.next(now(course, known, began)),
        };
        match next {
            Next::Start(start) => {
                known.leases.drop_all(&start.stale);
                let number = start.case;
                let of = (cases[number], &demands[number]);
                let stop = stop.clone();
                going.push(Box::pin(async move {
                    // So that there is a place for the sessions of this case.
                    if !start.returned.is_empty() {
                        let gone = known.leases.dropped(&start.returned).await;
                        if let Err(fault) = give_back(course, (journal, known), gone).await {
                            return (number, Err(fault));
                        }
                    }
                    (number, one(course, of, (journal, known), stop).await)
                }));
            }
            Next::Wait(until) => {
                let pause = until.map(|at| at.saturating_sub(now(course, known, began)));
                let Some((number, end)) = ended(&mut going, pause, stop).await else {
                    if *stop.borrow() != Stop::Go {
                        ending = Ending::Interrupted;
                    }
                    continue;
                };
                match end? {
                    CaseEnd::Decided { sound } => {
                        queue.ended(number, now(course, known, began), sound);
                    }
                    CaseEnd::Fault => {
                        ending = Ending::Fault;
                        queue.ended(number, now(course, known, began), false);
                    }
                    CaseEnd::Stopped => ending = Ending::Interrupted,
                }
            }
            Next::Pass(by) => {
                let before = now(course, known, began);
                pass(course, (journal, known), by).await?;
                match now(course, known, began) >= before + by {
                    true => queue.passed(),
                    false => queue.stuck(),
                }
            }
            Next::Give(number, why) => {
                let verdict = Verdict::plain(Kind::Inconclusive, Clean::words(why));
                let by = Giver::Engine;
                journal.record(Some(&cases[number].id), What::Judged { verdict, by })?;
            }
            Next::Done => break,
        }
    }
    if gives_back(course.target) {
        // The next run finds places for its own.
        let left = known.leases.all().await;
        tokio::select! {
            biased;
            () = stopped(stop, Stop::Now) => {}
            given = give_back(course, (journal, known), left) => given?,
        }
    }
    Ok(ending)
}

/// The next case that ends; none when the pause is over first, or somebody wants to stop.
async fn ended(
    going: &mut FuturesUnordered<Going<'_>>,
    pause: Option<Duration>,
    stop: &mut watch::Receiver<Stop>,
) -> Option<(usize, Result<CaseEnd, RunFault>)> {
    let over = async {
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            None => std::future::pending().await,
        }
    };
    if going.is_empty() {
        tokio::select! {
            () = over => {}
            () = stopped(stop, Stop::Soon) => {}
        }
        return None;
    }
    tokio::select! {
        ended = going.next() => ended,
        () = over => None,
    }
}

/// By the clock that limits go by.
fn now(course: &Course<'_>, known: &Known, began: Instant) -> Duration {
    let moved = match unmoved(course.target, &[Moved::Limits]).is_empty() {
        true => crate::clock::Clock::of(&known.moves).moved(),
        false => Duration::ZERO,
    };
    began.elapsed() + moved
}

/// Ends sessions that cases shared.
async fn give_back(
    course: &Course<'_>,
    (journal, known): (&Journal, &Known),
    begun: Vec<Begun>,
) -> Result<(), RunFault> {
    let mut actor = actor(course, journal, known, None);
    let grace = course.settings.grace;
    let given = actor.give_back_all(begun, grace).await;
    actor.hands.close(grace).await;
    given
}

async fn one(
    course: &Course<'_>,
    (case, demand): (&Case, &Demand),
    (journal, known): (&Journal, &Known),
    mut stop: watch::Receiver<Stop>,
) -> Result<CaseEnd, RunFault> {
    let Work::Run(recipe) = &case.work else {
        return Ok(CaseEnd::Decided { sound: true });
    };
    let actor = actor(course, journal, known, Some((case, demand)));
    let bounds = Bounds {
        deadline: course.settings.case_deadline,
        grace: course.settings.grace,
    };
    let experiment = judge::build(recipe, case.about.severity);
    conduct(case, (recipe, experiment), actor, (bounds, &mut stop)).await
}

/// Moves the clock until limits are fresh again.
async fn pass(
    course: &Course<'_>,
    (journal, known): (&Journal, &Known),
    by: Duration,
) -> Result<(), RunFault> {
    let ms = Span(by).millis();
    let what = Clean::words("moving the clock until limits are fresh");
    journal.record(None, What::Waiting { ms, what })?;
    let mut actor = actor(course, journal, known, None);
    let act = Act {
        number: 0,
        step: 0,
        tag: Tag::Setup,
        what: Step::Call(Call::default()),
    };
    // What cannot be moved is noticed by the clock, which has not moved.
    if let Err(ActFault::Run(fault)) = actor.pass(by, Moved::Limits, &act).await {
        return Err(fault);
    }
    actor.hands.close(course.settings.grace).await;
    Ok(())
}
