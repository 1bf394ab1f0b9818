//! What the tests share: a target, a raw HTTP client, a socket client and a forge of tokens.

pub mod accounts;
pub mod broken;
pub mod forge;
pub mod http;
pub mod socket;
mod target;

pub use target::{PATIENCE, Target, claims, text};

/// The origin that the server allows.
pub const ORIGIN: &str = "https://app.example.test";
