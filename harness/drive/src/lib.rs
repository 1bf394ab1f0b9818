//! The only crate that opens sockets: it performs jobs and hands back raw facts.
//!
//! Ordinary HTTP goes through reqwest, WebSocket frames through tungstenite. What they hide (the whole
//! answer of a refused upgrade, control frames, malformed heads and frames) is read by own code over the
//! same connector, resolver and TLS settings. A target can only ever cause a `Fault` or an `End` in a
//! [`model::wire::Raw`]; a [`DriveError`] is never its fault.

mod abreast;
mod act;
mod arrival;
mod blocking;
mod body;
mod carry;
mod cause;
mod chunked;
mod connector;
mod drive;
mod error;
pub mod frames;
mod gather;
mod goodbye;
mod h1;
mod hands;
mod handshake;
pub mod head;
mod http;
mod intake;
mod lane;
mod ledger;
mod limits;
mod listener;
mod place;
mod release;
mod resolve;
mod sample;
mod scope;
mod segments;
mod setup;
mod socket;
mod stamped;
mod stream;
mod talk;
mod tap;
mod tls;
mod together;
mod unacknowledged;
mod wire;

pub use drive::Drive;
pub use error::DriveError;
pub use gather::Gathered;
pub use hands::Hands;
pub use limits::Limits;
pub use listener::{Page, Visits};
pub use sample::{Moments, Sampled, Samples, Sampling};
pub use setup::{ServiceSetup, Setup};
