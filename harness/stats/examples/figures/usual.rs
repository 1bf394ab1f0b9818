//! The usual tests on the same noise: why they will not do.

use gateproof_stats::classic::{mann_whitney, welch, wilcoxon};
use gateproof_stats::{Coin, Pair, Seen};

use crate::line;
use crate::noise::{Noise, Planted};

/// Times of class A, of class B, and their differences.
type Times = (Vec<f64>, Vec<f64>, Vec<f64>);

/// A test: its name and its p-value.
type Test = (&'static str, fn(&Times) -> Option<f64>);

const TESTS: [Test; 3] = [
    ("Welch", |(a, b, _)| welch(a, b)),
    ("Mann-Whitney", |(a, b, _)| mann_whitney(a, b)),
    ("Wilcoxon", |(_, _, d)| wilcoxon(d)),
];

fn times(pairs: impl Iterator<Item = Pair>) -> Times {
    let mut all = Times::default();
    for pair in pairs {
        let Seen::Apart {
            first_ns,
            second_ns,
        } = pair.seen
        else {
            continue;
        };
        let (a, b) = match pair.coin {
            Coin::AFirst => (first_ns as f64, second_ns as f64),
            Coin::BFirst => (second_ns as f64, first_ns as f64),
        };
        all.0.push(a);
        all.1.push(b);
        all.2.push(b - a);
    }
    all
}

fn alarm(p: Option<f64>) -> bool {
    p.is_some_and(|p| p < 0.01)
}

/// Looked at every 50 pairs up to 1,000, with no difference.
pub fn peeking() {
    for (name, test) in TESTS {
        line(
            &format!("{name}: A/A alarms, a look every 50 of 1,000"),
            "-",
            |mad| {
                let alarms = (0..500).filter(|seed| {
                    let mut noise = Noise::new(80_000 + seed, mad, Planted::Nothing);
                    let all = times((0..1_000).map(|_| noise.pair()));
                    (50..=1_000).step_by(50).any(|n| {
                        let (a, b, d) = (&all.0[..n], &all.1[..n], &all.2[..n]);
                        alarm(test(&(a.to_vec(), b.to_vec(), d.to_vec())))
                    })
                });
                format!("{:.3}", alarms.count() as f64 / 500.0)
            },
        );
    }
}

/// 500 of class A and then 500 of class B, with no difference.
pub fn blocked() {
    for (name, test) in TESTS {
        line(
            &format!("{name}: A/A alarms, 500 A and then 500 B"),
            "-",
            |mad| {
                let alarms = (0..500).filter(|seed| {
                    let mut noise = Noise::new(81_000 + seed, mad, Planted::Nothing);
                    let a: Vec<f64> = (0..500).map(|_| noise.time()).collect();
                    let b: Vec<f64> = (0..500).map(|_| noise.time()).collect();
                    let d = a.iter().zip(&b).map(|(a, b)| b - a).collect();
                    alarm(test(&(a, b, d)))
                });
                format!("{:.3}", alarms.count() as f64 / 500.0)
            },
        );
    }
}

/// The fewest pairs, doubling from 32, at which 95 % of 200 runs see 250 ns at one single look.
pub fn needed() {
    for (name, test) in TESTS {
        line(
            &format!("{name}: pairs for 250 ns, one look, power .95"),
            "-",
            |mad| {
                let enough = (5..=12).map(|power| 1_usize << power).find(|n| {
                    let found = (0..200).filter(|seed| {
                        let mut noise = Noise::new(82_000 + seed, mad, Planted::Shift(250.0));
                        alarm(test(&times((0..*n).map(|_| noise.pair()))))
                    });
                    found.count() >= 190
                });
                enough.map_or("> 4096".to_owned(), |n| n.to_string())
            },
        );
    }
}
