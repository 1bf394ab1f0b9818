//! Names that are identities: of checks, cases, and the things a target declares.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A name that a file declares: an operation, an identity, a credential, a probe.
pub type Name = String;

/// `family/check`, the same as the file's path below the catalogue.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct CheckId(
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$"))] pub String,
);

impl CheckId {
    /// The part before the slash.
    pub fn family(&self) -> &str {
        self.0.split('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A word by which scenarios are chosen: `tag:WORD`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Tag(#[schemars(regex(pattern = r"^[a-z0-9][a-z0-9-]{0,39}$"))] pub String);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `family/check` or `family/check#row,row`: one check bound to its matrix rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub String);

impl CaseId {
    /// Joins a check and its rows, in the order of the axes.
    pub fn new<'a>(check: &CheckId, rows: impl IntoIterator<Item = &'a str>) -> CaseId {
        let rows: Vec<&str> = rows.into_iter().collect();
        match rows.is_empty() {
            true => CaseId(check.0.clone()),
            false => CaseId(format!("{check}#{}", rows.join(","))),
        }
    }

    /// The check that this is a case of.
    pub fn check(&self) -> &str {
        self.0.split('#').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
