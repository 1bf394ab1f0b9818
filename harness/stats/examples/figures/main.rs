//! What the methods reach on simulated noise, against their bars:
//! `cargo run --release -p gateproof-stats --example figures`.
//!
//! All is seeded, so the figures are the same each time, but for the last one.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

mod noise;
mod power;
mod usual;

use std::time::Instant;

use gateproof_stats::{Coin, Kind, LADDER_NS, Margin, Pair, State, Uniformity, resolution};
use noise::{Noise, Planted};

/// Median absolute deviations of differences within pairs, in ns.
const MADS: [f64; 3] = [30.0, 75.0, 190.0];

fn main() {
    describe();
    println!(
        "\n{:<50} {:>9}  measured at MAD 30, 75, 190 ns",
        "what", "bar"
    );
    power::alarms();
    power::found();
    power::uniform();
    power::coverage();
    power::together();
    usual::peeking();
    usual::blocked();
    usual::needed();
    resolved();
    cost();
}

/// One line of the table.
fn line(what: &str, bar: &str, measured: impl Fn(f64) -> String) {
    let all: Vec<String> = MADS.iter().map(|mad| measured(*mad)).collect();
    println!("{what:<50} {bar:>9}  {}", all.join("  "));
}

/// What the noise is like.
fn describe() {
    for mad in MADS {
        let mut noise = Noise::new(1, mad, Planted::Nothing);
        let times: Vec<f64> = (0..100_000).map(|_| noise.time()).collect();
        let gaps: Vec<f64> = times.chunks_exact(2).map(|two| two[1] - two[0]).collect();
        let mut sizes: Vec<f64> = gaps.iter().map(|gap| gap.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let sd = (gaps.iter().map(|gap| gap * gap).sum::<f64>() / gaps.len() as f64).sqrt();
        // Without the spikes, which hide it; and over runs short enough for the drift not to add to it.
        let mut together = 0.0;
        let mut alone = 0.0;
        for run in times.chunks_exact(200) {
            let mut sorted = run.to_vec();
            sorted.sort_by(f64::total_cmp);
            let middle = sorted[100];
            let body: Vec<f64> = run
                .iter()
                .map(|t| (t - middle).clamp(-5.0 * mad, 5.0 * mad))
                .collect();
            together += body.windows(2).map(|two| two[0] * two[1]).sum::<f64>();
            alone += body.iter().map(|t| t * t).sum::<f64>();
        }
        println!(
            "noise: MAD {:.0} ns, standard deviation {:.1} us, autocorrelation {:.2}",
            sizes[sizes.len() / 2],
            sd / 1_000.0,
            together / alone
        );
    }
}

/// The positive control: the smallest delay that the same pairs show under fresh coins.
fn resolved() {
    for pairs in [500, 5_000] {
        line(&format!("resolution of {pairs} pairs"), "-", |mad| {
            let mut noise = Noise::new(2, mad, Planted::Shift(400.0));
            let seen: Vec<Pair> = (0..pairs)
                .map(|_| {
                    let coin: Coin = noise.coin();
                    noise.pair().with_coin(coin)
                })
                .collect();
            resolution(&seen, &LADDER_NS, 0.01).map_or("none".to_owned(), |ns| format!("{ns} ns"))
        });
    }
}

fn cost() {
    line(
        "20,000 pairs, with the shift and the resolution",
        "< 1 s",
        |mad| {
            let mut noise = Noise::new(3, mad, Planted::Tail(0.05, 20_000.0));
            let pairs: Vec<Pair> = (0..20_000).map(|_| noise.pair()).collect();
            let mut again = |pair: &Pair| pair.with_coin(noise.coin());
            let equal: Vec<Pair> = pairs.iter().map(&mut again).collect();
            let start = Instant::now();
            let mut run = Uniformity::new(Margin::LOOPBACK, Kind::Apart).expect("a good margin");
            for pair in &pairs {
                run.push(pair).expect("within the budget");
            }
            let pushed = start.elapsed();
            let shift = run.shift();
            let shifted = start.elapsed() - pushed;
            let smallest = resolution(&equal, &LADDER_NS, 0.01);
            let all = start.elapsed();
            assert!(shift.is_some() && smallest.is_some() && run.state() != State::Uniform);
            format!(
                "{:.2?} + {:.2?} + {:.2?}",
                pushed,
                shifted,
                all - pushed - shifted
            )
        },
    );
}
