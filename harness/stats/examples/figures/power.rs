//! The e-process and the verdict: false alarms, power, false proofs.

use gateproof_stats::{Dependence, Kind, Margin, Pair, State, Uniformity};

use crate::line;
use crate::noise::{Noise, Planted};

/// After how many of at most `most` pairs the classes were first seen to differ, at 1 %.
fn differs(most: u32, kind: Kind, mut next: impl FnMut() -> Pair) -> Option<u32> {
    let mut test = Dependence::new(kind);
    (1..=most).find(|_| {
        test.push(&next()).expect("one kind");
        test.shown(0.01)
    })
}

/// What was shown first in at most `most` pairs, and after how many.
fn judged(most: u64, margin: Margin, kind: Kind, mut next: impl FnMut() -> Pair) -> (State, u64) {
    let margin = Margin {
        max_pairs: most,
        ..margin
    };
    let mut run = Uniformity::new(margin, kind).expect("a good margin");
    while run.state() == State::Open && !run.spent() {
        run.push(&next()).expect("within the budget");
    }
    (run.state(), run.pairs())
}

/// The share of runs that answered, and where 95 % of all had.
fn share(mut after: Vec<u64>, runs: u64) -> String {
    after.sort_unstable();
    let p95 = after.get((runs * 95 / 100) as usize).copied();
    let p95 = p95.map_or("-".to_owned(), |pairs| pairs.to_string());
    format!("{:.3} (p95 {p95})", after.len() as f64 / runs as f64)
}

pub fn alarms() {
    line(
        "A/A: alarms in 1,000 runs x 1,000 pairs",
        "<= .010",
        |mad| {
            let alarms = (0..1_000).filter(|seed| {
                let mut noise = Noise::new(10_000 + seed, mad, Planted::Nothing);
                differs(1_000, Kind::Apart, || noise.pair()).is_some()
            });
            format!("{:.3}", alarms.count() as f64 / 1_000.0)
        },
    );
    line("A/A: called a leak, same", "<= .010", |mad| {
        let leaks = (0..1_000).filter(|seed| {
            let mut noise = Noise::new(10_000 + seed, mad, Planted::Nothing);
            judged(1_000, Margin::LOOPBACK, Kind::Apart, || noise.pair()).0 == State::Leak
        });
        format!("{:.3}", leaks.count() as f64 / 1_000.0)
    });
}

pub fn found() {
    let bars = [
        ("1 us within 100", ">= .99", Planted::Shift(1_000.0), 100),
        ("250 ns within 200", ">= .95", Planted::Shift(250.0), 200),
        ("100 ns within 500", ">= .95", Planted::Shift(100.0), 500),
        ("50 ns within 5,000", ">= .90", Planted::Shift(50.0), 5_000),
        (
            "+50 us in 10 % within 1,000",
            ">= .95",
            Planted::Tail(0.10, 50_000.0),
            1_000,
        ),
        (
            "+100 us in 5 % within 2,000",
            ">= .95",
            Planted::Tail(0.05, 100_000.0),
            2_000,
        ),
    ];
    for (what, bar, planted, most) in bars {
        line(&format!("found: {what}"), bar, |mad| {
            let after = (0..500).filter_map(|seed| {
                let mut noise = Noise::new(20_000 + seed, mad, planted);
                differs(most, Kind::Apart, || noise.pair()).map(u64::from)
            });
            share(after.collect(), 500)
        });
    }
    let leaks = [
        ("+1.5 us within 1,000", Planted::Shift(1_500.0), 1_000),
        (
            "+50 us in 10 % within 5,000",
            Planted::Tail(0.10, 50_000.0),
            5_000,
        ),
    ];
    for (what, planted, most) in leaks {
        line(&format!("called a leak: {what}"), "-", |mad| {
            let after = (0..200).filter_map(|seed| {
                let mut noise = Noise::new(30_000 + seed, mad, planted);
                let (state, pairs) = judged(most, Margin::LOOPBACK, Kind::Apart, || noise.pair());
                (state == State::Leak).then_some(pairs)
            });
            share(after.collect(), 200)
        });
    }
}

