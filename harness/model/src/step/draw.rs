//! Drawing: several of what must not be guessed, looked at together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::step::Part;

/// Has one-time codes sent one after the other, and compares them with `contract.codes` and each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Draw {
    /// The operation that sends a code.
    pub send: Name,
    /// The operation that yields the `code` that was sent last.
    pub read: Name,
    /// How many.
    #[schemars(range(min = 2, max = 100))]
    pub times: u32,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}
