//! Times of two classes, pair by pair: a leak, uniform within the margin, or neither.

use model::timed::{FEWEST_PAIRS, MOST_PAIRS, Point, Reading, Shown, TimedPair, spell_ns};
use stats::{
    Coin, Dependence, Direction, Kind, LADDER_NS, Level, Margin, Order, Pair, Seen, State,
};
use stats::{Uniformity, resolution};

/// The probability of a wrong verdict, for each way it can be wrong.
const ALPHA: f64 = 0.01;

/// Judges pairs as they come.
#[derive(Debug)]
pub struct Times {
    uniformity: Uniformity,
    control: Dependence,
    kind: Kind,
    controls: u64,
    control_shown: bool,
    pairs: Vec<Pair>,
    /// Decides the coins of pairs without a difference, for the resolution.
    seed: u64,
}

impl Times {
    /// None so far; differences up to so many nanoseconds do not count. `together` where both requests of
    /// a pair are sent at once.
    pub fn new(margin_ns: u64, seed: u64, together: bool) -> Option<Times> {
        let kind = match together {
            true => Kind::Together,
            false => Kind::Apart,
        };
        let margin = Margin {
            delta_ns: margin_ns,
            alpha: ALPHA,
            min_pairs: FEWEST_PAIRS.into(),
            max_pairs: MOST_PAIRS.into(),
            ..Margin::LOOPBACK
        };
        Some(Times {
            uniformity: Uniformity::new(margin, kind).ok()?,
            control: Dependence::new(kind),
            kind,
            controls: 0,
            control_shown: false,
            pairs: Vec::new(),
            seed,
        })
    }

    /// Takes the next pair.
    pub fn push(&mut self, pair: &TimedPair) {
        let judged = Pair {
            coin: match pair.b_first {
                false => Coin::AFirst,
                true => Coin::BFirst,
            },
            seen: self.seen(pair),
        };
        // Pairs of another kind there are none, and one above the most changes nothing.
        match pair.control {
            true => {
                let _ = self.control.push(&judged);
                self.controls += 1;
                self.control_shown |= self.control.shown(ALPHA);
            }
            false => {
                let _ = self.uniformity.push(&judged);
                self.pairs.push(judged);
            }
        }
    }

    fn seen(&self, pair: &TimedPair) -> Seen {
        let (first_ns, second_ns) = (pair.first_ns, pair.second_ns);
        match self.kind {
            Kind::Apart => Seen::Apart {
                first_ns,
                second_ns,
            },
            Kind::Together => Seen::Together {
                order: match pair.swapped {
                    true => Order::Swapped,
                    false => Order::Kept,
                },
                gap_ns: first_ns.abs_diff(second_ns),
            },
        }
    }

    /// Whether all that can be shown is shown, where so many samples are taken in a run. A leak is shown
    /// at the error of one sample; a little later it holds among all of them ([`stats::e_bh`]).
    pub fn is_enough(&self, samples: u32) -> bool {
        match self.shown() {
            Shown::Open => false,
            Shown::Leak => {
                self.uniformity.leak_log10() >= (f64::from(samples.max(1)) / ALPHA).log10()
            }
            Shown::Uniform | Shown::Biased => true,
        }
    }

    /// What is shown so far.
    pub fn shown(&self) -> Shown {
        match (self.control_shown, self.uniformity.state()) {
            (true, _) => Shown::Biased,
            (false, State::Leak) => Shown::Leak,
            (false, State::Uniform) => Shown::Uniform,
            (false, State::Open) => Shown::Open,
        }
    }

    /// What the pairs came to. Reads all of them many times: once, at the end.
    pub fn reading(&self) -> Reading {
        let it = &self.uniformity;
        let without: Vec<Pair> = (0..)
            .zip(&self.pairs)
            .map(|(n, p)| self.fair(n, p))
            .collect();
        let course = it.course().iter().map(|point| Point {
            pairs: point.pairs,
            leak: rounded(point.leak),
            uniform: rounded(point.uniform),
        });
        Reading {
            shown: self.shown(),
            pairs: it.pairs(),
            controls: self.controls,
            leak: rounded(it.leak_log10()),
            dependence: rounded(it.dependence_log10()),
            control: rounded(self.control.log10()),
            shift_ns: it.shift().map(|shift| {
                #[allow(clippy::cast_possible_truncation)] // Saturates, and says so by its size.
                (shift.lower_ns.floor() as i64, shift.upper_ns.ceil() as i64)
            }),
            worst: it.worst().map(|band| spelled(&band)),
            resolution_ns: resolution(&without, &LADDER_NS, ALPHA),
            course: course.collect(),
        }
    }

    /// The pair with another coin: over all of them the classes do not differ.
    fn fair(&self, number: u64, pair: &Pair) -> Pair {
        // SplitMix64 (Steele, Lea and Flood, 2014).
        let mut z = self
            .seed
            .wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        match (z ^ (z >> 31)) & 1 {
            0 => pair.with_coin(Coin::AFirst),
            _ => pair.with_coin(Coin::BFirst),
        }
    }
}

fn spelled(band: &stats::Band) -> String {
    #[allow(clippy::cast_precision_loss)] // For people.
    let at = spell_ns(band.threshold_ns as f64);
    let level = match band.level {
        Level::Quantile(q) => format!("the {:.0} % quantile", q * 100.0),
        Level::AboveMedian(ns) => {
            #[allow(clippy::cast_precision_loss)] // For people.
            let above = spell_ns(ns as f64);
            format!("the median and {above}")
        }
    };
    let slower = match band.direction {
        Direction::BSlower => "the second class slower",
        Direction::ASlower => "the first class slower",
    };
    format!("above {level} ({at}), {slower}")
}

/// Two digits behind the point tell all there is to tell.
fn rounded(log10: f64) -> f64 {
    (log10 * 100.0).round() / 100.0
}
