//! What a target file gives by reference, taken into custody before a run: secrets by environment
//! variable, the keys that are made of them or of files, and credentials that identities bring along.

use std::collections::HashMap;
use std::io::Read;

use forge::{KeyError, Parts};
use model::credential::Given;
use model::identity::{Attribute, Identity};
use model::key::Key;
use model::name::Name;
use model::secret::Secret;
use model::target::Target;

use crate::held::{self, HeldError};

/// Secrets by the name of their environment variable, and keys by theirs.
#[derive(Debug, Default)]
pub struct Vault {
    secrets: HashMap<String, Secret>,
    keys: HashMap<String, forge::Key>,
    /// By identity and credential.
    held: HashMap<(Name, Name), Secret>,
}

/// Why what a target file names cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Environment variables that nobody has set.
    #[error("the target file names environment variables that are not set: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// A file with a key cannot be read.
    #[error("key `{name}`: cannot read `{path}`: {error}")]
    File {
        /// The key.
        name: String,
        /// Its file.
        path: String,
        /// Why not.
        error: std::io::Error,
    },
    /// The text of a key is none.
    #[error("key `{name}`: {error}")]
    Key {
        /// The key.
        name: String,
        /// Why not.
        error: KeyError,
    },
    /// A credential that an identity brings along cannot be had, or is of no use.
    #[error("`{credential}` of `{identity}`: {error}")]
    Held {
        /// Whose it is.
        identity: Name,
        /// The credential.
        credential: Name,
        /// Why not.
        error: HeldError,
    },
}

/// Octets of the longest file with a public key.
const LONGEST: u64 = 64 * 1024;

impl Vault {
    /// Looks up all that `target` names; all variables that are missing are told at once.
    ///
    /// # Errors
    ///
    /// A variable is not set, a file cannot be read, a program gives nothing, a key is none for its
    /// algorithm, or a credential has expired.
    pub fn open(
        target: &Target,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Vault, VaultError> {
        let mut vault = Vault::default();
        let mut missing = Vec::new();
        for name in target.variables() {
            match lookup(name) {
                Some(value) => {
                    vault.secrets.insert(name.to_owned(), Secret::new(value));
                }
                None => missing.push(name.to_owned()),
            }
        }
        if !missing.is_empty() {
            return Err(VaultError::Missing(missing));
        }
        for (name, key) in &target.keys {
            let key = vault.made(name, key)?;
            vault.keys.insert(name.clone(), key);
        }
        for (identity, known) in &target.identities {
            vault.take(target, identity, known)?;
        }
        Ok(vault)
    }

    fn take(&mut self, target: &Target, who: &str, identity: &Identity) -> Result<(), VaultError> {
        let holds = identity.known().into_iter().flat_map(|known| &known.holds);
        for (credential, held) in holds {
            let variable = held.env.as_ref().and_then(|name| self.secrets.get(name));
            let taken = held::take(target, credential, held, variable);
            let taken = taken.map_err(|error| VaultError::Held {
                identity: who.to_owned(),
                credential: credential.clone(),
                error,
            })?;
            let key = (who.to_owned(), credential.clone());
            self.held.extend(taken.map(|secret| (key, secret)));
        }
        Ok(())
    }

    fn made(&self, name: &str, key: &Key) -> Result<forge::Key, VaultError> {
        let given = |given: &Option<Given>| given.as_ref().and_then(|given| self.get(given));
        let file = key.public_file.as_deref().map(read).transpose();
        let file = file.map_err(|(path, error)| VaultError::File {
            name: name.to_owned(),
            path,
            error,
        })?;
        let parts = Parts {
            secret: given(&key.secret),
            private: given(&key.private),
            public: given(&key.public).map(Secret::expose).or(file.as_deref()),
            kid: key.kid.as_deref(),
        };
        forge::Key::new(key.alg, parts).map_err(|error| VaultError::Key {
            name: name.to_owned(),
            error,
        })
    }

    /// All keys by their names.
    pub fn keys(&self) -> &HashMap<String, forge::Key> {
        &self.keys
    }

    /// What an identity brings along.
    pub fn held(&self, identity: &str, credential: &str) -> Option<&Secret> {
        self.held.get(&(identity.to_owned(), credential.to_owned()))
    }

    /// All secrets that the target file gives, with what they are called.
    pub fn all<'v>(&'v self, target: &'v Target) -> Vec<(String, &'v Secret)> {
        let mut all = Vec::new();
        for (name, key) in &target.keys {
            let secrets = [&key.secret, &key.private].into_iter().flatten();
            let secrets = secrets.filter_map(|given| self.get(given));
            all.extend(secrets.map(|secret| (format!("key {name}"), secret)));
        }
        for (who, identity) in &target.identities {
            let Some(known) = identity.known() else {
                continue;
            };
            for (name, attribute) in known.all() {
                if let Attribute::Given(given) = attribute {
                    let secret = self.get(given);
                    all.extend(secret.map(|secret| (format!("{name} of {who}"), secret)));
                }
            }
            let held = known.holds.keys();
            let held = held.filter_map(|name| Some((name, self.held(who, name)?)));
            all.extend(held.map(|(name, secret)| (format!("{name} of {who}"), secret)));
        }
        all
    }

    /// The secret that is given by this reference.
    pub fn get(&self, given: &Given) -> Option<&Secret> {
        self.secrets.get(&given.env)
    }
}

fn read(path: &str) -> Result<String, (String, std::io::Error)> {
    let mut text = String::new();
    let file = std::fs::File::open(path);
    file.and_then(|file| file.take(LONGEST).read_to_string(&mut text))
        .map_err(|error| (path.to_owned(), error))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn opened(key: serde_json::Value) -> Result<Vault, String> {
        let target = json!({
            "name": "t", "services": {}, "scope": {"hosts": []}, "keys": {"k": key}
        });
        let target: Target = serde_json::from_value(target).map_err(|error| error.to_string())?;
        let lookup = |name: &str| (name == "SET").then(|| "no PEM".to_owned());
        Vault::open(&target, lookup).map_err(|error| error.to_string())
    }

    #[test]
    fn what_cannot_be_had_is_told_by_name_and_never_shown() {
        let told = |key| opened(key).map(drop).err();
        assert_eq!(
            told(json!({"alg": "RS256", "private": {"env": "A"}, "public": {"env": "B"}})),
            Some("the target file names environment variables that are not set: A, B".to_owned())
        );
        assert_eq!(
            told(json!({"alg": "RS256", "private": {"env": "SET"}})),
            Some("key `k`: the private key is not in PEM (`-----BEGIN …`)".to_owned())
        );
        let file = json!({"alg": "ES256", "public-file": "no/such/file.pem"});
        let told = told(file).unwrap_or_default();
        assert!(
            told.starts_with("key `k`: cannot read `no/such/file.pem`: "),
            "{told}"
        );
    }

    #[test]
    fn a_key_without_parts_is_kept_for_its_algorithm() {
        let vault = opened(json!({"alg": "HS512"})).unwrap_or_default();
        let alg = vault.keys().get("k").map(|key| key.alg);
        assert_eq!(alg, Some(model::key::Algorithm::HS512));
    }
}
