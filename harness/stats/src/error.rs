//! What can be wrong with a margin, and with a pair.

use thiserror::Error;

use crate::pair::Kind;

/// A parameter of a [`crate::Margin`] that is out of its range.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum MarginError {
    /// The margin of time.
    #[error("delta is {0} ns; it is 1 ns to 1,000 s")]
    Delta(u64),
    /// The margin of probability.
    #[error("eps is {0}; it is more than 0 and less than 0.5")]
    Eps(f64),
    /// The bound of the error.
    #[error("alpha is {0}; it is more than 0 and less than 0.5")]
    Alpha(f64),
    /// The numbers of pairs.
    #[error(
        "{min} to {max} pairs; it is at least 1, at most 1,000,000, and the first not above the second"
    )]
    Pairs {
        /// The fewest pairs.
        min: u64,
        /// The most pairs.
        max: u64,
    },
}

/// Why a pair was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PairError {
    /// All pairs of a run are of one kind.
    #[error("a pair is {got:?} in a run of pairs that are {wanted:?}")]
    Kind {
        /// The kind of the run.
        wanted: Kind,
        /// The kind of the pair.
        got: Kind,
    },
    /// The budget of the margin is spent.
    #[error("all {0} pairs of the budget were taken")]
    Spent(u64),
}
