//! The usual tests of times, on pairs: what ours are compared with.

use stats::classic::mann_whitney as mwu;
use stats::{Coin, Pair, Seen};

/// The p-value of Mann and Whitney.
pub fn mann_whitney(run: &[Pair]) -> f64 {
    by_class(run, mwu)
}

/// The p-value of a test of two samples.
pub fn by_class(run: &[Pair], test: fn(&[f64], &[f64]) -> Option<f64>) -> f64 {
    let (a, b) = classes(run);
    test(&a, &b).unwrap_or(1.0)
}

/// The times of either class, in ns.
pub fn classes(run: &[Pair]) -> (Vec<f64>, Vec<f64>) {
    run.iter().map(times).unzip()
}

/// How much later class B was answered, in ns.
pub fn gap(pair: &Pair) -> f64 {
    let (a, b) = times(pair);
    b - a
}

/// The times of class A and B.
fn times(pair: &Pair) -> (f64, f64) {
    let Seen::Apart {
        first_ns,
        second_ns,
    } = pair.seen
    else {
        return (0.0, 0.0);
    };
    let (first, second) = (first_ns as f64, second_ns as f64);
    match pair.coin {
        Coin::AFirst => (first, second),
        Coin::BFirst => (second, first),
    }
}
