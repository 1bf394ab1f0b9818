//! What services share whose users have accounts and sessions.

pub(super) mod admin;
pub(super) mod auth;
pub(super) mod hooks;
pub(super) mod open;
pub(super) mod own;
pub(super) mod refresh;
mod rotate;
pub(super) mod socket;
