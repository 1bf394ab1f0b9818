//! Drives the reference server from outside: every line of its API, every refusal, every defect.

// Helpers of tests may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod assistant;
mod audit;
mod defects;
mod documents;
mod events;
mod handshake;
mod http_api;
mod lifecycle;
mod limits;
mod login;
mod messages;
mod protocol;
mod quiz;
mod refusals;
mod support;
mod tls;
mod tokens;
mod workspace;
