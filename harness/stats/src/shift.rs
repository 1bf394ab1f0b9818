//! By how much does class B take longer? A confidence sequence.

use crate::margin::Margin;
use crate::pair::{Kind, Pair};
use crate::past::Past;
use crate::wealth::{Wealth, gains, ln_sum};

/// Where the shift lies, in ns; above 0 class B is slower. At all times together with probability
/// 1 - alpha, if the classes differ by a shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub lower_ns: f64,
    /// Its upper end.
    pub upper_ns: f64,
}

/// The pairs as the sequence needs them, and the capital at the ends of the margin.
///
/// If B is slower by s, then U - eps s does not depend on the coin, so clip((D - s)/c) with
/// D = eps (U - m) has mean 0. It falls with s: where a bet that it is above 0 wins, all smaller
/// shifts are refuted too (Waudby-Smith and Ramdas, arXiv 2010.09686: a sequence by inverting bets).
#[derive(Debug, Clone)]
pub(crate) struct Shift {
    kind: Kind,
    /// D and c of each pair, in ns.
    pairs: Vec<(f64, f64)>,
    delta: f64,
    /// Against: at most delta, at least -delta (what leaks); at least delta, at most -delta (what
    /// is uniform).
    above: Wealth,
    below: Wealth,
    not_above: Wealth,
    not_below: Wealth,
}

impl Shift {
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn new(kind: Kind, margin: &Margin) -> Self {
        Self {
            kind,
            pairs: Vec::new(),
            delta: margin.delta_ns as f64,
            above: Wealth::default(),
            below: Wealth::default(),
            not_above: Wealth::default(),
            not_below: Wealth::default(),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn add(&mut self, pair: &Pair, past: &Past) {
        let d = (pair.coin.sign() * (pair.gap() - past.centre())) as f64;
        let seen = (d, past.scale());
        let inner = match self.kind {
            Kind::Apart => self.delta,
            // On a server that answers one after the other D moves by half the delay only.
            Kind::Together => self.delta / 2.0,
        };
        self.above.add(&gains(score(seen, self.delta)));
        self.below.add(&gains(-score(seen, -self.delta)));
        self.not_above.add(&gains(-score(seen, inner)));
        self.not_below.add(&gains(score(seen, -inner)));
        self.pairs.push(seen);
    }

    /// ln of the e-value that the shift is outside the margin.
    pub(crate) fn outside_ln(&self) -> f64 {
        ln_sum([(0.5, self.above.ln()), (0.5, self.below.ln())].into_iter())
    }

    /// The best single bet that it is, as ln: never below [`Self::outside_ln`].
    pub(crate) fn outside_best(&self) -> f64 {
        self.above.best().max(self.below.best())
    }

    /// True when the interval at `alpha` lies inside the margin.
    pub(crate) fn inside(&self, alpha: f64) -> bool {
        self.not_above.ln().min(self.not_below.ln()) >= side(alpha)
    }

    /// The interval at `alpha`; `None` while the pairs are too few for one. Reads all pairs.
    pub(crate) fn interval(&self, alpha: f64) -> Option<Interval> {
        let bar = side(alpha);
        let ends = self.pairs.iter().map(|(d, _)| *d);
        let least = ends.clone().fold(f64::INFINITY, f64::min);
        let most = ends.fold(f64::NEG_INFINITY, f64::max);
        let widest = self.pairs.iter().map(|(_, c)| *c).fold(1.0, f64::max);
        // Beyond these all scores are clipped, so nothing changes any more.
        let (low, high) = (least - widest, most + widest);
        let up = |s: f64| self.refuted(s, 1.0, bar);
        let down = |s: f64| self.refuted(s, -1.0, bar);
        if !up(low) || !down(high) {
            return None;
        }
        let lower = last(low, high, up);
        let upper = last(high, low, down);
        let (lower_ns, upper_ns) = match self.kind {
            Kind::Apart => (lower, upper),
            Kind::Together => (lower.min(2.0 * lower), upper.max(2.0 * upper)),
        };
        Some(Interval { lower_ns, upper_ns })
    }

    /// True when a shift of `s` and all on its far side are refuted by bets in the direction `sign`.
    fn refuted(&self, s: f64, sign: f64, bar: f64) -> bool {
        let mut wealth = Wealth::default();
        for seen in &self.pairs {
            wealth.add(&gains(sign * score(*seen, s)));
        }
        wealth.ln() >= bar
    }
}

fn score((d, c): (f64, f64), s: f64) -> f64 {
    ((d - s) / c).clamp(-1.0, 1.0)
}

/// What one side has to reach, as ln: each has half of `alpha`.
fn side(alpha: f64) -> f64 {
    -(alpha / 2.0).ln()
}

/// Where `holds`, true at `from` and false from some point on towards `to`, ends: on the side that
/// still holds, within 0.1 ns.
fn last(mut from: f64, mut to: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..80 {
        if (to - from).abs() < 0.1 {
            break;
        }
        let middle = f64::midpoint(from, to);
        if holds(middle) {
            from = middle;
        } else {
            to = middle;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::Shift;
    use crate::margin::Margin;
    use crate::pair::{Coin, Kind, Order, Pair, Seen};
    use crate::past::Past;

    /// A server that answers one after the other shows half of a delay only.
    #[test]
    fn in_one_segment_half_the_margin_is_inside() {
        let inside = |kind| {
            let mut shift = Shift::new(kind, &Margin::LOOPBACK);
            for _ in 0..50 {
                let (coin, order) = (Coin::AFirst, Order::Kept);
                let seen = Seen::Together { order, gap_ns: 750 };
                shift.add(&Pair { coin, seen }, &Past::new(kind));
            }
            shift.inside(0.01)
        };
        assert!(inside(Kind::Apart));
        assert!(!inside(Kind::Together));
    }
}
