//! Whether a limit held, from the times and outcomes of the attempts that met it. What may lie within
//! one window is counted by the latest end and the earliest beginning: an error of ours is no finding.

use std::time::Duration;

use model::clean::Clean;
use model::contract::{Counts, Limit, Window};
use model::many::{Attempt, Attempts};
use model::observation::Outcome;
use model::plan::LimitRule;
use model::refusal::Class;
use model::step::Shape;
use model::verdict::Harm;

use crate::weigh::Weighed;
use crate::winners::unproven;

/// One attempt as the limit sees it.
struct Seen<'a> {
    number: u64,
    attempt: &'a Attempt,
    came: Came,
}

/// What the limit did with an attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// It let it through.
    Through,
    /// It let it through, and somebody else refused it.
    Failed,
    /// It refused it.
    Limited,
    /// It was refused in a manner that nobody declares.
    Otherwise,
}

/// Whether as many attempts came through as the limit allows.
pub fn held(rule: &LimitRule, attempts: &Attempts) -> Weighed {
    let total = attempts.total();
    if attempts.more > 0 || attempts.each.is_empty() {
        return unclear(format!("of {total} attempts not all times are known"));
    }
    let mut seen = Vec::new();
    for (number, attempt, outcome) in attempts.outcomes() {
        let came = match came(outcome) {
            Ok(came) => came,
            Err(Weighed::Unclear(why)) => {
                return unclear(format!("attempt {number} of {total}: {why}"));
            }
            Err(other) => return other,
        };
        seen.push(Seen {
            number,
            attempt,
            came,
        });
    }
    let judged = Judged {
        limit: &rule.limit,
        shape: rule.shape,
        spent: attempts.spent,
        total,
        seen,
    };
    let faults = [
        Judged::too_many,
        Judged::otherwise,
        Judged::used_up,
        Judged::too_few,
        Judged::not_met,
    ];
    let mut faults = faults.into_iter();
    if let Some(fault) = faults.find_map(|fault| fault(&judged)) {
        return fault;
    }
    // That it held means something only where the requests met.
    let met = match rule.shape {
        Shape::AtOnce => unproven(attempts),
        _ => None,
    };
    met.map_or(Weighed::Met, unclear)
}

/// Whether enough of the window is left for what comes after a burst that used the limit up.
pub fn in_time(rule: &LimitRule, attempts: &Attempts) -> bool {
    let first = attempts.each.first().map_or(0, |first| first.at_us);
    let last = attempts.each.iter().map(Attempt::done_us).max();
    let took = Duration::from_micros(last.unwrap_or_default().saturating_sub(first));
    !matches!(rule.shape, Shape::Over | Shape::AtOnce) || took <= rule.limit.per.0 / 3
}

pub(crate) fn came(outcome: &Outcome) -> Result<Came, Weighed> {
    match outcome {
        Outcome::Accepted(_) => Ok(Came::Through),
        Outcome::Refused { declared, .. } if declared.contains(&Class::Limited) => {
            Ok(Came::Limited)
        }
        Outcome::Refused { declared, .. } if declared.is_empty() => Ok(Came::Otherwise),
        Outcome::Refused { .. } => Ok(Came::Failed),
        Outcome::Broken(_) => Err(Weighed::Breached(
            Harm::Broken,
            Clean::words(outcome.to_string()),
        )),
        Outcome::Unclear(why) => Err(Weighed::Unclear(why.clone())),
        other => Err(unclear(format!("it was {other}, which proves nothing"))),
    }
}

struct Judged<'a> {
    limit: &'a Limit,
    shape: Shape,
    spent: u64,
    total: u64,
    seen: Vec<Seen<'a>>,
}

