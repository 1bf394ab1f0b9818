//! What the contract says of sockets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::Span;

/// Limits of sockets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Sockets {
    /// Open connections of one user at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_user: Option<u32>,
    /// Longest message, as `64KiB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9]+(B|KiB|MiB)$"))]
    pub max_message: Option<String>,
    /// How long a connection lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<Span>,
    /// How soon after its session (logout, revocation) an open socket ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_with_session: Option<Span>,
    /// How soon after its token has expired an open socket ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_with_token: Option<Span>,
    /// How soon after the role of its user has changed, or the user is gone, an open socket ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_with_user: Option<Span>,
    /// How long a socket may keep silent before it must say who it is, where it says so in a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_message: Option<Span>,
    /// How long a reader that stops reading is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_reader: Option<Span>,
    /// How long a broadcast takes to reach each member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Span>,
}

impl Sockets {
    /// Octets of the longest message.
    pub fn max_octets(&self) -> Option<usize> {
        let text = self.max_message.as_deref()?;
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let number: usize = text[..digits].parse().ok()?;
        match &text[digits..] {
            "B" => Some(number),
            "KiB" => number.checked_mul(1 << 10),
            "MiB" => number.checked_mul(1 << 20),
            _ => None,
        }
    }
}
