//! Does the time of an answer depend on a secret? Tests that are exact at any stopping time.
//!
//! Pure: no I/O, no clock, no chance. The one randomness that the bounds rest on is the coin of each
//! [`Pair`], which the caller draws before the pair is sent and writes down.
//!
//! [`Uniformity`] judges a run pair by pair; [`Dependence`] only asks whether the classes differ at
//! all; [`resolution`] says how small a difference the same data would have shown; [`e_bh`] bounds
//! the false findings of a whole run. [`classic`] has the usual tests at a fixed number of pairs, for
//! comparison.

mod bands;
mod bets;
pub mod classic;
mod dependence;
mod error;
mod many;
mod margin;
mod pair;
mod past;
mod resolution;
mod shift;
mod trace;
mod uniformity;
mod wealth;
mod window;

pub use bands::{Band, Direction, Level};
pub use dependence::Dependence;
pub use error::{MarginError, PairError};
pub use many::e_bh;
pub use margin::Margin;
pub use pair::{Coin, Kind, Order, Pair, Seen};
pub use resolution::{LADDER_NS, resolution};
pub use shift::Interval;
pub use trace::Point;
pub use uniformity::{State, Uniformity};
