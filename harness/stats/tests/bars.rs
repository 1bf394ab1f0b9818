//! The bars of the methods in short, on seeded noise. `examples/figures` has them in full.

#![allow(clippy::unwrap_used)]

#[path = "../examples/figures/noise.rs"]
mod noise;

use gateproof_stats::{
    Coin, Dependence, Kind, LADDER_NS, Level, Margin, Pair, State, Uniformity, resolution,
};
use noise::{Noise, Planted};

/// How many of some runs see a difference within so many pairs.
fn differ(runs: u64, most: u32, planted: Planted) -> usize {
    let seen = (0..runs).filter(|seed| {
        let mut noise = Noise::new(*seed, 75.0, planted);
        let mut test = Dependence::new(Kind::Apart);
        (0..most).any(|_| {
            test.push(&noise.pair()).unwrap();
            test.shown(0.01)
        })
    });
    seen.count()
}

/// A run at the margins of loopback, until it is decided or so many pairs are spent.
fn judged(seed: u64, max_pairs: u64, planted: Planted) -> Uniformity {
    let margin = Margin {
        max_pairs,
        ..Margin::LOOPBACK
    };
    judged_in(Noise::new(seed, 75.0, planted), margin)
}

fn judged_in(mut noise: Noise, margin: Margin) -> Uniformity {
    let mut run = Uniformity::new(margin, Kind::Apart).unwrap();
    while run.state() == State::Open && !run.spent() {
        run.push(&noise.pair()).unwrap();
    }
    run
}

fn count(runs: u64, max_pairs: u64, planted: Planted, state: State) -> usize {
    (0..runs)
        .filter(|seed| judged(*seed, max_pairs, planted).state() == state)
        .count()
}

#[test]
fn equal_classes_raise_no_alarm() {
    // At 1 % more than 4 of 100 happen once in 300 times, and the seeds do not change.
    assert!(differ(100, 300, Planted::Nothing) <= 4);
}

#[test]
fn what_is_planted_is_found() {
    assert!(differ(20, 100, Planted::Shift(1_000.0)) >= 19);
    assert!(differ(20, 200, Planted::Shift(250.0)) >= 19);
    assert!(differ(20, 500, Planted::Shift(100.0)) >= 19);
    assert!(differ(10, 1_000, Planted::Tail(0.10, 50_000.0)) >= 9);
}

#[test]
fn equal_classes_are_proved_uniform() {
    assert!(count(10, 1_000, Planted::Nothing, State::Uniform) >= 9);
}

#[test]
fn what_is_not_uniform_is_not_proved_so() {
    let uniform = |most, planted| count(10, most, planted, State::Uniform);
    assert_eq!(uniform(600, Planted::Shift(1_500.0)), 0);
    assert_eq!(uniform(600, Planted::Tail(0.15, 50_000.0)), 0);
    // It hides between the quantiles; only the bands far above the median see it.
    assert_eq!(uniform(2_500, Planted::Tail(0.07, 50_000.0)), 0);
}

#[test]
fn a_leak_says_by_how_much_and_where() {
    let run = judged(1, 1_000, Planted::Shift(1_500.0));
    assert_eq!(run.state(), State::Leak);
    assert!(run.leak_log10() >= 2.0 && run.dependent_after().unwrap() <= run.pairs());
    let shift = run.shift().unwrap();
    assert!(
        shift.lower_ns < 1_500.0 && shift.upper_ns > 1_500.0,
        "{shift:?}"
    );
    let tail = judged(1, 5_000, Planted::Tail(0.10, 50_000.0));
    assert_eq!(tail.state(), State::Leak);
    // The shift says nothing of it: the band does.
    let shift = tail.shift().unwrap();
    assert!(
        shift.lower_ns.abs().max(shift.upper_ns.abs()) < 1_000.0,
        "{shift:?}"
    );
    let worst = tail.worst().unwrap();
    assert!(matches!(worst.level, Level::AboveMedian(_)), "{worst:?}");
    assert_eq!(worst.direction, gateproof_stats::Direction::BSlower);
}

/// Noise as wide as this, with so wide an eps, hides a shift from all bands. The sequence sees it.
#[test]
fn a_shift_that_no_band_sees() {
    let margin = Margin {
        eps: 0.3,
        max_pairs: 400,
        ..Margin::LOOPBACK
    };
    let state = |ns| {
        let noise = Noise::new(3, 8_000.0, Planted::Shift(ns));
        judged_in(noise, margin).state()
    };
    assert_eq!(state(2_000.0), State::Open);
    assert_eq!(state(9_000.0), State::Leak);
}

#[test]
fn a_verdict_waits_for_the_fewest_pairs_and_stays() {
    let mut run = judged(4, 1_000, Planted::Shift(100_000.0));
    assert_eq!((run.state(), run.pairs()), (State::Leak, 64));
    let mut equal = Noise::new(4, 75.0, Planted::Nothing);
    while run.leak_log10() >= 0.0 {
        assert_eq!(run.push(&equal.pair()), Ok(State::Leak));
    }
}

/// The interval leaves out what was planted in no more runs than it may, at any look.
#[test]
fn the_interval_covers_the_shift() {
    let missed = (0..30).filter(|seed| {
        let mut noise = Noise::new(*seed, 75.0, Planted::Shift(250.0));
        let mut run = Uniformity::new(Margin::LOOPBACK, Kind::Apart).unwrap();
        (1..=200).any(|pairs| {
            run.push(&noise.pair()).unwrap();
            let looked = (pairs % 100 == 0).then(|| run.shift()).flatten();
            looked.is_some_and(|at| at.lower_ns > 250.0 || at.upper_ns < 250.0)
        })
    });
    assert!(missed.count() <= 2);
}

/// In one segment too, whether the server works on both requests at once or one after the other.
#[test]
fn pairs_in_one_segment() {
    for at_once in [true, false] {
        let state = |planted, most: u64| {
            let mut noise = Noise::new(5, 75.0, planted);
            let mut run = Uniformity::new(Margin::LOOPBACK, Kind::Together).unwrap();
            while run.state() == State::Open && run.pairs() < most {
                run.push(&noise.together(at_once)).unwrap();
            }
            (run.state(), run.shift().unwrap())
        };
        assert_eq!(state(Planted::Nothing, 1_500).0, State::Uniform);
        // Once in a row, twice at once: either way not within the margin, and the interval has it.
        let (found, shift) = state(Planted::Shift(1_500.0), 600);
        assert_ne!(found, State::Uniform);
        assert!(
            shift.lower_ns < 1_500.0 && shift.upper_ns > 1_500.0,
            "{shift:?}"
        );
        assert_eq!(state(Planted::Shift(2_500.0), 600).0, State::Leak);
    }
}

#[test]
fn more_pairs_resolve_less_time() {
    let mut noise = Noise::new(9, 75.0, Planted::Shift(400.0));
    let pairs: Vec<Pair> = (0..2_000)
        .map(|_| {
            let coin: Coin = noise.coin();
            noise.pair().with_coin(coin)
        })
        .collect();
    let few = resolution(&pairs[..100], &LADDER_NS, 0.01).unwrap();
    let many = resolution(&pairs, &LADDER_NS, 0.01).unwrap();
    assert!(many < few && few <= 1_000, "{many} {few}");
    assert_eq!(resolution(&pairs[..8], &LADDER_NS, 0.01), None);
    assert_eq!(resolution(&[], &LADDER_NS, 0.01), None);
}
