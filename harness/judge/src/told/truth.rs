//! Whether what attempts were told of a limit is true, by what became of them and of those after them.
//! Waits are told in whole seconds: one second more or less is no lie.

use std::time::Duration;

use model::clean::Clean;
use model::contract::{Counts, Limit, Window};
use model::many::{Attempt, Attempts};
use model::plan::LimitRule;
use model::step::Shape;
use model::told::{Dialect, Quota, Told};
use model::verdict::Harm;

use crate::limits::{Came, came, unclear};
use crate::told::spoken;
use crate::weigh::Weighed;

const SECOND: u64 = 1_000_000;

/// An attempt and what it was told.
struct Heard<'a> {
    number: u64,
    attempt: &'a Attempt,
    came: Came,
    told: Option<&'a Told>,
}

/// The window of the first attempt. One that begins anew may do so in the middle: then more are left than
/// before, and nothing is said of what comes after.
#[derive(Default)]
struct FirstWindow {
    left: Option<u64>,
    over: bool,
}

struct Judged<'a> {
    rule: &'a LimitRule,
    spent: u64,
    total: u64,
    all: Vec<Heard<'a>>,
}

/// Whether what the attempts were told is true, and whether it is told where that is declared.
pub(crate) fn true_of(rule: &LimitRule, attempts: &Attempts) -> Weighed {
    let total = attempts.total();
    if attempts.more > 0 || attempts.each.is_empty() {
        return unclear(format!("of {total} attempts not all times are known"));
    }
    let mut all = Vec::new();
    for (number, attempt, outcome) in attempts.outcomes() {
        let came = match came(outcome) {
            Ok(came) => came,
            Err(other) => return other,
        };
        let told = attempt.told.as_deref();
        all.push(Heard {
            number,
            attempt,
            came,
            told,
        });
    }
    let judged = Judged {
        rule,
        spent: attempts.spent,
        total,
        all,
    };
    match judged.lie() {
        Some((heard, what)) => {
            let told = heard.told.map_or_else(
                || "nothing".to_owned(),
                |told| format!("`{}`", spoken(told)),
            );
            let (number, total) = (heard.number, judged.total);
            let said = format!("attempt {number} of {total} was told {told}: {what}");
            Weighed::Breached(Harm::Unmet, Clean::words(said))
        }
        None => judged.unsaid().map_or(Weighed::Met, unclear),
    }
}

impl<'a> Judged<'a> {
    /// The first attempt that was told something false, and what is false in it.
    fn lie(&self) -> Option<(&Heard<'a>, String)> {
        let mut counted = 0;
        let mut window = FirstWindow::default();
        self.all.iter().enumerate().find_map(|(index, heard)| {
            counted += u64::from(self.counts(heard));
            let lie = self
                .unreadable(heard)
                .or_else(|| self.waits(index, heard))
                .or_else(|| self.limits(heard))
                .or_else(|| self.remaining(heard, counted, &mut window));
            lie.map(|lie| (heard, lie))
        })
    }

    /// Why nothing can be said of it.
    fn unsaid(&self) -> Option<String> {
        if self.all.iter().all(|heard| heard.told.is_none()) {
            return Some("no answer tells of the limit".to_owned());
        }
        let refused = self.all.iter().any(|heard| heard.came == Came::Limited);
        (!refused && self.rule.shape != Shape::Fill).then(|| "nothing was refused".to_owned())
    }

    fn limit(&self) -> &Limit {
        &self.rule.limit
    }

    fn counts(&self, heard: &Heard<'_>) -> bool {
        match self.limit().counts {
            Counts::All | Counts::Served => heard.came != Came::Limited,
            Counts::Failed => heard.came == Came::Failed,
        }
    }

    /// What cannot be read, or is not told although it is declared.
    fn unreadable(&self, heard: &Heard<'_>) -> Option<String> {
        if let Some(why) = heard.told.and_then(|told| told.unread.as_ref()) {
            return Some(why.as_str().to_owned());
        }
        let limited = heard.came == Came::Limited;
        let due = |dialect: &&Dialect| limited || **dialect != Dialect::RetryAfter;
        let declared = self.limit().tells.iter().filter(due);
        let silent = |dialect: &&Dialect| !heard.told.is_some_and(|told| told.speaks(**dialect));
        let missing = declared.into_iter().find(silent)?;
        Some(format!("`{missing}` is declared, and is not there"))
    }

