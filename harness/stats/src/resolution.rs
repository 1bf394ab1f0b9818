//! The positive control: how small a difference would the run have shown?

use crate::dependence::Dependence;
use crate::pair::Pair;

/// The delays that are tried, in ns.
pub const LADDER_NS: [u64; 18] = [
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000,
    500_000, 1_000_000, 2_000_000, 5_000_000,
];

/// The smallest delay of `ladder_ns` (ascending) that, added to class B of these pairs, is found at
/// `alpha`, as are all longer ones; `None` when not even the longest is.
///
/// The pairs must have no difference of their own: those of the negative control, or any pairs
/// with fresh coins ([`Pair::with_coin`]). Else the sum of both differences is what is found.
pub fn resolution(pairs: &[Pair], ladder_ns: &[u64], alpha: f64) -> Option<u64> {
    // From the longest down: those are found after few pairs, and only the last try reads them all.
    ladder_ns
        .iter()
        .rev()
        .copied()
        .take_while(|delta| found(pairs, *delta, alpha))
        .last()
}

fn found(pairs: &[Pair], delta_ns: u64, alpha: f64) -> bool {
    let Some(first) = pairs.first() else {
        return false;
    };
    let mut test = Dependence::new(first.kind());
    pairs
        .iter()
        .any(|pair| test.push(&pair.delayed(delta_ns)).is_ok() && test.shown(alpha))
}
