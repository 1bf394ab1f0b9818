//! What was spent of limits, and when: by accounts and addresses that cases share.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::schedule::class::Cost;
use crate::schedule::rules::Allowed;

/// A window is over a little later than its length says.
const MARGIN: Duration = Duration::from_millis(100);

/// The book of what was spent, by the number of what it is counted in.
#[derive(Debug, Clone, Default)]
pub struct Book(BTreeMap<usize, Page>);

#[derive(Debug, Clone, Default)]
struct Page {
    /// By cases that run, at some time from their start to their end.
    running: u32,
    /// By cases that have ended, and when, in this order.
    ended: Vec<(Duration, u32)>,
}

/// How a limit stands to what a case would spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is enough.
    Enough,
    /// Not before a case has ended.
    AfterCase,
    /// Not before this time.
    At(Duration),
}

impl Book {
    /// Whether there is room now for this.
    pub fn room(&self, cost: &Cost<'_>, allowed: &Allowed, now: Duration) -> Room {
        let Some(page) = self.0.get(&cost.thing) else {
            return Room::Enough;
        };
        let needed = cost.of(allowed).saturating_add(page.running);
        if needed > allowed.requests {
            return Room::AfterCase;
        }
        let whole = allowed.per + allowed.per / 20 + MARGIN;
        let counted = page.ended.iter().map(|(at, spent)| (*at + whole, *spent));
        let counted = counted.filter(|(free, _)| *free > now);
        let mut left = counted.clone().map(|(_, spent)| spent).sum::<u32>();
        let fits = |left: u32| left.saturating_add(needed) <= allowed.requests;
        if fits(left) {
            return Room::Enough;
        }
        for (free, spent) in counted {
            left -= spent;
            if fits(left) {
                return Room::At(free);
            }
        }
        Room::AfterCase
    }

    /// A case begins to spend this.
    pub fn begin(&mut self, cost: &Cost<'_>, allowed: &Allowed) {
        self.0.entry(cost.thing).or_default().running += cost.of(allowed);
    }

    /// It has ended.
    pub fn end(&mut self, cost: &Cost<'_>, allowed: &Allowed, now: Duration) {
        let page = self.0.entry(cost.thing).or_default();
        let spent = cost.of(allowed);
        page.running = page.running.saturating_sub(spent);
        let whole = allowed.per * 2 + MARGIN;
        page.ended.retain(|(at, _)| *at + whole > now);
        page.ended.push((now, spent));
    }
}
