//! Drives raw servers of these tests, octet by octet.

// Helpers of tests may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod abreast;
mod common;
mod ends;
mod faults;
mod frames;
mod handshake;
mod hanging_up;
mod http;
mod octets;
mod release;
mod sample;
mod socket;
mod streams;
mod tls;
