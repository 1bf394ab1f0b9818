//! Steps that do many things: bursts, broadcasts, races, samples, generated input.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::name::Name;
use crate::span::Span;
use crate::step::{Part, Step};

/// Does one step many times, or as often as a declared limit makes interesting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Burst {
    /// What is done; with `limit`, left out: the first operation that the limit covers.
    #[serde(default, rename = "do", skip_serializing_if = "Option::is_none")]
    pub what: Option<Box<Step>>,
    /// How often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10000))]
    pub times: Option<u32>,
    /// Or as a limit of the contract says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Name>,
    /// How the limit is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// One each this time; one after the other when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// All at once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub at_once: bool,
    /// Until this; `times` is the most then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<BurstUntil>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// How a burst meets a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// As many as are allowed.
    Fill,
    /// As many as are allowed, and one more.
    #[default]
    Over,
    /// As many as are allowed just before the window ends, and again just after.
    Edge,
    /// More than are allowed, all at once.
    AtOnce,
    /// One more than is allowed, then again just before the time is over that the refusal names (else a
    /// window), and after it. Where refused requests use nothing up, there are as many as are allowed.
    Recovery,
}

impl Shape {
    /// How many requests it makes of a limit that allows so many.
    pub fn attempts(self, allowed: u32) -> u32 {
        match self {
            Shape::Fill => allowed,
            Shape::Over => allowed.saturating_add(1),
            Shape::Edge => allowed.saturating_mul(2),
            Shape::AtOnce => allowed.saturating_add(allowed.clamp(1, 10)),
            Shape::Recovery => allowed.saturating_mul(2).saturating_add(4),
        }
    }
}

/// When a burst is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct BurstUntil {
    /// When one was refused.
    #[serde(skip_serializing_if = "is_false")]
    pub refused: bool,
    /// When this many in a row were accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<u32>,
    /// At the latest after this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
}

/// Publishes messages, and counts them on every socket of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Broadcast {
    /// The operation that publishes; each time its input `message` is another.
    pub op: Name,
    /// Values for its other inputs.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<Name, Value>,
    /// The sockets that must hear it.
    pub to: Name,
    /// How many messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub times: Option<u32>,
    /// How large a message is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<MessageSize>,
    /// Goes on until a socket has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<BroadcastUntil>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// How large the messages of a broadcast are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageSize {
    /// As long as it takes to tell them apart.
    Small,
    /// 32 KiB, or half of what a message may hold.
    Large,
}

/// When a broadcast is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct BroadcastUntil {
    /// When this socket has ended.
    pub ended: Name,
    /// At the latest after this time.
    pub within: Span,
}

/// Releases steps together, and reads the state afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Race {
    /// The lanes, alike or different.
    #[schemars(length(min = 1))]
    pub lanes: IndexMap<Name, Lane>,
    /// How often all of the steps are done, each time with captures, made-up values and members of pools
    /// of their own; ten times when left out. A race that is won once by two is a finding; one that never
    /// is has a bound, which more batches make tighter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub batches: Option<u32>,
    /// Steps after it that read the state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Step>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

impl Race {
    /// How often the steps are done.
    pub fn batches(&self) -> u32 {
        self.batches.unwrap_or(10)
    }
}

/// One lane of a race, or several alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Lane {
    /// How many lanes are like this; one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 200))]
    pub times: Option<u32>,
    /// What is done.
    #[serde(rename = "do")]
    pub what: Box<Step>,
}

/// Times classes of one step in pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Sample {
    /// The two classes.
    #[schemars(length(min = 2, max = 2))]
    pub classes: IndexMap<Name, Timed>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// One class of a sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Timed {
    /// What is timed.
    #[serde(rename = "do")]
    pub what: Box<Step>,
}

/// Sends generated input to an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Fuzz {
    /// The operation.
    pub op: Name,
    /// What is generated.
    pub input: FuzzInput,
    /// How much.
    pub budget: Budget,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// What is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FuzzInput {
    /// Messages of the declared schema, and those that break it.
    Messages,
    /// Frames (RFC 6455 5).
    Frames,
    /// Request heads.
    Heads,
    /// Tokens.
    Tokens,
}

/// How much is generated at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Budget {
    /// How many inputs.
    #[schemars(range(min = 1))]
    pub inputs: u32,
    /// For how long.
    pub time: Span,
}

fn is_false(flag: &bool) -> bool {
    !flag
}
