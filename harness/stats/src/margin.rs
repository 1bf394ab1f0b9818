//! The margin within which a difference does not matter, and what a run may cost.

use crate::error::MarginError;

/// The longest margin, in ns.
const LONGEST_NS: u64 = 1_000_000_000_000;

/// The most pairs that a run may have.
const MOST_PAIRS: u64 = 1_000_000;

/// What a verdict is about. Class B is uniform with class A within (`delta_ns`, `eps`) when
/// P(T_B > t + delta) <= P(T_A > t) + eps for all t, and the reverse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// A difference of time that does not matter, in ns: 1 to 1,000,000,000,000.
    pub delta_ns: u64,
    /// A difference of probability that does not matter: above 0, below 0.5.
    pub eps: f64,
    /// The probability of a wrong verdict, for each way it can be wrong: above 0, below 0.5.
    pub alpha: f64,
    /// No verdict before so many pairs: at least 1.
    pub min_pairs: u64,
    /// No pair after so many: at most 1,000,000.
    pub max_pairs: u64,
}

impl Margin {
    /// For a target on the same machine: 1 us.
    pub const LOOPBACK: Self = Self::of(1_000);
    /// For a target in the same network: 5 us.
    pub const LAN: Self = Self::of(5_000);
    /// For a target far away: 100 us.
    pub const WAN: Self = Self::of(100_000);
    /// For a target far away, with both requests of a pair in one segment: 50 us.
    pub const WAN_TOGETHER: Self = Self::of(50_000);

    /// The usual bounds with this margin of time.
    const fn of(delta_ns: u64) -> Self {
        Self {
            delta_ns,
            eps: 0.05,
            alpha: 0.01,
            min_pairs: 64,
            max_pairs: 20_000,
        }
    }

    /// # Errors
    /// The first parameter that is out of its range.
    pub(crate) fn check(&self) -> Result<(), MarginError> {
        let open = |value: f64| value > 0.0 && value < 0.5;
        if !(1..=LONGEST_NS).contains(&self.delta_ns) {
            return Err(MarginError::Delta(self.delta_ns));
        }
        if !open(self.eps) {
            return Err(MarginError::Eps(self.eps));
        }
        if !open(self.alpha) {
            return Err(MarginError::Alpha(self.alpha));
        }
        if self.min_pairs < 1 || self.min_pairs > self.max_pairs || self.max_pairs > MOST_PAIRS {
            let (min, max) = (self.min_pairs, self.max_pairs);
            return Err(MarginError::Pairs { min, max });
        }
        Ok(())
    }
}