impl Judged<'_> {
    fn allowed(&self) -> u64 {
        u64::from(self.limit.requests)
    }

    fn per_us(&self) -> u64 {
        u64::try_from(self.limit.per.0.as_micros()).unwrap_or(u64::MAX)
    }

    fn through(&self) -> Vec<&Seen<'_>> {
        let through = |seen: &&Seen<'_>| matches!(seen.came, Came::Through | Came::Failed);
        self.seen.iter().filter(through).collect()
    }

    /// More came through than can have, whenever the window began.
    fn too_many(&self) -> Option<Weighed> {
        let through = self.through();
        for (index, first) in through.iter().enumerate() {
            for (count, last) in (1..).zip(&through[index..]) {
                let took = last.attempt.done_us().saturating_sub(first.attempt.at_us);
                let Some(most) = self.most(took, last) else {
                    break;
                };
                if count > most {
                    let (requests, per) = (self.limit.requests, self.limit.per);
                    let said = format!(
                        "{} of {} attempts came through, {count} of them within {}, where {requests} \
                         in {per} are allowed",
                        through.len(),
                        self.total,
                        spoken(took),
                    );
                    return Some(Weighed::Breached(Harm::Hole, Clean::words(said)));
                }
            }
        }
        None
    }

    /// How many may come through within this time, up to this attempt; `None` where several windows lie
    /// in it.
    fn most(&self, took_us: u64, last: &Seen<'_>) -> Option<u64> {
        let (allowed, per) = (self.allowed(), self.per_us());
        match self.limit.window {
            Window::Bucket => {
                let refilled = u128::from(allowed) * u128::from(took_us) / u128::from(per.max(1));
                Some(allowed.saturating_add(u64::try_from(refilled).unwrap_or(u64::MAX)))
            }
            _ if took_us > per => None,
            Window::Fixed if self.met_an_edge(last) => Some(allowed.saturating_mul(2)),
            Window::Fixed | Window::Sliding | Window::SinceLast => Some(allowed),
        }
    }

    /// Whether a fixed window may have begun anew before this attempt, so that twice as many pass: at an
    /// edge that is meant, or that of a window which earlier requests began. The engine keeps others out of
    /// the way.
    fn met_an_edge(&self, last: &Seen<'_>) -> bool {
        let mut before = self
            .seen
            .iter()
            .take_while(|seen| seen.number < last.number);
        match self.shape {
            Shape::Edge => true,
            Shape::Recovery if before.any(|seen| seen.came == Came::Limited) => true,
            _ => self.spent > 0,
        }
    }

    fn otherwise(&self) -> Option<Weighed> {
        let found = self.seen.iter().find(|seen| seen.came == Came::Otherwise)?;
        let said = format!(
            "attempt {} of {} was refused, but not as limited",
            found.number, self.total
        );
        Some(Weighed::Breached(Harm::Otherwise, Clean::words(said)))
    }

    fn used_up(&self) -> Option<Weighed> {
        let none = self.through().is_empty() && self.spent > 0;
        none.then(|| unclear(format!("{} earlier requests had used it up", self.spent)))
    }

    /// One was refused although fewer than are allowed can have counted.
    fn too_few(&self) -> Option<Weighed> {
        let limited = |seen: &&Seen<'_>| seen.came == Came::Limited;
        let allowed = self.allowed();
        let early = self.seen.iter().filter(limited).find_map(|refused| {
            let before = self.counted(refused).saturating_add(self.spent);
            (before < allowed).then_some((refused.number, before))
        });
        let all = self.seen.iter().map(|seen| seen.attempt);
        let end = all.clone().map(Attempt::done_us).max().unwrap_or_default();
        let one_window =
            end.saturating_sub(all.map(|it| it.at_us).min().unwrap_or_default()) <= self.per_us();
        let through = self.through().len() as u64;
        let early = early.or_else(|| {
            let refused = self.seen.iter().find(limited)?;
            let few = through.saturating_add(self.spent) < allowed;
            (one_window && few && self.limit.counts != Counts::Failed)
                .then_some((refused.number, through))
        });
        let (number, before) = early?;
        let said = format!(
            "attempt {number} of {} was refused as limited after {before}, where {allowed} are allowed",
            self.total
        );
        Some(Weighed::Breached(Harm::Shut, Clean::words(said)))
    }

    /// How many attempts may have counted when this one was refused.
    fn counted(&self, refused: &Seen<'_>) -> u64 {
        let counts = |seen: &&Seen<'_>| match self.limit.counts {
            Counts::All => true,
            Counts::Served => seen.came != Came::Limited,
            Counts::Failed => matches!(seen.came, Came::Failed | Came::Otherwise),
        };
        let near = |seen: &&Seen<'_>| {
            let over = seen.attempt.done_us().saturating_add(self.per_us());
            let still = self.limit.window == Window::SinceLast || over > refused.attempt.at_us;
            still && seen.attempt.at_us < refused.attempt.done_us()
        };
        let others = self
            .seen
            .iter()
            .filter(|seen| seen.number != refused.number);
        others.filter(counts).filter(near).count() as u64
    }

    /// Nothing shows that the limit was reached at all, or the edge that was meant.
    fn not_met(&self) -> Option<Weighed> {
        let limited = self.seen.iter().any(|seen| seen.came == Came::Limited);
        let edge_of_fixed = self.shape == Shape::Edge && self.limit.window == Window::Fixed;
        if !limited && self.shape != Shape::Fill && !edge_of_fixed {
            let took = self.seen.last()?.attempt.done_us();
            return Some(unclear(format!(
                "nothing was refused: the attempts took {}, and the window is {}",
                spoken(took),
                self.limit.per
            )));
        }
        let last = self.seen.last()?;
        if self.shape == Shape::Recovery && last.came == Came::Limited {
            return Some(unclear(format!(
                "it was not seen to recover within {}",
                spoken(last.attempt.done_us())
            )));
        }
        (self.shape == Shape::Edge && !self.met_the_edge()).then(|| {
            unclear("the edge of the window was missed: the target is too slow for it".to_owned())
        })
    }

    /// The second half began after the window of the first attempt, and close behind the first half.
    fn met_the_edge(&self) -> bool {
        let half = usize::try_from(self.limit.requests).unwrap_or(usize::MAX);
        let at = |index: usize| self.seen.get(index).map(|seen| seen.attempt);
        let (Some(first), Some(second), Some(last)) = (at(0), at(half), self.seen.last()) else {
            return false;
        };
        let began = first.done_us().saturating_add(self.per_us());
        let near = at(1).filter(|_| half > 1).unwrap_or(first);
        let whole = last.attempt.done_us().saturating_sub(near.at_us);
        second.at_us >= began && (half == 1 || whole <= self.per_us())
    }
}

pub(crate) fn spoken(us: u64) -> String {
    let time = Duration::from_micros(us);
    match time.as_millis() {
        0 => format!("{us} us"),
        ms @ 1..10_000 => format!("{ms} ms"),
        _ => format!("{} s", time.as_secs()),
    }
}

pub(crate) fn unclear(why: String) -> Weighed {
    Weighed::Unclear(Clean::words(why))
}
