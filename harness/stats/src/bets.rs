//! Bets that the coin and the times have to do with each other.

use crate::pair::{Kind, Pair};
use crate::past::Past;
use crate::wealth::{Wealth, gains, ln_sum};

/// The levels past which answers of both classes are compared.
const LEVELS: [f64; 7] = [0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.97];

/// Capital of bets on one score, either way.
#[derive(Debug, Clone, Copy, Default)]
struct Sides {
    up: Wealth,
    down: Wealth,
}

impl Sides {
    fn add(&mut self, score: f64) {
        if score != 0.0 {
            self.up.add(&gains(score));
            self.down.add(&gains(-score));
        }
    }

    fn ln(&self) -> f64 {
        ln_sum([(0.5, self.up.ln()), (0.5, self.down.ln())].into_iter())
    }

    fn best(&self) -> f64 {
        self.up.best().max(self.down.best())
    }
}

/// Capital of the bets on all scores.
///
/// Given the times and the past, each score only depends on the fair coin and has mean 0, whatever
/// the noise is like. m, c and the levels come from earlier pairs alone.
#[derive(Debug, Clone)]
pub(crate) struct Bets {
    kind: Kind,
    shift: Sides,
    order: Sides,
    levels: [Sides; LEVELS.len()],
}

impl Bets {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            shift: Sides::default(),
            order: Sides::default(),
            levels: [Sides::default(); LEVELS.len()],
        }
    }

    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn add(&mut self, pair: &Pair, past: &Past) {
        let eps = pair.coin.sign() as f64;
        let gap = pair.gap();
        let from_centre = (gap - past.centre()) as f64 / past.scale();
        self.shift.add(eps * from_centre.clamp(-1.0, 1.0));
        let above = |value: i64, level: f64| f64::from(u8::from(value > past.at(level)));
        if let Some((first, second)) = pair.times() {
            for (sides, level) in self.levels.iter_mut().zip(LEVELS) {
                sides.add(eps * (above(second, level) - above(first, level)));
            }
        } else {
            for (sides, level) in self.levels.iter_mut().zip(LEVELS) {
                sides.add(eps * (above(gap, level) - (1.0 - level)));
            }
            let usual = past.order();
            self.order
                .add(eps * (pair.order() - usual) / (1.0 + usual.abs()));
        }
    }

    /// ln E. Half on the shift and half on the levels; in one segment a third each on gap, order and
    /// levels of the gap.
    pub(crate) fn ln(&self) -> f64 {
        let (main, order) = match self.kind {
            Kind::Apart => (0.5, 0.0),
            Kind::Together => (1.0 / 3.0, 1.0 / 3.0),
        };
        #[allow(clippy::cast_precision_loss)]
        let each = main / LEVELS.len() as f64;
        let mut terms = [(0.0, 0.0); LEVELS.len() + 2];
        let all = [(main, &self.shift), (order, &self.order)]
            .into_iter()
            .chain(self.levels.iter().map(|sides| (each, sides)));
        for (term, (weight, sides)) in terms.iter_mut().zip(all) {
            *term = (weight, sides.ln());
        }
        ln_sum(terms.into_iter())
    }

    /// True when E is at least exp(`ln`). Mostly answered without a single exponential.
    pub(crate) fn reaches(&self, ln: f64) -> bool {
        let best = [&self.shift, &self.order]
            .into_iter()
            .chain(&self.levels)
            .map(Sides::best)
            .fold(f64::NEG_INFINITY, f64::max);
        best >= ln && self.ln() >= ln
    }
}
