//! The conforming in-process server of gateproof, with switchable planted defects.
//!
//! It plays the systems `sessions` and `assistant` on loopback, over http and ws or over
//! https and wss. A check is worth something only when it passes here and fails on a planted
//! defect, so this crate shares no code with the crates that judge it.
//!
//! Read in this order: [`start`] (`server`), the accept loop (`listen`), what each system
//! answers (`systems`), what they share (`bearer`, `token`, `handshake`, `socket`), and the
//! decisions that a defect can change (`policy`).

mod answer;
mod audit;
mod bearer;
mod body;
mod claims;
mod defect;
mod gate;
mod handshake;
mod host;
mod listen;
mod origin;
mod parts;
mod percent;
mod policy;
mod random;
mod rate;
mod server;
mod sign;
mod signature;
mod socket;
mod system;
mod systems;
mod tasks;
mod tls;
mod token;
mod users;

pub use defect::{Defect, defects};
pub use policy::Policy;
pub use server::{Config, Server, StartError, start};
pub use system::{System, UnknownSystem};
