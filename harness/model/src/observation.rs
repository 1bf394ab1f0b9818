//! What was seen of one act: the outcome, the facts that expectations ask for, and the evidence.
//! Everything here is clean and bounded; it is what the journal holds and all that experiments see.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::clean::Clean;
use crate::expectation::Feature;
use crate::many::{Attempts, Deliveries};
use crate::name::Name;
use crate::plan::Tag;
use crate::refusal::Class;

/// What was seen of one act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The number of the act in its case.
    pub act: u32,
    /// The part that it played.
    pub tag: Tag,
    /// What became of it.
    pub outcome: Outcome,
    /// What expectations found on it, before redaction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// Digests of its features, keyed anew for each run, for comparing probes with each other.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub features: IndexMap<Feature, String>,
    /// How many there were of something that the act counts: `accepted`, `records`, `requests`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub counts: IndexMap<String, u64>,
    /// Its attempts, when it made several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<Box<Attempts>>,
    /// What was heard of what it published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliveries: Option<Box<Deliveries>>,
    /// What passive rules noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// What was exchanged.
    pub evidence: Evidence,
}

/// What became of an act, as the classifier saw it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Acceptance was proved; by what.
    Accepted(Clean),
    /// It was refused.
    Refused {
        /// How.
        manner: Manner,
        /// The classes for which the contract declares this manner; none: refused otherwise.
        declared: Vec<Class>,
    },
    /// The target failed (5xx, close 1011): neither accepted nor refused.
    Broken(Manner),
    /// An open socket ended.
    Ended {
        /// How.
        manner: Manner,
        /// The causes for which the contract declares this ending.
        declared: Vec<Name>,
    },
    /// The socket had ended before this could be sent; how.
    Gone(Manner),
    /// Nothing came in the time.
    Quiet,
    /// Something came where silence was asked for.
    Heard(Clean),
    /// An act without an answer was done.
    Done,
    /// It cannot be said; why.
    Unclear(Clean),
}

/// How a target said no, or ended a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// An HTTP status.
    Status(u16),
    /// A redirect: status and where to.
    Redirect(u16, Clean),
    /// An answer of success that says no.
    Page(u16),
    /// The upgrade was answered with this status.
    Handshake(u16),
    /// A close frame after 101: code and reason.
    Close(u16, Clean),
    /// A message that says no, and how the connection ended after it, if it did.
    Message(Option<Box<Manner>>),
    /// The connection ended without an answer or a close frame.
    Dropped,
    /// The target broke the protocol.
    Violation(Clean),
}

impl std::fmt::Display for Manner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Manner::Status(status) => write!(f, "HTTP {status}"),
            Manner::Redirect(status, to) => write!(f, "HTTP {status} to {to}"),
            Manner::Page(status) => write!(f, "a page with HTTP {status} that says no"),
            Manner::Handshake(status) => write!(f, "HTTP {status} on the handshake"),
            Manner::Close(1005, _) => f.write_str("101, then close without a code"),
            Manner::Close(code, reason) if reason.as_str().is_empty() => {
                write!(f, "101, then close {code}")
            }
            Manner::Close(code, reason) => write!(f, "101, then close {code} `{reason}`"),
            Manner::Message(None) => f.write_str("101, then a message that says no"),
            Manner::Message(Some(then)) => write!(f, "a message that says no, then {then}"),
            Manner::Dropped => f.write_str("a dropped connection"),
            Manner::Violation(what) => write!(f, "a violation of the protocol: {what}"),
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Outcome::Accepted(by) => write!(f, "accepted: {by}"),
            Outcome::Refused { manner, .. } => write!(f, "refused: {manner}"),
            Outcome::Broken(manner) => write!(f, "server error: {manner}"),
            Outcome::Ended { manner, .. } => write!(f, "ended: {manner}"),
            Outcome::Gone(manner) => {
                write!(
                    f,
                    "the socket had ended before this could be sent: {manner}"
                )
            }
            Outcome::Quiet => f.write_str("quiet"),
            Outcome::Heard(what) => write!(f, "heard: {what}"),
            Outcome::Done => f.write_str("done"),
            Outcome::Unclear(why) => write!(f, "unclear: {why}"),
        }
    }
}

/// What one expectation found on one act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The expectation's number.
    pub expected: u32,
    /// Whether it holds.
    pub held: bool,
    /// What was seen.
    pub seen: Clean,
}

/// What a passive rule noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The rule's name.
    pub rule: Name,
    /// What it noticed.
    pub what: Clean,
}

/// What was exchanged, clean and bounded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Evidence {
    /// What was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<SentRequest>,
    /// Redirects that were followed before the request, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<SeenHop>,
    /// The HTTP response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<SeenAnswer>,
    /// Frames in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<SeenMessage>,
    /// How many more frames there were than are kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_frames: u64,
    /// How the connection ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<Clean>,
    /// Why there is no whole answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Clean>,
    /// Microseconds.
    pub elapsed_us: u64,
}

impl Evidence {
    /// How many frames there were beyond the first `shown` of those that are kept.
    pub fn frames_beyond(&self, shown: usize) -> u64 {
        let kept = self.frames.len().saturating_sub(shown) as u64;
        self.more_frames.saturating_add(kept)
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A request as sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentRequest {
    /// The method.
    pub method: String,
    /// The absolute URL.
    pub url: Clean,
    /// Headers in order.
    pub headers: Vec<(String, Clean)>,
    /// The body, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Text>,
}

/// A redirect that was followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeenHop {
    /// The method.
    pub method: String,
    /// The absolute URL.
    pub url: Clean,
    /// The status that led on.
    pub status: u16,
}

/// A response as seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeenAnswer {
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    /// The status.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(String, Clean)>,
    /// The body, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Text>,
}

/// A frame as seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeenMessage {
    /// Microseconds since the act began.
    pub at_us: u64,
    /// True when we sent it.
    pub sent: bool,
    /// `text`, `binary`, `ping`, `pong`, `close`.
    pub kind: String,
    /// The payload; of a close frame, code and reason.
    pub text: Text,
}

/// Bounded text: longer ones are cut and kept with their length and a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text, or its beginning.
    pub text: Clean,
    /// The length of the whole in octets, when it was cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub octets: Option<u64>,
    /// A digest of the whole, keyed anew for each run, when it was cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}
