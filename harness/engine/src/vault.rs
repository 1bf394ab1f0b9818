//! The secrets that a target file names by environment variable, taken into custody before a run.

use std::collections::HashMap;

use model::credential::Given;
use model::secret::Secret;
use model::target::Target;

/// Secrets by the name of their environment variable.
#[derive(Debug, Default)]
pub struct Vault(HashMap<String, Secret>);

/// Environment variables that a target file names and nobody has set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the target file names environment variables that are not set: {}", .0.join(", "))]
pub struct MissingVariables(pub Vec<String>);

impl Vault {
    /// Looks up all that `target` names; all that are missing are told at once.
    pub fn open(
        target: &Target,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Vault, MissingVariables> {
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        for name in target.variables() {
            match lookup(name) {
                Some(value) => {
                    found.insert(name.to_owned(), Secret::new(value));
                }
                None => missing.push(name.to_owned()),
            }
        }
        if missing.is_empty() {
            Ok(Vault(found))
        } else {
            Err(MissingVariables(missing))
        }
    }

    /// The secret that is given by this reference.
    pub fn get(&self, given: &Given) -> Option<&Secret> {
        self.0.get(&given.env)
    }
}
