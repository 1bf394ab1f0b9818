//! Makes what an attacker would send: forgeries of a captured token, tokens with changed claims
//! signed by the target's own key, and spellings of an `Origin`.
//!
//! Everything here is a function of its arguments: no I/O and no clock; randomness only where a
//! signature itself has it (ECDSA, PSS), and for keys of ours, made once per process. Each forgery
//! starts from a token that the target accepts, so that only one thing is wrong with it.

mod broken;
mod claims;
mod dates;
mod disguise;
mod elsewhere;
mod error;
mod forgeries;
mod headers;
mod key;
mod malformed;
mod mint;
mod opaque;
mod origin;
mod own;
mod pem;
mod published;
mod recipes;
mod respelled;
mod sign;
mod token;
mod unsigned;

use std::collections::HashMap;
use std::time::Duration;

use model::contract::Claims;

pub use broken::broken;
pub use disguise::{CLAIMED, Disguised, disguise};
pub use error::ForgeError;
pub use forgeries::{forge, leading};
pub use key::{Key, KeyError, Parts};
pub use mint::mint;
pub use origin::origin;
pub use own::{certificate, jwks};
pub use token::{MAX_TOKEN, Token};

/// What is known about the target when a token is forged or minted.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The key that signs the target's tokens, as far as its owner gives it.
    pub key: Option<&'a Key>,
    /// All keys of the target by their names, of which some signed once, or will.
    pub keys: Option<&'a HashMap<String, Key>>,
    /// The claims that the contract declares for this credential; where it declares none, those
    /// of the captured token count as the right ones.
    pub claims: Option<&'a Claims>,
    /// How long after its end the target still takes a token; parts of a second count as a whole.
    pub leeway: Duration,
    /// The present, in Unix seconds.
    pub now: u64,
}
