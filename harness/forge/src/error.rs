//! Why a token could not be made.

use model::key::Algorithm;
use thiserror::Error;

/// Why a token could not be made; none of them prints any part of a token or key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ForgeError {
    /// No forgery has this name (`model::sets::FORGERIES`).
    #[error("no forgery is called `{name}`{}", hint(.nearest))]
    UnknownForgery {
        /// As it was written.
        name: String,
        /// The name that was probably meant.
        nearest: Option<&'static str>,
    },
    /// It has to be signed, and the target gives no key; holds the forgery, or `mint`.
    #[error("`{0}` needs the target's signing key")]
    NeedsKey(&'static str),
    /// It has to be signed with a key of this name, and the target gives none.
    #[error("`{forgery}` needs the target's key `{key}`")]
    NeedsOtherKey {
        /// The forgery, or `mint`.
        forgery: &'static str,
        /// The name of the key.
        key: String,
    },
    /// Tokens name their key here, and that of this other key is not told.
    #[error("tokens have a `kid` here, and that of the key `{0}` is not declared")]
    NeedsKid(String),
    /// It leads to a URL, and there is none.
    #[error("`{0}` needs a URL to lead to")]
    NeedsUrl(&'static str),
    /// It is made with the target's public key, and the target gives none; holds the forgery.
    #[error("`{0}` needs the target's public key")]
    NeedsPublicKey(&'static str),
    /// There is nothing of the kind for keys of this algorithm.
    #[error("there is no `{forgery}` for {alg}")]
    NotFor {
        /// The forgery.
        forgery: &'static str,
        /// The algorithm of the target's key.
        alg: Algorithm,
    },
    /// The cryptographic library did not sign.
    #[error("signing by {0} failed")]
    Unsigned(Algorithm),
    /// It changes a JWT in compact serialisation (RFC 7515 7.1), and the token is none.
    #[error("the token is no JWT")]
    NotAJwt,
    /// It changes a claim that neither the contract nor the token shows, or that is too short.
    #[error(
        "`{forgery}` needs the claim `{claim}`, declared in the contract or present in the token"
    )]
    NeedsClaim {
        /// The forgery.
        forgery: &'static str,
        /// The claim that it changes.
        claim: &'static str,
    },
    /// The forgery would equal the original: its weakness is already there, or nothing is there
    /// to take away.
    #[error("`{0}` changes nothing in this token")]
    NoChange(&'static str),
}

fn hint(nearest: &Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}