    /// How long a refusal says that one has to wait: not much longer than a window, and not shorter than
    /// it takes.
    fn waits(&self, index: usize, heard: &Heard<'_>) -> Option<String> {
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

    /// The limit that is told is the declared one, or another that is declared for the same requests.
    fn limits(&self, heard: &Heard<'_>) -> Option<String> {
        let told = heard.told?;
        let mut foreign = told.quotas.iter().filter_map(|(dialect, quota)| {
            let mut declared = std::iter::once(self.limit()).chain(&self.rule.beside);
            let known = declared.any(|limit| is_of(quota, limit));
            (!known).then_some((dialect, quota))
        });
        let (dialect, quota) = foreign.next()?;
        let window = quota.window.map(|window| format!(" in {window} s"));
        Some(format!(
            "{dialect} tells of a limit of {}{}, and {} in {} are declared",
            quota.limit.unwrap_or_default(),
            window.unwrap_or_default(),
            self.limit().requests,
            self.limit().per
        ))
    }

    /// What is left: none after a refusal; before it, what is allowed less what was counted.
    fn remaining(
        &self,
        heard: &Heard<'_>,
        counted: u64,
        window: &mut FirstWindow,
    ) -> Option<String> {
        let told = heard.told?;
        let limited = heard.came == Came::Limited;
        let ordered = self.rule.shape != Shape::AtOnce;
        let judged = self.in_first_window(heard, window) && ordered;
        for (dialect, quota) in self.own(told) {
            let Some(remaining) = quota.remaining else {
                continue;
            };
            if limited && remaining > 0 {
                return Some(format!(
                    "{dialect} says that {remaining} remain, and it refuses"
                ));
            }
            if limited || !judged {
                continue;
            }
            let allowed = u64::from(self.limit().requests);
            let left = allowed.saturating_sub(counted);
            // Some tell what was left before the request that they answer.
            let most = left + 1 + self.refilled(heard);
            let fewer = remaining < left && self.spent == 0;
            if remaining > most || fewer {
                return Some(format!(
                    "{dialect} says that {remaining} remain, and {counted} of {allowed} were counted"
                ));
            }
        }
        None
    }

    /// Whether this attempt is in the window of the first.
    fn in_first_window(&self, heard: &Heard<'_>, window: &mut FirstWindow) -> bool {
        let left = heard.told.map(|told| self.own(told));
        let left = left.and_then(|own| own.filter_map(|(_, quota)| quota.remaining).max());
        if self.limit().window == Window::Fixed && left > window.left && window.left.is_some() {
            window.over = true;
        }
        window.left = left.or(window.left);
        let first = self.all.first().map_or(0, |first| first.attempt.at_us);
        let took = heard.attempt.done_us().saturating_sub(first);
        !window.over && took < self.per_us()
    }

    /// What a bucket may have got back meanwhile.
    fn refilled(&self, heard: &Heard<'_>) -> u64 {
        if self.limit().window != Window::Bucket {
            return 0;
        }
        let first = self.all.first().map_or(0, |first| first.attempt.at_us);
        let took = heard.attempt.done_us().saturating_sub(first);
        let refilled = u128::from(took) * u128::from(self.limit().requests);
        let refilled = refilled.div_ceil(u128::from(self.per_us().max(1)));
        u64::try_from(refilled).unwrap_or(u64::MAX)
    }

    /// What is told of this limit, and not of another that counts the same requests.
    fn own<'t>(&self, told: &'t Told) -> impl Iterator<Item = (Dialect, &'t Quota)> {
        let quotas = told.quotas.iter().filter(|(_, quota)| {
            let other = self.rule.beside.iter().any(|limit| is_of(quota, limit));
            is_of(quota, self.limit()) && !other
        });
        quotas.map(|(dialect, quota)| (*dialect, quota))
    }

    fn per_us(&self) -> u64 {
        u64::try_from(self.limit().per.0.as_micros()).unwrap_or(u64::MAX)
    }
}

/// Whether a quota may be that of a limit.
fn is_of(quota: &Quota, limit: &Limit) -> bool {
    let allowed = quota.limit.is_none_or(|it| it == u64::from(limit.requests));
    let window = quota.window.is_none_or(|it| it == limit.per.0.as_secs());
    allowed && window
}
