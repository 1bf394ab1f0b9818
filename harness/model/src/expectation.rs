//! Expectations: what must be true of a probe, one predicate each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::matcher::Matcher;
use crate::metadata::Level;
use crate::name::Name;
use crate::refusal::Class;

/// One expectation as a file writes it: which probes, one predicate, how binding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Expectation {
    /// The probe that is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Name>,
    /// Or several, compared with each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<Name>,
    /// What became of it.
    #[serde(default, rename = "is", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Is>,
    /// This holds on its response or messages.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matcher: Option<Matcher>,
    /// These features are alike on all `probes`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<Feature>,
    /// What its frames show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<Frames>,
    /// How binding it is.
    pub level: Level,
}

/// What became of a probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Is {
    /// Acceptance was proved.
    Accepted,
    /// Not accepted, no matter how, but without a server error.
    NotAccepted,
    /// Refused as the contract declares for this class.
    Refused(Class),
    /// Anything but a refusal of this class.
    NotRefused(Class),
    /// The socket ended as the contract declares for this cause.
    Ended(Name),
    /// Nothing came.
    Quiet,
    /// What the row of the deciding axis says; refusals are of this class.
    ByRow(Class),
    /// Both are honest, but not a server error. Rows say it; files do not.
    #[schemars(skip)]
    Either,
}

impl std::fmt::Display for Is {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Is::Accepted => f.write_str("accepted"),
            Is::NotAccepted => f.write_str("not accepted"),
            Is::Refused(class) => write!(f, "refused as {class}"),
            Is::NotRefused(class) => write!(f, "not refused as {class}"),
            Is::Ended(cause) => write!(f, "ended by {cause}"),
            Is::Quiet => f.write_str("quiet"),
            Is::ByRow(class) => write!(f, "as its row says ({class})"),
            Is::Either => f.write_str("accepted or refused"),
        }
    }
}

/// A feature in which two answers can differ.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Handshake status, close, message, drop.
    Manner,
    /// The HTTP status.
    Status,
    /// The close code.
    Code,
    /// The close reason.
    Reason,
    /// Names and values of the response headers, without `Date` and what a handshake must vary.
    Headers,
    /// The order of the response headers.
    HeaderOrder,
    /// The body.
    Body,
    /// The frames received, in order.
    Frames,
}

/// What frames show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Frames {
    /// No data frame came before the refusal.
    NoneBeforeRefusal,
}
