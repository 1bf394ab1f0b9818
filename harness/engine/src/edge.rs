//! The edges of a limit's windows: kept away from, or met on purpose.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use model::contract::{Limit, Window};
use model::plan::{Act, Steps};
use model::step::{Burst, Shape, Step};
use model::target::{Moved, Target};

use crate::act::Actor;
use crate::fault::ActFault;
use crate::schedule::SHORT;
use crate::tally::Tally;
use crate::timers::unmoved;

/// A window up to this must be met without company: a server that is busy takes long for each request.
const QUICK: Duration = Duration::from_secs(60);
/// An edge that is to be kept away from is waited for at most so long.
const SOON: Duration = Duration::from_secs(6);

/// Why the edge that a burst means cannot be met without waiting, if it cannot.
pub fn must_wait(burst: &Burst, target: &Target) -> Option<String> {
    let name = burst.limit.as_ref()?;
    let per = target.contract.limits.get(name)?.per;
    let shape = matches!(burst.shape, Some(Shape::Edge | Shape::Recovery));
    let waits = shape && per.0 > SHORT;
    (waits && !by_hook(target)).then(|| {
        format!(
            "the end of a window of {per} takes real time: the target declares no clock that moves \
             `limits` (`hooks.clock`), and without `--slow` nobody waits"
        )
    })
}

/// Whether a case moves the clock to meet the end of a window.
pub fn moves_clock(steps: &Steps, target: &Target) -> bool {
    let mut ends = steps.acts().map(|act| to_the_end(act, target));
    by_hook(target) && ends.any(|long| long > SHORT)
}

/// Whether a case meets a limit in so short a time that other cases beside it would show.
pub fn is_quick(steps: &Steps, target: &Target) -> bool {
    let mut bursts = steps.acts().filter_map(|act| match &act.what {
        Step::Burst(burst) => burst.limit.as_ref(),
        _ => None,
    });
    bursts.any(|name| {
        let limit = target.contract.limits.get(name);
        limit.is_some_and(|limit| limit.per.0 <= QUICK)
    })
}

/// How long an act waits for the end of a window, where that is not moved.
pub fn waits(act: &Act, target: &Target) -> Duration {
    let long = to_the_end(act, target);
    match long > SHORT && by_hook(target) {
        true => Duration::ZERO,
        false => long,
    }
}

/// How long it is at most until a burst has met the end of a window that it wants to meet.
fn to_the_end(act: &Act, target: &Target) -> Duration {
    let Step::Burst(burst) = &act.what else {
        return Duration::ZERO;
    };
    let limit = burst.limit.as_ref();
    let limit = limit.and_then(|name| target.contract.limits.get(name));
    match (limit, burst.shape) {
        // First it waits for an edge on the clock.
        (Some(limit), Some(Shape::Edge)) => limit.per.0 * 2,
        (Some(limit), Some(Shape::Recovery)) => limit.per.0,
        _ => Duration::ZERO,
    }
}

fn by_hook(target: &Target) -> bool {
    unmoved(target, &[Moved::Limits]).is_empty()
}

impl Actor<'_> {
    /// How far the clock was moved by which limits go.
    pub fn moved_limits(&self) -> Duration {
        match by_hook(self.target) {
            true => self.wallet.clock.moved(),
            false => Duration::ZERO,
        }
    }

    /// One request begins a window; the rest of them come just before it ends, and as many just after.
    pub async fn around_the_edge(&mut self, limit: &Limit, act: &Act) -> Result<Tally, ActFault> {
        let per = limit.per.0;
        let before = early(per);
        // A window on the clock ends at a multiple of its length: both kinds have the same edge then.
        let aligned = until_multiple(per, self.moved_limits()) + Duration::from_millis(5);
        self.let_pass(aligned, per, act).await?;
        let mut tally = Tally::new();
        let start = self.moved_limits();
        if !self.attempt(1, act, &mut tally).await? {
            return Ok(tally);
        }
        let requests = u64::from(limit.requests);
        let first = tally.elapsed();
        for (due, numbers) in [
            (first + per.saturating_sub(before), 2..=requests),
            (first + per + before / 5, requests + 1..=2 * requests),
        ] {
            let gone = tally.elapsed() + self.moved_limits().saturating_sub(start);
            self.let_pass(due.saturating_sub(gone), per, act).await?;
            tally.ahead = self.moved_limits().saturating_sub(start);
            for number in numbers {
                if !self.attempt(number, act, &mut tally).await? {
                    return Ok(tally);
                }
            }
        }
        Ok(tally)
    }

    /// Lets a whole window pass, where the clock can be moved or it is short.
    pub async fn pass_window(&mut self, per: Duration, act: &Act) -> Result<(), ActFault> {
        let whole = per + per / 10 + Duration::from_millis(20);
        if per <= SHORT {
            tokio::time::sleep(whole).await;
        } else if by_hook(self.target) {
            self.let_pass(whole, per, act).await?;
        }
        Ok(())
    }

    /// Windows on the clock mostly begin at a multiple of their length: a burst, and what comes soon after
    /// it, begins after such an edge that is near.
    pub async fn keep_off(&mut self, limit: &Limit, act: &Act) -> Result<(), ActFault> {
        let per = limit.per.0;
        let left = until_multiple(per, self.moved_limits());
        let needed = Duration::from_millis(50) * limit.requests.saturating_add(10);
        if limit.window != Window::Fixed || left >= needed.min(per / 2) {
            return Ok(());
        }
        let left = left + Duration::from_millis(20);
        if per > SHORT && by_hook(self.target) {
            self.let_pass(left, per, act).await?;
        } else if left < SOON {
            tokio::time::sleep(left).await;
        }
        Ok(())
    }

    /// Lets time pass that a window takes.
    pub async fn let_pass(
        &mut self,
        left: Duration,
        per: Duration,
        act: &Act,
    ) -> Result<(), ActFault> {
        if per <= SHORT {
            tokio::time::sleep(left).await;
            return Ok(());
        }
        self.pass(left, Moved::Limits, act).await?;
        self.wallet.forget_expired();
        Ok(())
    }
}

/// How long before the end of a window something is just before it.
pub fn early(per: Duration) -> Duration {
    // Clocks are moved by whole seconds.
    match per > SHORT {
        true => Duration::from_secs(2),
        false => (per / 10).max(Duration::from_millis(50)),
    }
}

/// How long until the clock, moved so far, shows a multiple of this.
fn until_multiple(per: Duration, moved: Duration) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        + moved;
    let per = per.as_millis().max(1);
    let left = per - now.as_millis() % per;
    Duration::from_millis(u64::try_from(left).unwrap_or(u64::MAX))
}
