//! The keys of a system, by name: the one that signs, and others that verify.

use std::sync::{Mutex, PoisonError};

use aws_lc_rs::error::Unspecified;

use crate::{
    keys::Key,
    policy::{Check, KidPolicy},
};

/// The keys that a system signs with, or did.
pub(crate) struct Ring {
    current: Named,
    /// Signed until not long ago: its tokens are still good.
    previous: Option<Named>,
    /// Signs and verifies no more.
    retired: Option<Named>,
}

struct Named {
    /// What tokens call it; a system with one key needs no names.
    kid: Option<&'static str>,
    key: Key,
}

impl Ring {
    /// One key without a name.
    pub(crate) fn one(key: Key) -> Ring {
        Ring {
            current: Named { kid: None, key },
            previous: None,
            retired: None,
        }
    }

    /// Three key pairs. Making them takes long, so one process makes them once.
    pub(crate) fn rotating() -> Result<Ring, Unspecified> {
        static PAIRS: Mutex<Option<[Key; 3]>> = Mutex::new(None);
        let mut pairs = PAIRS.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = match pairs.as_ref() {
            Some(made) => made.clone(),
            None => {
                let made = [Key::fresh_rsa()?, Key::fresh_rsa()?, Key::fresh_rsa()?];
                pairs.insert(made).clone()
            }
        };
        let [current, previous, retired] = pairs;
        let named = |kid, key| Named {
            kid: Some(kid),
            key,
        };
        Ok(Ring {
            current: named("quiz-3", current),
            previous: Some(named("quiz-2", previous)),
            retired: Some(named("quiz-1", retired)),
        })
    }

    /// The key that signs, and its name.
    pub(crate) fn signer(&self) -> (&Key, Option<&'static str>) {
        (&self.current.key, self.current.kid)
    }

    /// The key that verifies a token with this name in its header.
    pub(crate) fn verifier(&self, kid: Option<&str>, policy: &KidPolicy) -> Option<&Key> {
        let current = &self.current;
        if current.kid.is_none() {
            // One key is right whatever a header says (RFC 7515 4.1.4).
            return Some(&current.key);
        }
        let is = |named: &&Named| named.kid == kid;
        let previous = self.previous.as_ref().filter(is);
        let retired = self.retired.as_ref().filter(is);
        let spared = |check: Check, named| (!check.is_enforced()).then_some(named);
        let found = match (previous, retired) {
            _ if current.kid == kid => Some(current),
            (Some(previous), _) => policy.previous.is_enforced().then_some(previous),
            (None, Some(retired)) => spared(policy.retired, retired),
            (None, None) if kid.is_none() => spared(policy.missing, current),
            (None, None) => spared(policy.unknown, current),
        };
        found.map(|named| &named.key)
    }

    /// What a target file has to know of the keys: variables and their values.
    pub(crate) fn told(&self) -> Result<Vec<(&'static str, String)>, Unspecified> {
        let mut told = Vec::new();
        let pairs = [
            (Some(&self.current), "PRIVATE_KEY", "PUBLIC_KEY"),
            (
                self.previous.as_ref(),
                "PREVIOUS_PRIVATE_KEY",
                "PREVIOUS_PUBLIC_KEY",
            ),
            (
                self.retired.as_ref(),
                "RETIRED_PRIVATE_KEY",
                "RETIRED_PUBLIC_KEY",
            ),
        ];
        for (named, private, public) in pairs {
            let Some(named) = named else { continue };
            match named.key.public()? {
                None => told.push(("SECRET", named.key.private()?)),
                Some(pem) => {
                    told.push((private, named.key.private()?));
                    told.push((public, pem));
                }
            }
        }
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn current_and_previous_verify_and_no_other() {
        let ring = Ring::rotating().unwrap();
        let policy = KidPolicy::default();
        let verifies = |kid| ring.verifier(kid, &policy).is_some();
        assert!(verifies(Some("quiz-3")) && verifies(Some("quiz-2")));
        assert!(!verifies(Some("quiz-1")) && !verifies(Some("quiz-4")) && !verifies(None));
        let told: Vec<_> = ring.told().unwrap().into_iter().map(|it| it.0).collect();
        assert_eq!(told.len(), 6);
    }

    #[test]
    fn one_key_needs_no_name() {
        let ring = Ring::one(Key::shared("a secret"));
        for kid in [None, Some("any")] {
            assert!(ring.verifier(kid, &KidPolicy::default()).is_some());
        }
        assert_eq!(ring.told().unwrap(), [("SECRET", "a secret".to_owned())]);
    }
}
