//! The verdict: a leak, uniform within the margin, or open.

use std::f64::consts::LN_10;

use crate::bands::{Band, Bands};
use crate::dependence::Dependence;
use crate::error::{MarginError, PairError};
use crate::margin::Margin;
use crate::pair::{Kind, Pair};
use crate::shift::{Interval, Shift};
use crate::trace::{Point, Trace};
use crate::wealth::ln_sum;

/// What a run has shown so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The classes differ by more than the margin.
    Leak,
    /// They are proved not to.
    Uniform,
    /// Neither is shown.
    Open,
}

/// Judges a run pair by pair.
///
/// `Leak` when the mean of two e-values reaches 1/alpha: the mean over all bands, and that of a
/// shift outside the margin. `Uniform` when each band is refuted both ways at alpha and the
/// confidence sequence of the shift lies inside the margin. Each is wrong with probability at most
/// alpha, at whatever pair one stops. The first of them that is reached stays.
#[derive(Debug, Clone)]
pub struct Uniformity {
    margin: Margin,
    pairs: u64,
    state: State,
    shown_after: Option<u64>,
    dependence: Dependence,
    bands: Bands,
    shift: Shift,
    trace: Trace,
}

impl Uniformity {
    /// A run of pairs of one kind.
    ///
    /// # Errors
    /// The first parameter of the margin that is out of its range.
    pub fn new(margin: Margin, kind: Kind) -> Result<Self, MarginError> {
        margin.check()?;
        Ok(Self {
            margin,
            pairs: 0,
            state: State::Open,
            shown_after: None,
            dependence: Dependence::new(kind),
            bands: Bands::new(kind, &margin),
            shift: Shift::new(kind, &margin),
            trace: Trace::new(),
        })
    }

    /// Takes the next pair, and says what is shown now.
    ///
    /// # Errors
    /// A pair of the other kind, or one above the budget; neither changes anything.
    pub fn push(&mut self, pair: &Pair) -> Result<State, PairError> {
        if self.spent() {
            return Err(PairError::Spent(self.margin.max_pairs));
        }
        // All bet on what was known before this pair; the dependence learns it, and so comes last.
        self.dependence.takes(pair)?;
        let past = self.dependence.past();
        if past.known() {
            self.bands.add(pair, past);
            self.shift.add(pair, past);
        }
        self.dependence.push(pair)?;
        self.pairs += 1;
        if self.shown_after.is_none() && self.dependence.shown(self.margin.alpha) {
            self.shown_after = Some(self.pairs);
        }
        if self.state == State::Open && self.pairs >= self.margin.min_pairs {
            self.state = self.shown();
        }
        if self.trace.wants(self.pairs) {
            self.trace.push(self.point());
        }
        Ok(self.state)
    }

    /// What is shown; it stays when it is no longer `Open`.
    pub fn state(&self) -> State {
        self.state
    }

    /// True when the budget of pairs is used up.
    pub fn spent(&self) -> bool {
        self.pairs >= self.margin.max_pairs
    }

    /// How many pairs were taken.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// The margin.
    pub fn margin(&self) -> &Margin {
        &self.margin
    }

    /// log10 of the e-value of a leak; what [`crate::e_bh`] takes.
    pub fn leak_log10(&self) -> f64 {
        self.leak_ln() / LN_10
    }

    /// log10 of the e-value that the classes differ at all.
    pub fn dependence_log10(&self) -> f64 {
        self.dependence.log10()
    }

    /// After how many pairs it was first shown, at alpha, that the classes differ at all.
    pub fn dependent_after(&self) -> Option<u64> {
        self.shown_after
    }

    /// Where the shift between the classes lies; `None` while the pairs are too few.
    /// Reads all pairs some forty times: for reports, not for each pair.
    pub fn shift(&self) -> Option<Interval> {
        self.shift.interval(self.margin.alpha)
    }

    /// The band that speaks most for a leak where one is shown, else least for uniformity.
    pub fn worst(&self) -> Option<Band> {
        let leak = self.state == State::Leak;
        self.bands.worst(leak, self.dependence.past())
    }

    /// The course of the evidence: at most 256 points at even distances.
    pub fn course(&self) -> &[Point] {
        self.trace.points()
    }

    fn shown(&self) -> State {
        let ln = -self.margin.alpha.ln();
        let best = self.bands.leak_best().max(self.shift.outside_best());
        if best >= ln && self.leak_ln() >= ln {
            State::Leak
        } else if self.shift.inside(self.margin.alpha) && self.bands.uniform(ln) {
            State::Uniform
        } else {
            State::Open
        }
    }

    fn leak_ln(&self) -> f64 {
        let both = [self.bands.leak_ln(), self.shift.outside_ln()];
        ln_sum(both.map(|ln| (0.5, ln)).into_iter())
    }

    fn point(&self) -> Point {
        Point {
            pairs: self.pairs,
            dependence: self.dependence.log10(),
            leak: self.leak_log10(),
            uniform: self.bands.uniform_ln() / LN_10,
        }
    }
}
