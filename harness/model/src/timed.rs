//! What a sample of times showed: pairs of requests, one of each class, in an order that a coin chose; and
//! what was read from them. The pairs stand in the journal, so that the verdict can be recomputed.

use serde::{Deserialize, Serialize};

use crate::name::Name;

/// No verdict before so many pairs.
pub const FEWEST_PAIRS: u32 = 64;
/// Pairs of one sample at most, controls among them.
pub const MOST_PAIRS: u32 = 25_000;
/// One pair in so many is a control: both requests are of the first class.
pub const CONTROL_EVERY: u32 = 5;

/// A sample of times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sampled {
    /// The two classes, in the order of the file: A and B.
    pub classes: [Name; 2],
    /// Differences that do not count, in nanoseconds.
    pub margin_ns: u64,
    /// What decided the coins.
    pub seed: u64,
    /// Connections that pairs were sent on; both requests of a pair on one.
    pub lanes: u32,
    /// Whether both requests of a pair were sent at once (HTTP/2): their order and distance are judged.
    #[serde(default)]
    pub together: bool,
    /// How many of the pairs the kernel has timed: until an answer came, and not until it was read.
    #[serde(default)]
    pub by_kernel: u32,
    /// The length of each request in octets, the same for all.
    pub octets: u64,
    /// How many pairs the target's limits and the budget allow.
    pub budget: u32,
    /// The pairs, in the order in which they ended.
    pub pairs: Vec<TimedPair>,
    /// Pairs that no whole answer came to, and that are none of the above.
    pub lost: u32,
    /// How many answers of each class had each outcome, as an index into the kinds of the attempts.
    pub outcomes: Vec<ClassOutcome>,
    /// What the pairs came to.
    pub reading: Reading,
}

/// Answers of one class that had one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassOutcome {
    /// The class, as an index.
    pub class: usize,
    /// The outcome, as an index.
    pub kind: usize,
    /// So many.
    pub count: u64,
}

/// Two requests: one right after the answer to the other, or both at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u8, u64, u64)", into = "(u8, u64, u64)")]
pub struct TimedPair {
    /// Whether a request of class B went first. In a control, what the coin said.
    pub b_first: bool,
    /// Both are of class A: there is no difference to be found.
    pub control: bool,
    /// From before the first octet of the request was written until the first octet of its answer came.
    pub first_ns: u64,
    /// The same, of the second request.
    pub second_ns: u64,
    /// Sent at once, the second was answered first.
    pub swapped: bool,
}

const B_FIRST: u8 = 1;
const CONTROL: u8 = 2;
const SWAPPED: u8 = 4;

impl From<(u8, u64, u64)> for TimedPair {
    fn from((how, first_ns, second_ns): (u8, u64, u64)) -> TimedPair {
        TimedPair {
            b_first: how & B_FIRST != 0,
            control: how & CONTROL != 0,
            swapped: how & SWAPPED != 0,
            first_ns,
            second_ns,
        }
    }
}

impl From<TimedPair> for (u8, u64, u64) {
    fn from(pair: TimedPair) -> (u8, u64, u64) {
        let how = u8::from(pair.b_first) * B_FIRST
            + u8::from(pair.control) * CONTROL
            + u8::from(pair.swapped) * SWAPPED;
        (how, pair.first_ns, pair.second_ns)
    }
}

/// What pairs of times came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Reading {
    /// What is shown.
    pub shown: Shown,
    /// Pairs that were judged; controls are none of them.
    pub pairs: u64,
    /// Pairs of the control.
    pub controls: u64,
    /// log10 of the e-value that the classes differ by more than the margin.
    pub leak: f64,
    /// log10 of the e-value that they differ at all.
    pub dependence: f64,
    /// The same of the control: of 2 and more the harness itself prefers one side.
    pub control: f64,
    /// How much longer class B takes, in nanoseconds, with the error bound of the verdict: from, to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift_ns: Option<(i64, i64)>,
    /// Where the classes are furthest apart, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<String>,
    /// The smallest difference that so many pairs would have shown, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_ns: Option<u64>,
    /// The course of the evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub course: Vec<Point>,
}

/// The evidence after some pairs; e-values as log10.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "(u64, f64, f64)", into = "(u64, f64, f64)")]
pub struct Point {
    /// After so many pairs.
    pub pairs: u64,
    /// That the classes differ by more than the margin.
    pub leak: f64,
    /// That they do not.
    pub uniform: f64,
}

impl From<(u64, f64, f64)> for Point {
    fn from((pairs, leak, uniform): (u64, f64, f64)) -> Point {
        Point {
            pairs,
            leak,
            uniform,
        }
    }
}

impl From<Point> for (u64, f64, f64) {
    fn from(point: Point) -> (u64, f64, f64) {
        (point.pairs, point.leak, point.uniform)
    }
}

/// What pairs have shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// The classes differ by more than the margin.
    Leak,
    /// They do not.
    Uniform,
    /// Neither.
    #[default]
    Open,
    /// The harness itself prefers the first or the second request: nothing that it measured counts.
    Biased,
}

/// A time in the unit that suits it.
pub fn spell_ns(ns: f64) -> String {
    match ns.abs() {
        ns_abs if ns_abs < 1e3 => format!("{ns:.0} ns"),
        ns_abs if ns_abs < 1e6 => format!("{:.1} us", ns / 1e3),
        _ => format!("{:.1} ms", ns / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_three_numbers() {
        for bits in 0..8 {
            let pair = TimedPair {
                b_first: bits & 1 != 0,
                control: bits & 2 != 0,
                swapped: bits & 4 != 0,
                first_ns: 7,
                second_ns: 8,
            };
            let text = serde_json::to_string(&pair).unwrap();
            assert_eq!(text.matches(',').count(), 2);
            assert_eq!(serde_json::from_str::<TimedPair>(&text).unwrap(), pair);
        }
    }

    #[test]
    fn times_are_spelled_in_the_unit_that_suits_them() {
        assert_eq!(spell_ns(-12.0), "-12 ns");
        assert_eq!(spell_ns(1_500.0), "1.5 us");
        assert_eq!(spell_ns(2_000_000.0), "2.0 ms");
    }
}
