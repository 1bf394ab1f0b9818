//! Attempts as they are made: outcomes that are alike stand together, with the exchange of the first.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use indexmap::IndexMap;
use model::clean::Clean;
use model::many::{Attempt, AttemptKind, Attempts, MOST_ATTEMPTS};
use model::name::Name;
use model::observation::{Notice, Outcome};
use model::wire::{Fault, Raw};

use crate::act::{Actor, Seen};
use crate::evidence::evidence;

/// Outcomes that are told apart.
const MOST_KINDS: usize = 24;

/// The attempts of one act so far.
pub struct Tally {
    began: Instant,
    /// How far the target's clock was moved meanwhile.
    pub ahead: Duration,
    pub attempts: Attempts,
    /// Of a race, the lane whose attempts are taken.
    pub lane: Option<Name>,
    notices: Vec<Notice>,
    last: Raw,
}

impl Tally {
    /// None so far.
    pub fn new() -> Tally {
        Tally {
            began: Instant::now(),
            ahead: Duration::ZERO,
            attempts: Attempts::default(),
            lane: None,
            notices: Vec::new(),
            last: Raw::default(),
        }
    }

    /// Since it began.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// When the first was sent.
    pub fn first_sent(&self) -> Instant {
        let first = self.attempts.each.first();
        self.began + Duration::from_micros(first.map_or(0, |attempt| attempt.at_us))
    }

    /// Takes an attempt that is just over.
    pub fn add(&mut self, seen: Seen, actor: &Actor<'_>) {
        let over = self.began.elapsed();
        self.add_at(over.saturating_sub(seen.raw.elapsed), seen, actor);
    }

    /// Takes an attempt that was sent at this time, since the first.
    pub fn add_at(&mut self, at: Duration, seen: Seen, actor: &Actor<'_>) {
        for notice in judge::notices(&seen.raw, &actor.wallet.redactor) {
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
        let kind = self.kind(&seen, actor);
        self.attempts.kinds[kind].count += 1;
        match self.attempts.each.len() < MOST_ATTEMPTS as usize {
            true => self.attempts.each.push(Attempt {
                told: judge::told(&seen.raw, &actor.wallet.redactor, now(actor)),
                at_us: micros(at + self.ahead),
                took_us: micros(seen.raw.elapsed),
                kind,
                lane: self.lane.clone(),
            }),
            false => self.attempts.more += 1,
        }
        self.last = seen.raw;
    }

    /// An attempt that could not be made.
    pub fn add_unmade(&mut self, why: Clean, actor: &Actor<'_>) {
        self.add(Seen::without(Outcome::Unclear(why)), actor);
    }

    /// The kind of an outcome, as an index; the exchange of the first is kept.
    pub fn kind(&mut self, seen: &Seen, actor: &Actor<'_>) -> usize {
        let mut outcome = seen.outcome.clone();
        if let Some(kind) = self.find(&outcome) {
            return kind;
        }
        if self.attempts.kinds.len() >= MOST_KINDS {
            outcome = Outcome::Unclear(Clean::words("more kinds of outcomes than are kept"));
            if let Some(kind) = self.find(&outcome) {
                return kind;
            }
        }
        let redactor = &actor.wallet.redactor;
        self.attempts.kinds.push(AttemptKind {
            outcome,
            count: 0,
            first: self.attempts.total() + 1,
            evidence: evidence(&seen.raw, redactor, actor.digester),
            away: matches!(seen.raw.fault, Some(Fault::Unreachable(_))),
        });
        self.attempts.kinds.len() - 1
    }

    fn find(&self, outcome: &Outcome) -> Option<usize> {
        let mut kinds = self.attempts.kinds.iter();
        kinds.position(|kind| alike(&kind.outcome, outcome))
    }

    /// What is seen of all of them, as one act with this outcome.
    pub fn seen(self, outcome: Outcome) -> Seen {
        let raw = Raw {
            elapsed: self.began.elapsed(),
            ..self.last
        };
        Seen {
            outcome,
            counts: judge::counts(&self.attempts),
            notices: self.notices,
            attempts: Some(Box::new(self.attempts)),
            ..Seen::of(raw)
        }
    }
}

impl Seen {
    /// Of raw facts, before anything is said of them.
    pub fn of(raw: Raw) -> Seen {
        Seen {
            raw,
            outcome: Outcome::Done,
            outputs: IndexMap::new(),
            link: None,
            early: 0,
            counts: IndexMap::new(),
            notices: Vec::new(),
            attempts: None,
            deliveries: None,
            fields: None,
        }
    }
}

/// When an answer came.
fn now(actor: &Actor<'_>) -> judge::Now {
    let ours = SystemTime::now().duration_since(UNIX_EPOCH);
    judge::Now {
        ours: ours.unwrap_or_default(),
        moved: actor.moved_limits(),
    }
}

/// Alike but for what their words quote.
fn alike(one: &Outcome, other: &Outcome) -> bool {
    match (one, other) {
        (Outcome::Accepted(_), Outcome::Accepted(_)) | (Outcome::Heard(_), Outcome::Heard(_)) => {
            true
        }
        _ => one == other,
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
