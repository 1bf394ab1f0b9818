//! Bursts: one step many times, one after the other or all at once, and as a limit wants it.

use std::ops::Range;
use std::time::{Duration, Instant};

use model::contract::Limit;
use model::plan::{Act, LimitRule};
use model::step::{Burst, Shape};

use crate::act::{Actor, Seen, role_of};
use crate::fault::ActFault;
use crate::members::{numbered, with};
use crate::tally::Tally;

/// Attempts of one burst at most.
const MOST: u32 = 10_000;

impl Actor<'_> {
    /// Does a burst.
    pub async fn burst(&mut self, burst: &Burst, act: &Act) -> Result<Seen, ActFault> {
        let Some(what) = burst.what.as_deref() else {
            return Err(ActFault::File("a burst does nothing".to_owned()));
        };
        let act = with(act, what.clone());
        let Some(name) = &burst.limit else {
            let mut tally = Tally::new();
            match burst.at_once {
                true => {
                    self.all_at_once(burst.times.unwrap_or(1), &act, &mut tally)
                        .await?
                }
                false => self.in_turn(burst, &act, &mut tally).await?,
            }
            let outcome = judge::burst(burst, None, &tally.attempts);
            return Ok(tally.seen(outcome));
        };
        let shape = burst.shape.unwrap_or_default();
        let rule = LimitRule::of(&self.target.contract, name, shape);
        let rule = rule.ok_or_else(|| ActFault::File(format!("there is no limit `{name}`")))?;
        let mut tally = self.meet(&rule, &act).await?;
        tally.attempts.spent = self.spent_before(&rule.limit, &act, &tally);
        let outcome = judge::burst(burst, Some(&rule), &tally.attempts);
        Ok(tally.seen(outcome))
    }

    /// One after the other, until the burst is over.
    async fn in_turn(
        &mut self,
        burst: &Burst,
        act: &Act,
        tally: &mut Tally,
    ) -> Result<(), ActFault> {
        let began = Instant::now();
        let until = burst.until.as_ref();
        let within = until.and_then(|until| until.within);
        for number in 1..=burst.times.unwrap_or(MOST) {
            if let Some(every) = burst.every {
                let due = began + every.0.saturating_mul(number - 1);
                tokio::time::sleep_until(due.into()).await;
            }
            if within.is_some_and(|within| began.elapsed() >= within.0) {
                break;
            }
            if !self.attempt(number.into(), act, tally).await? {
                break;
            }
            let Some(until) = until else { continue };
            let attempts = &tally.attempts;
            let enough = until
                .accepted
                .is_some_and(|many| judge::in_a_row(attempts) >= many.into());
            if enough || until.refused && judge::refused_last(attempts) {
                break;
            }
        }
        Ok(())
    }

    /// One attempt; false when it could not be made.
    pub(crate) async fn attempt(
        &mut self,
        number: u64,
        act: &Act,
        tally: &mut Tally,
    ) -> Result<bool, ActFault> {
        let role = numbered(&role_of(act), number);
        let mut act = act.clone();
        let from = &mut act.what.part_mut().from;
        *from = from.take().map(|from| numbered(&from, number));
        match self.single(&act, &role).await {
            Ok(seen) => {
                if !self.probing {
                    self.keep(&role, &seen.outputs);
                }
                tally.add(seen, self);
                Ok(true)
            }
            Err(ActFault::Unmet(why)) => {
                tally.add_unmade(self.wallet.redactor.clean(&why), self);
                Ok(false)
            }
            Err(fault) => Err(fault),
        }
    }

    /// As many attempts as the limit makes interesting.
    async fn meet(&mut self, rule: &LimitRule, act: &Act) -> Result<Tally, ActFault> {
        let LimitRule { limit, shape, .. } = rule;
        let times = shape.attempts(limit.requests);
        self.unused(limit, act).await?;
        if *shape == Shape::Edge {
            return self.around_the_edge(limit, act).await;
        }
        let mut tally = Tally::new();
        self.keep_off(limit, act).await?;
        if *shape == Shape::Recovery {
            return self.until_it_recovers(limit, act).await;
        }
        if *shape == Shape::AtOnce {
            self.all_at_once(times, act, &mut tally).await?;
            return Ok(tally);
        }
        for number in 1..=u64::from(times) {
            if !self.attempt(number, act, &mut tally).await? {
                break;
            }
        }
        Ok(tally)
    }

    /// Lets a window pass that earlier cases have used up, where that takes no time worth telling.
    async fn unused(&mut self, limit: &Limit, act: &Act) -> Result<(), ActFault> {
        let now = Instant::now() + self.moved_limits();
        let since = now.checked_sub(limit.per.0).unwrap_or(now);
        let others = since..self.began.max(since);
        if self.spent_in(others, limit, act) > 0 {
            self.pass_window(limit.per.0, act).await?;
        }
        Ok(())
    }

    /// Requests of this run that the limit may have counted before these.
    fn spent_before(&mut self, limit: &Limit, act: &Act, tally: &Tally) -> u64 {
        let began = tally.first_sent() + self.moved_limits().saturating_sub(tally.ahead);
        let since = began.checked_sub(limit.per.0).unwrap_or(began);
        let now = Instant::now() + self.moved_limits() + Duration::from_secs(1);
        let all = self.spent_in(since..now, limit, act);
        all.saturating_sub(tally.attempts.total())
    }

    fn spent_in(&mut self, time: Range<Instant>, limit: &Limit, act: &Act) -> u64 {
        let part = act.what.part();
        let role = role_of(act);
        let from = self.wallet.address_number(part.from.as_ref(), &role);
        let who = self.wallet.person(&role);
        self.spent.during(time, limit, (&who, from))
    }
}
