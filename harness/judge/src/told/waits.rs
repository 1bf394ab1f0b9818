//! How long refusals say that one has to wait. It is told in whole seconds: one more or less is no lie.

use std::time::Duration;

use model::contract::Window;
use model::step::Shape;

use super::truth::{Heard, Judged};
use crate::limits::Came;

const SECOND: u64 = 1_000_000;

impl Judged<'_> {
    /// How long a refusal says that one has to wait: not much longer than a window, and not shorter than
    /// it takes.
    pub(super) fn waits(&self, index: usize, heard: &Heard<'_>) -> Option<String> {
        let told = heard.told?;
        let limited = heard.came == Came::Limited;
        let retry = told.retry_after.filter(|_| limited);
        let retry = retry.map(|wait| ("Retry-After".to_owned(), wait));
        let resets = self.own(told).filter_map(|(dialect, quota)| {
            let reset = quota.reset?;
            Some((format!("the reset of {dialect}"), reset))
        });
        retry.into_iter().chain(resets).find_map(|(name, wait)| {
            let longest = self.limit().per.0 + self.slack();
            if Duration::from_secs(wait) > longest {
                let per = self.limit().per;
                return Some(format!("{name} is {wait} s, and the whole window is {per}"));
            }
            if !limited {
                return None;
            }
            self.too_short(index, (&name, wait))
                .or_else(|| self.too_long(index, (&name, wait)))
        })
    }

    fn slack(&self) -> Duration {
        (self.limit().per.0 / 10).max(Duration::from_secs(2))
    }

    fn too_short(&self, index: usize, (name, wait): (&str, u64)) -> Option<String> {
        let heard = self.all.get(index)?;
        let then = heard.attempt.done_us().saturating_add((wait + 1) * SECOND);
        if let Some(next) = self.all.get(index + 1)
            && next.came == Came::Limited
            && next.attempt.at_us >= then
        {
            return Some(format!(
                "{name} is {wait} s, and attempt {} was refused after that",
                next.number
            ));
        }
        // Of a window that slides it is known when the first of those falls out that count.
        if self.limit().window != Window::Sliding || self.spent > 0 {
            return None;
        }
        let allowed = usize::try_from(self.limit().requests).ok()?;
        let before = self.all[..index].iter().filter(|heard| self.counts(heard));
        let before: Vec<&Heard<'_>> = before.collect();
        let first = before.get(before.len().checked_sub(allowed)?)?;
        let free = first.attempt.at_us.saturating_add(self.per_us());
        (then < free).then(|| {
            let left = free
                .saturating_sub(heard.attempt.done_us())
                .div_ceil(SECOND);
            format!("{name} is {wait} s, and nothing is free before {left} s")
        })
    }

    /// It let one pass long before.
    fn too_long(&self, index: usize, (name, wait): (&str, u64)) -> Option<String> {
        let (heard, next) = (self.all.get(index)?, self.all.get(index + 1)?);
        let slack = u64::try_from(self.slack().as_micros()).unwrap_or(u64::MAX);
        let then = heard.attempt.at_us.saturating_add(wait * SECOND);
        let early = next.came != Came::Limited
            && self.rule.shape != Shape::AtOnce
            && next.attempt.done_us().saturating_add(slack) < then;
        early.then(|| {
            let after = next.attempt.done_us().saturating_sub(heard.attempt.at_us) / SECOND;
            format!(
                "{name} is {wait} s, and attempt {} passed after {after} s",
                next.number
            )
        })
    }
}
