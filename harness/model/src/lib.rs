//! The nouns that all stages share: target, scenario, plan, wire, observation, verdict, event.
//! No I/O happens here, and nothing here knows a transport, a file format or a report.

pub mod clean;
pub mod contract;
pub mod cookies;
pub mod credential;
pub mod document;
pub mod event;
pub mod expectation;
pub mod experiment;
pub mod flow;
pub mod forgery;
pub mod identity;
pub mod journal;
pub mod key;
mod known;
pub mod many;
mod masks;
pub mod matcher;
pub mod metadata;
pub mod minting;
pub mod name;
pub mod observation;
pub mod operation;
pub mod operations;
pub mod plan;
pub mod refusal;
pub mod role;
pub mod scenario;
pub mod secret;
pub mod sets;
pub mod span;
mod spellings;
pub mod step;
pub mod target;
pub mod template;
pub mod verdict;
pub mod wire;
