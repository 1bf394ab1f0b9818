//! What was spent of limits, and when: by accounts and addresses that cases share.

use std::collections::BTreeMap;
use std::time::Duration;

use model::name::Name;

use crate::schedule::demand::{Key, Spend};
use crate::schedule::rules::Allowed;

/// A window is over a little later than its length says.
const MARGIN: Duration = Duration::from_millis(100);

/// The book of what was spent.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// By cases that run, at some time from their start to their end.
    running: BTreeMap<(Name, Key), u32>,
    /// By cases that have ended, and when.
    ended: BTreeMap<(Name, Key), Vec<(Duration, u32)>>,
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
    pub fn room(&self, spend: &Spend, allowed: &Allowed, now: Duration) -> Room {
        let needed = needed(spend, allowed);
        let entry = (spend.limit.clone(), spend.key.clone());
        let running = self.running.get(&entry).copied().unwrap_or_default();
        if running.saturating_add(needed) > allowed.requests {
            return Room::AfterCase;
        }
        let whole = allowed.per + allowed.per / 20 + MARGIN;
        let past = self.ended.get(&entry).map_or(&[] as &[_], Vec::as_slice);
        let mut counted: Vec<(Duration, u32)> = past
            .iter()
            .map(|(at, requests)| (*at + whole, *requests))
            .filter(|(free, _)| *free > now)
            .collect();
        counted.sort_unstable();
        let mut left = counted.iter().map(|(_, requests)| requests).sum::<u32>();
        let fits =
            |left: u32| left.saturating_add(running).saturating_add(needed) <= allowed.requests;
        if fits(left) {
            return Room::Enough;
        }
        for (free, requests) in counted {
            left -= requests;
            if fits(left) {
                return Room::At(free);
            }
        }
        Room::AfterCase
    }

    /// A case begins to spend this.
    pub fn begin(&mut self, spend: &Spend, allowed: &Allowed) {
        let entry = (spend.limit.clone(), spend.key.clone());
        *self.running.entry(entry).or_default() += needed(spend, allowed);
    }

    /// It has ended.
    pub fn end(&mut self, spend: &Spend, allowed: &Allowed, now: Duration) {
        let entry = (spend.limit.clone(), spend.key.clone());
        let needed = needed(spend, allowed);
        if let Some(running) = self.running.get_mut(&entry) {
            *running = running.saturating_sub(needed);
        }
        let past = self.ended.entry(entry).or_default();
        let whole = allowed.per * 2 + MARGIN;
        past.retain(|(at, _)| *at + whole > now);
        past.push((now, needed));
    }
}

/// Of what it means to meet, a case needs the whole.
fn needed(spend: &Spend, allowed: &Allowed) -> u32 {
    match spend.fills {
        true => allowed.requests,
        false => spend.requests.min(allowed.requests),
    }
}
