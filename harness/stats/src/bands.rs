//! The bands of (delta, eps)-uniformity: at each level, is one class later than the other by more
//! than the margin?

use std::f64::consts::LN_10;

use crate::margin::Margin;
use crate::pair::{Coin, Kind, Pair};
use crate::past::Past;
use crate::wealth::{Gains, Wealth, gains, ln_sum};

/// The quantiles at which bands begin.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.90];

/// Bands begin also at the median + delta 2^j for these j. Without them a tail of a tenth of the
/// answers hides between two quantiles.
const LADDER: std::ops::RangeInclusive<i32> = -1..=8;

/// Which class a band asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Is class B slower?
    BSlower,
    /// Is class A slower?
    ASlower,
}

/// Where a band begins. It follows the earlier pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Level {
    /// At a quantile of the times of both classes: 0 to 1.
    Quantile(f64),
    /// So many ns above their median.
    AboveMedian(i64),
}

/// A band, for reports. Pairs in one segment have the gap for their time, and as classes the pairs
/// in which A went first or second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub level: Level,
    /// Where that is now, in ns.
    pub threshold_ns: i64,
    /// What it asks.
    pub direction: Direction,
    /// log10 of the e-value that the margin is exceeded here.
    pub leak_log10: f64,
    /// log10 of the e-value that it is not.
    pub uniform_log10: f64,
}

/// The capital of bets on one band.
#[derive(Debug, Clone)]
struct Pot {
    level: Level,
    direction: Direction,
    leak: Wealth,
    uniform: Wealth,
}

/// All bands both ways.
///
/// Z = 1{T_B > tau + delta} - 1{T_A > tau} has mean at most eps where the margin holds, and more
/// where it does not; both are bet on. tau comes from earlier pairs alone.
#[derive(Debug, Clone)]
pub(crate) struct Bands {
    pots: Vec<Pot>,
    /// The margin of a leak and the margin of uniformity, in ns.
    margins: (i64, i64),
    /// Gains for Z = -1, 0, 1: of a leak and of uniformity.
    gains: [(Gains, Gains); 3],
}

impl Bands {
    pub(crate) fn new(kind: Kind, margin: &Margin) -> Self {
        let delta = i64::try_from(margin.delta_ns).unwrap_or(i64::MAX / 1024);
        let levels = QUANTILES
            .map(Level::Quantile)
            .into_iter()
            .chain(LADDER.map(|j| Level::AboveMedian((delta << (j + 1)) / 2)));
        let pots = levels
            .flat_map(|level| [(level, Direction::BSlower), (level, Direction::ASlower)])
            .map(|(level, direction)| Pot {
                level,
                direction,
                leak: Wealth::default(),
                uniform: Wealth::default(),
            })
            .collect();
        let (margins, eps) = match kind {
            Kind::Apart => ((delta, delta), margin.eps),
            // A delay moves the gap one way or the other, so twice; only once on a server that
            // answers one after the other. Each pair is of one class, so Z is halved.
            Kind::Together => ((2 * delta, delta), margin.eps / 2.0),
        };
        let gains = [-1.0, 0.0, 1.0].map(|z| {
            let score = (z - eps) / (1.0 + eps);
            (gains(score), gains(-score))
        });
        Self {
            pots,
            margins,
            gains,
        }
    }

    pub(crate) fn add(&mut self, pair: &Pair, past: &Past) {
        let [minus, zero, plus] = self.gains;
        let of = |z: i8| match z {
            0 => zero,
            1.. => plus,
            _ => minus,
        };
        let (wide, narrow) = self.margins;
        for pot in &mut self.pots {
            let tau = threshold(pot.level, past);
            let (slow, fast) = arms(pair, pot.direction);
            let z = |delta: i64| {
                i8::from(slow.is_some_and(|t| t > tau + delta))
                    - i8::from(fast.is_some_and(|t| t > tau))
            };
            pot.leak.add(&of(z(wide)).0);
            pot.uniform.add(&of(z(narrow)).1);
        }
    }

    /// ln of the e-value of a leak: the mean over all bands.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn leak_ln(&self) -> f64 {
        let share = 1.0 / self.pots.len() as f64;
        ln_sum(self.pots.iter().map(|pot| (share, pot.leak.ln())))
    }

    /// The best single bet on a leak, as ln: never below [`Self::leak_ln`].
    pub(crate) fn leak_best(&self) -> f64 {
        let best = self.pots.iter().map(|pot| pot.leak.best());
        best.fold(f64::NEG_INFINITY, f64::max)
    }

    /// ln of the e-value of uniformity: of the band that has the least.
    pub(crate) fn uniform_ln(&self) -> f64 {
        let all = self.pots.iter().map(|pot| pot.uniform.ln());
        all.fold(f64::INFINITY, f64::min)
    }

    /// True when each band reaches exp(`ln`) for uniformity.
    pub(crate) fn uniform(&self, ln: f64) -> bool {
        self.pots
            .iter()
            .all(|pot| pot.uniform.best() >= ln && pot.uniform.ln() >= ln)
    }

    /// The band that speaks most for a leak, or else the one that speaks least for uniformity.
    pub(crate) fn worst(&self, leak: bool, past: &Past) -> Option<Band> {
        let badness = |pot: &Pot| match leak {
            true => pot.leak.ln(),
            false => -pot.uniform.ln(),
        };
        let pot = self
            .pots
            .iter()
            .max_by(|one, other| badness(one).total_cmp(&badness(other)))?;
        Some(Band {
            level: pot.level,
            threshold_ns: threshold(pot.level, past),
            direction: pot.direction,
            leak_log10: pot.leak.ln() / LN_10,
            uniform_log10: pot.uniform.ln() / LN_10,
        })
    }
}

fn threshold(level: Level, past: &Past) -> i64 {
    match level {
        Level::Quantile(level) => past.at(level),
        Level::AboveMedian(ns) => past.at(0.5) + ns,
    }
}

/// The times of the class that may be slower and of the other one, as far as the pair has them.
fn arms(pair: &Pair, direction: Direction) -> (Option<i64>, Option<i64>) {
    let b_slower = direction == Direction::BSlower;
    let a_first = pair.coin == Coin::AFirst;
    match pair.times() {
        Some((first, second)) if a_first == b_slower => (Some(second), Some(first)),
        Some((first, second)) => (Some(first), Some(second)),
        None if a_first == b_slower => (Some(pair.gap()), None),
        None => (None, Some(pair.gap())),
    }
}
