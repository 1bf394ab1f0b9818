//! Capital of bets on a bounded score: what all tests here are made of.
//!
//! Where each score lies in [-1, 1] and has mean at most 0 given the past, the product of
//! 1 + lambda s is a test supermartingale for each lambda in [0, 1), and so is the mean over lambdas
//! (Waudby-Smith and Ramdas, arXiv 2010.09686). By Ville's inequality it ever reaches 1/alpha with
//! probability at most alpha, so it may be looked at after each pair.

/// The sizes of bets: wide enough for effects from 0.003 standard deviations to certainty.
pub(crate) const SIZES: [f64; 8] = [0.003, 0.01, 0.03, 0.08, 0.17, 0.35, 0.62, 0.93];

/// ln(1 + lambda s) of one score for each size.
pub(crate) type Gains = [f64; SIZES.len()];

/// The gains of one score, which must lie in [-1, 1].
pub(crate) fn gains(score: f64) -> Gains {
    debug_assert!(score.abs() <= 1.0);
    if score == 0.0 {
        return [0.0; SIZES.len()];
    }
    SIZES.map(|size| (size * score).ln_1p())
}

/// Capital, as logarithms, of bets that the mean of a score is above 0.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wealth(Gains);

impl Wealth {
    pub(crate) fn add(&mut self, gains: &Gains) {
        for (sum, gain) in self.0.iter_mut().zip(gains) {
            *sum += gain;
        }
    }

    /// ln of the mean capital over all sizes.
    pub(crate) fn ln(&self) -> f64 {
        ln_mean(&self.0)
    }

    /// The capital of the best size, as a logarithm: never below [`Self::ln`], and cheap.
    pub(crate) fn best(&self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// ln of the mean of exp(x), without overflow.
pub(crate) fn ln_mean(logs: &[f64]) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let share = 1.0 / logs.len().max(1) as f64;
    ln_sum(logs.iter().map(|log| (share, *log)))
}

/// ln of the sum of weight * exp(x), without overflow. The mean of e-values is an e-value, whatever
/// they share (Vovk and Wang, arXiv 1912.06116).
pub(crate) fn ln_sum(terms: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let most = terms
        .clone()
        .map(|(_, log)| log)
        .fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    let sum: f64 = terms.map(|(weight, log)| weight * (log - most).exp()).sum();
    most + sum.ln()
}
