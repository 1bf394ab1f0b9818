//! The conforming in-process server of gateproof, with switchable planted defects.
//!
//! It plays the systems `sessions`, `assistant`, `workspace`, `quiz` and `documents` on
//! loopback, over http and ws or over https and wss. A check is worth something only when it passes here and fails
//! on a planted defect, so this crate shares no code with the crates that judge it.
//!
//! Read in this order: [`start`] (`server`), the accept loop (`listen`), what each system
//! answers (`systems`), what they share (`gate`, `caller`, `token`, `handshake`, `socket`), and
//! the decisions that a defect can change (`policy`).

mod account;
mod answer;
mod audit;
mod bearer;
mod body;
mod caller;
mod claims;
mod clock;
mod connections;
mod cookies;
mod cors;
mod csrf;
mod defect;
mod fields;
mod gate;
mod handshake;
mod host;
mod jku;
mod keys;
mod lenient;
mod limit;
mod listen;
mod logins;
mod meant;
mod origin;
mod parts;
mod percent;
mod policy;
mod random;
mod rate;
mod refuse;
mod respell;
mod ring;
mod server;
mod shape;
mod sign;
mod signature;
mod socket;
mod spent;
mod system;
mod systems;
mod tasks;
mod tls;
mod token;
mod users;
mod verifier;
mod visitor;
mod visits;

pub use defect::{Defect, defects};
pub use policy::Policy;
pub use server::{Config, Server, StartError, start};
pub use system::{System, UnknownSystem};
