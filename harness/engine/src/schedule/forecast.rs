//! The queue played without a target: how long a run will take, and what cannot be run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use model::name::Name;

use crate::schedule::demand::Demand;
use crate::schedule::queue::{Next, Queue, Start};
use crate::schedule::rules::Rules;

/// What a run will be like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forecast {
    /// How long it takes, in real time.
    pub takes: Duration,
    /// How long it would take one case after the other.
    pub in_turn: Duration,
    /// How far the clock of limits is moved for it.
    pub moved: Duration,
    /// Cases that cannot be run, by number, and why.
    pub given: Vec<(usize, String)>,
    /// The most cases at one time.
    pub at_a_time: usize,
    /// Requests for sessions that cases share, by operation.
    pub lent: BTreeMap<Name, u64>,
}

/// Plays the queue. `lasts` says how long each case takes.
pub fn forecast(
    demands: &[Demand],
    rules: Rules,
    lasts: &[Duration],
    salt: impl Fn(usize) -> u64,
) -> Forecast {
    let mut queue = Queue::new(demands, rules, salt);
    let mut forecast = Forecast::default();
    let mut running: BTreeSet<(Duration, usize)> = BTreeSet::new();
    let mut now = Duration::ZERO;
    loop {
        match queue.next(now) {
            Next::Start(Start { case, begins, .. }) => {
                let lends = begins
                    .iter()
                    .filter_map(|role| demands[case].lends.get(role));
                for (op, times) in lends.flat_map(|login| &login.asks) {
                    *forecast.lent.entry(op.clone()).or_default() += u64::from(*times);
                }
                let long = lasts.get(case).copied().unwrap_or_default();
                forecast.in_turn += long;
                running.insert((now + long, case));
                forecast.at_a_time = forecast.at_a_time.max(running.len());
            }
            Next::Wait(until) => match (running.first().copied(), until) {
                (Some((end, _)), Some(at)) if at < end => now = at,
                (Some((end, case)), _) => {
                    running.remove(&(end, case));
                    now = now.max(end);
                    queue.ended(case, now, true);
                }
                (None, Some(at)) => now = now.max(at),
                (None, None) => break,
            },
            Next::Pass(by) => {
                now += by;
                forecast.moved += by;
                queue.passed();
            }
            Next::Give(case, why) => forecast.given.push((case, why)),
            Next::Done => break,
        }
    }
    forecast.takes = now.saturating_sub(forecast.moved);
    forecast
}
