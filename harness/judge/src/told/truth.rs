//! Whether what attempts were told of a limit is true, by what became of them and of those after them.

use model::clean::Clean;
use model::contract::{Counts, Limit};
use model::many::{Attempt, Attempts};
use model::plan::LimitRule;
use model::step::Shape;
use model::told::{Dialect, Quota, Told};
use model::verdict::Harm;

use crate::limits::{Came, came, unclear};
use crate::told::left::FirstWindow;
use crate::told::spoken;
use crate::weigh::Weighed;

/// An attempt and what it was told.
pub(super) struct Heard<'a> {
    pub(super) number: u64,
    pub(super) attempt: &'a Attempt,
    pub(super) came: Came,
    pub(super) told: Option<&'a Told>,
}

/// All attempts, and the limit that they met.
pub(super) struct Judged<'a> {
    pub(super) rule: &'a LimitRule,
    pub(super) spent: u64,
    total: u64,
    pub(super) all: Vec<Heard<'a>>,
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

    pub(super) fn limit(&self) -> &Limit {
        &self.rule.limit
    }

    pub(super) fn counts(&self, heard: &Heard<'_>) -> bool {
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

    /// What is told of this limit, and not of another that counts the same requests.
    pub(super) fn own<'t>(&self, told: &'t Told) -> impl Iterator<Item = (Dialect, &'t Quota)> {
        let quotas = told.quotas.iter().filter(|(_, quota)| {
            let other = self.rule.beside.iter().any(|limit| is_of(quota, limit));
            is_of(quota, self.limit()) && !other
        });
        quotas.map(|(dialect, quota)| (*dialect, quota))
    }

    pub(super) fn per_us(&self) -> u64 {
        u64::try_from(self.limit().per.0.as_micros()).unwrap_or(u64::MAX)
    }
}

/// Whether a quota may be that of a limit.
fn is_of(quota: &Quota, limit: &Limit) -> bool {
    let allowed = quota.limit.is_none_or(|it| it == u64::from(limit.requests));
    let window = quota.window.is_none_or(|it| it == limit.per.0.as_secs());
    allowed && window
}
