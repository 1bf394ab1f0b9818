//! Forgeries of a token by their names: what each is, what it takes, and how bad it is when one is accepted.

mod rows;

pub use crate::known::KNOWN_SECRETS;
use crate::metadata::Severity;
use rows::LISTED;

/// A token that no service may take for a good one; the exceptions are said by the checks that use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgery {
    /// Its name in files.
    pub name: &'static str,
    /// What it is, in words.
    pub what: &'static str,
    /// What it takes besides a captured token.
    pub needs: Needs,
    /// The tokens that it is made of.
    pub of: Of,
    /// How bad it is at most when one is accepted, whatever the check says. What anybody can make is
    /// worse than what only the holder of the signing key can: there an attacker has to get hold of a
    /// token that was meant for another place or time (`high`), or of none at all, so that accepting
    /// it only shows that a rule of the standard is not followed (`medium`).
    pub most: Severity,
}

/// What a forgery takes besides a captured token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: anybody can make it.
    Nothing,
    /// A URL of ours, which the file gives.
    Url,
    /// The public part of the key that signs the target's tokens, which is a key pair.
    PublicKey,
    /// The key that signs the target's tokens.
    SigningKey,
    /// A key that signed them once: the one that the target file calls `retired`.
    RetiredKey,
}

/// The tokens that a forgery is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// JSON Web Tokens (RFC 7519).
    Jwt,
    /// Those without a meaning of their own.
    Opaque,
    /// All.
    Any,
}

/// The forgery that is none: it must be accepted, or the target's key is not the one that is declared.
pub const CONTROL_TOKEN: &str = "control/re-minted";

/// The name of the key that signed the target's tokens once, and does so no more.
pub const RETIRED: &str = "retired";

/// Every forgery.
pub fn forgeries() -> impl Iterator<Item = Forgery> {
    let listed = LISTED.iter().flat_map(|(needs, of, most, rows)| {
        rows.iter().map(|(name, what)| Forgery {
            name,
            what,
            needs: *needs,
            of: *of,
            most: *most,
        })
    });
    listed.chain(KNOWN_SECRETS.iter().map(|(name, _, what)| Forgery {
        name,
        what,
        needs: Needs::Nothing,
        of: Of::Jwt,
        most: Severity::Critical,
    }))
}

/// The forgery of this name.
pub fn forgery(name: &str) -> Option<Forgery> {
    forgeries().find(|forgery| forgery.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_fit_for_a_case_id() {
        let mut names: Vec<&str> = forgeries().map(|forgery| forgery.name).collect();
        let fit = |name: &&str| {
            name.chars()
                .all(|it| it.is_ascii_alphanumeric() || "-_/".contains(it))
        };
        assert!(names.iter().all(fit));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn what_takes_the_key_is_never_critical() {
        for forgery in forgeries() {
            let by_owner = matches!(forgery.needs, Needs::SigningKey | Needs::RetiredKey);
            assert!(
                !by_owner || forgery.most <= Severity::High,
                "{}",
                forgery.name
            );
            assert!(forgery.of != Of::Opaque || forgery.needs == Needs::Nothing);
        }
    }
}
