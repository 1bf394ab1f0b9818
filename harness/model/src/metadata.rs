//! What a check says about itself: severity, impact, status, sources.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bad a violation is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Default,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Helps an attacker a little, or breaks a promise without harm.
    Low,
    /// Weakens a defence.
    #[default]
    Medium,
    /// Breaks a defence.
    High,
    /// Anyone is in.
    Critical,
}

impl Severity {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// The most that a check does to the target.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Default,
)]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// Reads, logs in.
    #[default]
    Read,
    /// Changes state of its own identities.
    Mutate,
    /// Sends mail or other messages to people.
    Notify,
    /// Uses up a limit.
    Exhaust,
    /// Ends sessions, removes accounts, may end the service.
    Destroy,
}

impl std::fmt::Display for Impact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Impact::Read => "read",
            Impact::Mutate => "mutate",
            Impact::Notify => "notify",
            Impact::Exhaust => "exhaust",
            Impact::Destroy => "destroy",
        })
    }
}

/// How far a check can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// New; runs only when named.
    Nursery,
    /// Shown to pass on a conforming server and to fail on a planted defect.
    #[default]
    Stable,
    /// Still there, replaced by another.
    Deprecated,
}

/// What kind of weakness a check looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// Served without proof of identity.
    Authentication,
    /// Served with a proof that anyone can make.
    Forgery,
    /// Served after the proof has ended.
    Expiry,
    /// Served with a proof that was used before.
    Replay,
    /// Served to the wrong principal.
    Authorization,
    /// Served to a foreign page or by a foreign name.
    CrossOrigin,
    /// Tells more than it should.
    Disclosure,
    /// Breaks on what it is sent.
    Robustness,
    /// Says no in another way than the standard or the contract says.
    Conformance,
}

/// A section of a document that a check rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Reference {
    /// The document: `RFC 6455`, `OWASP ASVS 5.0.0`, `CWE`.
    pub doc: String,
    /// The section, always in quotes.
    pub section: String,
    /// What it covers and what it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.doc.as_str() {
            list @ ("CVE" | "CWE" | "GHSA") => write!(f, "{list}-{}", self.section),
            doc => write!(f, "{doc} {}", self.section),
        }
    }
}

/// How binding a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The cited text says MUST: not met, the check fails.
    Must,
    /// The cited text says SHOULD: not met, it warns (fails with `--strict`).
    Should,
    /// The cited text says MAY: not met, it informs.
    May,
    /// The owner declared it: not met, the check fails.
    Contract,
    /// The precondition of a judgement: not met, it is inconclusive.
    Reach,
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Level::Must => "must",
            Level::Should => "should",
            Level::May => "may",
            Level::Contract => "contract",
            Level::Reach => "reach",
        })
    }
}
