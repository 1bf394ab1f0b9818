//! What earlier pairs say about centre, spread and levels: all that a bet may rest on.

use crate::pair::{Kind, Pair};
use crate::window::Window;

/// So many of the latest pairs are looked back at: few enough to follow a drift, enough for the
/// 97 % quantile.
const PAIRS: usize = 512;

/// Nothing is bet on before so many pairs are known.
const FIRST: usize = 8;

/// The latest pairs before the one that is judged.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    gaps: Window,
    /// Times of both classes alike; of pairs in one segment there are none but the gaps.
    times: Option<Window>,
    /// Mean order of answers, the latest counting most.
    order: f64,
}

impl Past {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            gaps: Window::new(PAIRS),
            times: (kind == Kind::Apart).then(|| Window::new(2 * PAIRS)),
            order: 0.0,
        }
    }

    pub(crate) fn push(&mut self, pair: &Pair) {
        self.gaps.push(pair.gap());
        self.order += (pair.order() - self.order) / 64.0;
        if let (Some(times), Some((first, second))) = (&mut self.times, pair.times()) {
            times.push(first);
            times.push(second);
        }
    }

    /// True when enough pairs are known to bet on the next.
    pub(crate) fn known(&self) -> bool {
        self.gaps.len() >= FIRST
    }

    /// m: the median of U, in ns.
    pub(crate) fn centre(&self) -> i64 {
        self.gaps.quantile(0.5)
    }

    /// c: the width of the middle half of U, in ns, which is 1.35 standard deviations of normal noise.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn scale(&self) -> f64 {
        ((self.gaps.quantile(0.75) - self.gaps.quantile(0.25)) as f64).max(1.0)
    }

    /// The value at a level of the times (of gaps, for pairs in one segment), in ns.
    pub(crate) fn at(&self, level: f64) -> i64 {
        self.times.as_ref().unwrap_or(&self.gaps).quantile(level)
    }

    /// The mean order of answers, -1 to 1.
    pub(crate) fn order(&self) -> f64 {
        self.order
    }
}
