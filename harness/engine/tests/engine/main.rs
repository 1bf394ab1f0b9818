//! Plays scenarios against small servers of these tests and the reference server, and reads what came of it.

// Helpers of tests may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alarms;
mod answers;
mod audit;
mod bounds;
mod broadcasts;
mod bursts;
mod chatter;
mod conversations;
mod credential_rules;
mod credentials;
mod disguises;
mod draws;
mod endings;
mod given;
mod given_back;
mod habits;
mod identities;
mod intermediaries;
mod language;
mod leaks;
mod listener;
mod logins;
mod pages;
mod patience;
mod places;
mod published;
mod races;
mod recoveries;
mod requests;
mod samples;
mod sets;
mod signed;
mod sockets;
mod spelled_out;
mod support;
mod time;
mod vacuous;
