//! What an act showed that did many things: attempts one by one, and deliveries. Bounded, and enough to
//! judge by, so that a verdict can be recomputed from the journal.

use serde::{Deserialize, Serialize};

use crate::clean::Clean;
use crate::name::Name;
use crate::observation::{Evidence, Outcome};
use crate::release::Release;
use crate::timed::Sampled;
use crate::told::Told;

/// Attempts of which one act tells the times at most.
pub const MOST_ATTEMPTS: u32 = 1_000;

/// What the attempts of one act came to: those of a burst, or one for each socket of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Attempts {
    /// The outcomes that differ, in the order in which they first came.
    pub kinds: Vec<AttemptKind>,
    /// The first attempts, in the order in which they began.
    pub each: Vec<Attempt>,
    /// How many more there were than are kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u64,
    /// How they were released together, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Box<Release>>,
    /// Their times in pairs, if they were timed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampled: Option<Box<Sampled>>,
    /// Requests of this run that may have used up the same limit before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub spent: u64,
}

/// An outcome that attempts had, with the first exchange that shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttemptKind {
    /// The outcome.
    pub outcome: Outcome,
    /// How many had it.
    pub count: u64,
    /// The first attempt that had it, from 1.
    pub first: u64,
    /// What was exchanged then.
    pub evidence: Evidence,
    /// True when nobody listened at the address.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it was sent, in microseconds since the first.
    pub at_us: u64,
    /// How long it took.
    pub took_us: u64,
    /// Its outcome, as an index into the kinds.
    pub kind: usize,
    /// Its lane, in a race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Name>,
    /// What its answer tells of limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Box<Told>>,
}

impl Attempt {
    /// When it was over.
    pub fn done_us(&self) -> u64 {
        self.at_us.saturating_add(self.took_us)
    }
}

impl Attempts {
    /// How many there were.
    pub fn total(&self) -> u64 {
        (self.each.len() as u64).saturating_add(self.more)
    }

    /// The attempts that are kept with their outcomes, numbered from 1.
    pub fn outcomes(&self) -> impl Iterator<Item = (u64, &Attempt, &Outcome)> {
        let each = (1..).zip(&self.each);
        each.filter_map(|(number, attempt)| {
            let kind = self.kinds.get(attempt.kind)?;
            Some((number, attempt, &kind.outcome))
        })
    }
}

/// What became of the messages of a broadcast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Deliveries {
    /// Messages that were published.
    pub published: u64,
    /// Sockets that had to hear each of them.
    pub sockets: u64,
    /// Of all that had to be heard, how many were.
    pub delivered: u64,
    /// How many were not.
    pub missing: u64,
    /// How often a message came once more.
    pub repeated: u64,
    /// How often a message came after a later one.
    pub out_of_order: u64,
    /// The longest time between the publishing of a message and its coming, in microseconds.
    pub slowest_us: u64,
    /// The first message that was not accepted, and what became of it: it is none of those published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untaken: Option<(u64, Outcome)>,
    /// It was not answered at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stuck: bool,
    /// The first faults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<DeliveryFault>,
    /// Sockets that ended meanwhile, and how: the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<(Name, Clean)>,
}

/// One message that did not come as it had to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryFault {
    /// On which socket.
    pub socket: Name,
    /// Which message, from 1.
    pub message: u64,
    /// In which way.
    pub what: Misdelivery,
}

/// In which way a message did not come as it had to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Misdelivery {
    /// It did not come.
    Missing,
    /// It came once more.
    Repeated,
    /// It came after a later one.
    OutOfOrder,
}

impl std::fmt::Display for DeliveryFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.what {
            Misdelivery::Missing => "did not come",
            Misdelivery::Repeated => "came again",
            Misdelivery::OutOfOrder => "came after a later one",
        };
        write!(f, "message {} {what} on `{}`", self.message, self.socket)
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
