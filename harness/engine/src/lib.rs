//! Conducts a run: binds acts to jobs, lets the drive do them, lets the judge decide, and writes the
//! journal of events that is a run's only output.
//!
//! `run` walks through the plan and `conduct` through one case. For one act, `bind` makes the job and
//! the criteria from the plan and the `wallet`, `act` performs it in the order raw -> secrets
//! registered -> passive -> predicates -> redacted -> journal, and gives the experiment what was written.

mod act;
mod anchor;
mod applicable;
mod audit;
mod bind;
mod broadcast;
mod burst;
mod carry;
mod chain;
mod clock;
mod conduct;
mod cookies;
mod course;
mod credentials;
mod custody;
mod digest;
mod direct;
mod dispatch;
mod draw;
mod edge;
mod ending;
mod enrol;
mod evidence;
mod exposed;
mod fault;
mod follow;
mod fresh;
mod giving_back;
mod held;
mod jar;
mod journal;
mod leases;
mod listener;
mod margin;
mod members;
mod message;
mod observe;
mod onward;
mod opening;
mod operate;
mod outlook;
mod page;
mod patience;
mod place;
mod preflight;
mod prepare;
mod published;
mod race;
mod ready;
mod recovery;
mod refusing;
mod remembered;
mod roster;
mod run;
mod sample;
mod schedule;
mod scope;
mod setup;
mod sheet;
mod socket;
mod source;
mod spelled_out;
mod spent;
mod stop;
mod tally;
mod time;
mod timers;
mod unread;
mod urls;
mod values;
mod vault;
mod verbs;
mod waits;
mod wallet;

#[cfg(test)]
mod ending_tests;

pub use applicable::skip_unspellable;
pub use digest::Digester;
pub use fault::{ActFault, RunFault};
pub use held::{CommandError, HeldError, StateError};
pub use journal::Journal;
pub use outlook::{Pace, outlook};
pub use run::{Course, Settings, run};
pub use schedule::{Demand, Rules, demands, forecast};
pub use source::any_address;
pub use stop::{Stop, Stopper, stopper};
pub use vault::{Vault, VaultError};
