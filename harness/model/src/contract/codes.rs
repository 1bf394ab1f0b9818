//! What the contract says of one-time codes that users are sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::{After, OnReplay};
use crate::span::Span;

/// One-time codes: what they look like, and when they are good. What is left out is not judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Codes {
    /// So many characters.
    #[schemars(range(min = 1, max = 1000))]
    pub length: u32,
    /// Each of these.
    pub alphabet: Alphabet,
    /// How long a code is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<Span>,
    /// After so many wrong ones the right one is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub attempts: Option<u32>,
    /// A code when a newer one was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_newer: Option<After>,
    /// What the second use of a code ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_replay: Option<OnReplay>,
}

/// What a character of a code may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Alphabet {
    /// 0 to 9.
    Digits,
    /// 0 to 9 and a to f, in either case.
    Hexadecimal,
    /// Letters of ASCII in either case.
    Letters,
    /// Letters of ASCII in either case, and digits.
    LettersAndDigits,
}

impl Alphabet {
    /// True for a character that a code may have.
    pub fn has(self, character: char) -> bool {
        match self {
            Alphabet::Digits => character.is_ascii_digit(),
            Alphabet::Hexadecimal => character.is_ascii_hexdigit(),
            Alphabet::Letters => character.is_ascii_alphabetic(),
            Alphabet::LettersAndDigits => character.is_ascii_alphanumeric(),
        }
    }
}
