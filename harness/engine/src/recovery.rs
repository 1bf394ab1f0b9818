//! The end of a limit: just before it, and after it, as the refusal names it.

use std::time::Duration;

use model::contract::{Counts, Limit, Window};
use model::observation::Outcome;
use model::plan::Act;
use model::refusal::Class;

use crate::act::Actor;
use crate::edge::early;
use crate::fault::ActFault;
use crate::schedule::SHORT;
use crate::tally::Tally;

/// Waits are told in whole seconds.
const ROUNDED: Duration = Duration::from_secs(1);

/// The attempts so far, and how to go on.
struct Course<'a> {
    limit: &'a Limit,
    tally: Tally,
    /// How far the clock was moved when they began.
    start: Duration,
    number: u64,
}

impl Actor<'_> {
    /// Uses a limit up, and sees how long it lasts.
    pub async fn until_it_recovers(&mut self, limit: &Limit, act: &Act) -> Result<Tally, ActFault> {
        let mut course = Course {
            limit,
            tally: Tally::new(),
            start: self.moved_limits(),
            number: 0,
        };
        for _ in 0..=limit.requests {
            if !self.again(&mut course, act).await? {
                return Ok(course.tally);
            }
        }
        if !course.limited() {
            return Ok(course.tally);
        }
        let (early, late) = (early(limit.per.0), course.late());
        if course.lasts() && course.named() > early * 2 {
            let end = course.end();
            self.pass_until(end.saturating_sub(early), &course, act)
                .await?;
            for _ in 0..course.pressing() {
                if !self.again(&mut course, act).await? || !course.limited() {
                    return Ok(course.tally);
                }
            }
        }
        // What is declared and what is told may be two times.
        let end = course.end().min(course.whole());
        self.pass_until(end + late, &course, act).await?;
        if self.again(&mut course, act).await? && course.limited() {
            let end = course.end().max(course.whole());
            self.pass_until(end + late, &course, act).await?;
            self.again(&mut course, act).await?;
        }
        Ok(course.tally)
    }

    async fn again(&mut self, course: &mut Course<'_>, act: &Act) -> Result<bool, ActFault> {
        course.number += 1;
        course.tally.ahead = self.moved_limits().saturating_sub(course.start);
        self.attempt(course.number, act, &mut course.tally).await
    }

    /// Lets time pass until then, since the first attempt.
    async fn pass_until(
        &mut self,
        then: Duration,
        course: &Course<'_>,
        act: &Act,
    ) -> Result<(), ActFault> {
        let ahead = self.moved_limits().saturating_sub(course.start);
        let left = then.saturating_sub(course.tally.elapsed() + ahead);
        self.let_pass(left, course.limit.per.0, act).await
    }
}

impl Course<'_> {
    /// Whether the last attempt was refused as limited.
    fn limited(&self) -> bool {
        let attempts = &self.tally.attempts;
        let last = attempts.outcomes().last();
        last.is_some_and(|(_, _, outcome)| match outcome {
            Outcome::Refused { declared, .. } => declared.contains(&Class::Limited),
            _ => false,
        })
    }

    /// When the last attempt was over.
    fn done(&self) -> Duration {
        let last = self.tally.attempts.each.last();
        Duration::from_micros(last.map_or(0, |last| last.done_us()))
    }

    /// How long it still lasts by the word of the last refusal, and not longer than a window.
    fn told(&self) -> Option<Duration> {
        let told = self.tally.attempts.each.last()?.told.as_deref()?;
        let resets = told.quotas.iter().filter_map(|(_, quota)| quota.reset);
        let wait = told.retry_after.or(resets.max())?;
        Some(Duration::from_secs(wait).min(self.limit.per.0))
    }

    /// When it is over: as the last refusal says, else a window after the first attempt.
    fn end(&self) -> Duration {
        match self.told() {
            Some(wait) => self.done() + wait,
            None => self.whole(),
        }
    }

    /// When every window is over that has begun.
    fn whole(&self) -> Duration {
        let attempts = &self.tally.attempts.each;
        let counted = match self.limit.counts {
            Counts::All => attempts.last(),
            Counts::Served | Counts::Failed => {
                let allowed = usize::try_from(self.limit.requests).unwrap_or(usize::MAX);
                attempts.get(allowed.saturating_sub(1)).or(attempts.last())
            }
        };
        let counted = counted.map_or(0, |counted| counted.done_us());
        Duration::from_micros(counted) + self.limit.per.0
    }

    /// How many come just before the end: whoever is refused uses nothing up, where that is declared.
    fn pressing(&self) -> u32 {
        match self.limit.counts {
            Counts::All => 1,
            Counts::Served | Counts::Failed => self.limit.requests,
        }
    }

    fn named(&self) -> Duration {
        self.end().saturating_sub(self.done())
    }

    /// How far beyond its end it is surely over.
    fn late(&self) -> Duration {
        let per = self.limit.per.0;
        let rounded = match per > SHORT {
            true => ROUNDED,
            false => Duration::ZERO,
        };
        rounded + early(per) / 5
    }

    /// Whether an attempt just before its end leaves the end where it is.
    fn lasts(&self) -> bool {
        let few = self.limit.counts == Counts::All && self.limit.requests <= 4;
        match self.limit.window {
            Window::Fixed => true,
            Window::Sliding => !few,
            Window::Bucket | Window::SinceLast => false,
        }
    }
}