pub fn uniform() {
    line("A/A: proved uniform within 1,000", ">= .95", |mad| {
        let after = (0..500).filter_map(|seed| {
            let mut noise = Noise::new(40_000 + seed, mad, Planted::Nothing);
            let (state, pairs) = judged(1_000, Margin::LOOPBACK, Kind::Apart, || noise.pair());
            (state == State::Uniform).then_some(pairs)
        });
        share(after.collect(), 500)
    });
    let wrong = [
        ("+1.5 us", Planted::Shift(1_500.0)),
        ("+1 us, on the edge", Planted::Shift(1_000.0)),
        ("+3 us in 15 %", Planted::Tail(0.15, 3_000.0)),
        ("+50 us in 15 %", Planted::Tail(0.15, 50_000.0)),
        ("+1 ms in 15 %", Planted::Tail(0.15, 1_000_000.0)),
        ("+10 us in 10 %", Planted::Tail(0.10, 10_000.0)),
        ("+50 us in 6 %", Planted::Tail(0.06, 50_000.0)),
    ];
    for (what, planted) in wrong {
        line(&format!("false uniform: {what}"), "<= .010", |mad| {
            let false_ones = (0..500).filter(|seed| {
                let mut noise = Noise::new(50_000 + seed, mad, planted);
                judged(2_000, Margin::LOOPBACK, Kind::Apart, || noise.pair()).0 == State::Uniform
            });
            format!("{:.3}", false_ones.count() as f64 / 500.0)
        });
    }
}

/// How often the interval of the shift leaves out the true one at one of ten looks.
pub fn coverage() {
    line(
        "the shift's interval misses 250 ns at a look",
        "<= .010",
        |mad| {
            let missed = (0..500).filter(|seed| {
                let mut noise = Noise::new(60_000 + seed, mad, Planted::Shift(250.0));
                let mut run =
                    Uniformity::new(Margin::LOOPBACK, Kind::Apart).expect("a good margin");
                (1..=500).any(|pairs| {
                    run.push(&noise.pair()).expect("within the budget");
                    let looked = (pairs % 50 == 0).then(|| run.shift()).flatten();
                    looked.is_some_and(|at| at.lower_ns > 250.0 || at.upper_ns < 250.0)
                })
            });
            format!("{:.3}", missed.count() as f64 / 500.0)
        },
    );
    line("its width after 1,000 pairs (ns)", "-", |mad| {
        let mut noise = Noise::new(61_000, mad, Planted::Nothing);
        let mut run = Uniformity::new(Margin::LOOPBACK, Kind::Apart).expect("a good margin");
        for _ in 0..1_000 {
            run.push(&noise.pair()).expect("within the budget");
        }
        run.shift().map_or("-".to_owned(), |at| {
            format!("{:.0}", at.upper_ns - at.lower_ns)
        })
    });
}

pub fn together() {
    for (server, at_once) in [("at once", true), ("one by one", false)] {
        line(
            &format!("h2 pairs, {server}: alarms, 1,000 x 500"),
            "<= .010",
            |mad| {
                let alarms = (0..1_000).filter(|seed| {
                    let mut noise = Noise::new(70_000 + seed, mad, Planted::Nothing);
                    differs(500, Kind::Together, || noise.together(at_once)).is_some()
                });
                format!("{:.3}", alarms.count() as f64 / 1_000.0)
            },
        );
        line(
            &format!("h2 pairs, {server}: 250 ns within 200"),
            "-",
            |mad| {
                let after = (0..500).filter_map(|seed| {
                    let mut noise = Noise::new(71_000 + seed, mad, Planted::Shift(250.0));
                    differs(200, Kind::Together, || noise.together(at_once)).map(u64::from)
                });
                share(after.collect(), 500)
            },
        );
        line(
            &format!("h2 pairs, {server}: false uniform, +1.5 us"),
            "<= .010",
            |mad| {
                let false_ones = (0..500).filter(|seed| {
                    let mut noise = Noise::new(72_000 + seed, mad, Planted::Shift(1_500.0));
                    let next = || noise.together(at_once);
                    judged(2_000, Margin::LOOPBACK, Kind::Together, next).0 == State::Uniform
                });
                format!("{:.3}", false_ones.count() as f64 / 500.0)
            },
        );
        line(
            &format!("h2 pairs, {server}: A/A uniform within 2,000"),
            "-",
            |mad| {
                let after = (0..200).filter_map(|seed| {
                    let mut noise = Noise::new(73_000 + seed, mad, Planted::Nothing);
                    let next = || noise.together(at_once);
                    let (state, pairs) = judged(2_000, Margin::LOOPBACK, Kind::Together, next);
                    (state == State::Uniform).then_some(pairs)
                });
                share(after.collect(), 200)
            },
        );
    }
}
