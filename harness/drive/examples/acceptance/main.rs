//! What the measuring of times, and the releasing of races, reach on real sockets, against its bars; not a test, for the machine
//! decides as much as the method:
//! `cargo run --release --example acceptance`, some minutes. With `quick`, a
//! short form with wide bars, which fails if one is missed; with `races` or
//! `at-once`, those rows alone.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

mod abreast;
mod collect;
mod mutants;
mod races;
mod record;
mod server;
mod table;
mod usual;

use std::time::Duration;

use collect::{Order, pairs};
use record::{ALPHA, blocked, found, runs};
use relay::{Jitter, Relay};
use server::{Planted, serve};
use stats::{Kind, Margin, Pair, State, Uniformity};
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let mut table = Table::default();
    match mode.as_str() {
        "quick" => quick(&mut table).await,
        "races" => {
            table.head();
            races::races(&mut table, false).await;
        }
        "at-once" => {
            table.head();
            abreast::abreast(&mut table).await;
        }
        "" => whole(&mut table).await,
        other => table.misused(other),
    }
    std::process::exit(table.end());
}

async fn whole(table: &mut Table) {
    let same = runs(Planted::Nothing, 1_000, 300).await;
    table.describe(&same);
    let alarms = share(&same, |run| found(run).is_some());
    table.most("A/A, 1,000 pairs, looking at each: alarms", alarms, 0.01);
    let after: Vec<Option<u64>> = same.iter().map(|run| proved(run, State::Uniform)).collect();
    table.found("A/A proved uniform at 1 us", &after, (1_000, 0.95));
    for (ns, within, bar) in [(1_000, 100, 0.99), (250, 200, 0.95), (100, 500, 0.95)] {
        let runs = runs(Planted::Shift(f64::from(ns)), within, 100).await;
        let after: Vec<Option<u64>> = runs.iter().map(|run| found(run)).collect();
        table.found(&format!("planted {ns} ns"), &after, (within, bar));
    }
    let runs50 = runs(Planted::Shift(50.0), 5_000, 20).await;
    let after: Vec<Option<u64>> = runs50.iter().map(|run| found(run)).collect();
    table.found("planted 50 ns (stretch)", &after, (5_000, 0.9));
    for (ns, tail, within) in [(50_000.0, 0.10, 1_000), (100_000.0, 0.05, 2_000)] {
        let runs = runs(Planted::Tail(ns, tail), within, 50).await;
        let after: Vec<Option<u64>> = runs.iter().map(|run| found(run)).collect();
        let what = format!("planted {:.0} us in {:.0} %", ns / 1e3, tail * 100.0);
        table.found(&what, &after, (within, 0.95));
    }
    for (what, planted) in [
        ("false uniform at + 1.5 us", Planted::Shift(1_500.0)),
        (
            "false uniform at + 50 us in 15 %",
            Planted::Tail(50_000.0, 0.15),
        ),
    ] {
        let runs = runs(planted, 1_000, 200).await;
        let wrong = share(&runs, |run| proved(run, State::Uniform).is_some());
        table.most(what, wrong, 0.01);
    }
    let far = Jitter {
        median: Duration::from_micros(500),
        sigma: 1.0,
        seed: 1,
    };
    let through = |planted| relayed(planted, far, (200, 20));
    let same_far = through(Planted::Nothing).await;
    let alarms = share(&same_far, |run| found(run).is_some());
    table.most("A/A through a relay of 0.5 ms jitter: alarms", alarms, 0.05);
    let after: Vec<Option<u64>> = through(Planted::Shift(1_000_000.0))
        .await
        .iter()
        .map(|run| found(run))
        .collect();
    table.found("planted 1 ms, through the relay", &after, (200, 0.95));
    let (median, z) = bias(&same.concat());
    table.most(
        "bias of the harness, 300,000 A/A pairs: median in ns",
        median.abs(),
        1.0,
    );
    table.most("the same, as z", z.abs(), 3.0);
    let (_, z) = bias(&mutants::two_buffers(serve(Planted::Nothing), 600_000));
    table.least(
        "two buffers, as z of 600,000 A/A pairs (must be seen to fail)",
        z.abs(),
        3.0,
    );
    let blocks = blocked(60).await;
    let alarms = share(&blocks, |run| usual::mann_whitney(run) < ALPHA);
    table.least(
        "blocked sampling, Mann-Whitney: alarms (must be seen to fail)",
        alarms,
        0.05,
    );
    abreast::abreast(table).await;
    races::races(table, false).await;
}

async fn quick(table: &mut Table) {
    let same = runs(Planted::Nothing, 600, 20).await;
    table.describe(&same);
    let alarms = share(&same, |run| found(run).is_some());
    table.most("A/A, 600 pairs, looking at each: alarms", alarms, 0.05);
    let runs = runs(Planted::Shift(20_000.0), 400, 10).await;
    let after: Vec<Option<u64>> = runs.iter().map(|run| found(run)).collect();
    table.found("planted 20 us", &after, (400, 0.9));
    let (_, z) = bias(&same.concat());
    table.most("bias of the harness, as z", z.abs(), 5.0);
    races::races(table, true).await;
}

/// Runs through a relay.
async fn relayed(
    planted: Planted,
    jitter: Jitter,
    (length, count): (usize, usize),
) -> Vec<Vec<Pair>> {
    let relay = Relay::start(serve(planted), jitter).expect("a relay");
    let all = pairs(relay.address(), length * count, (Order::Coins, 5)).await;
    all.chunks_exact(length).map(<[Pair]>::to_vec).collect()
}

fn share(runs: &[Vec<Pair>], is: impl Fn(&[Pair]) -> bool) -> f64 {
    runs.iter().filter(|run| is(run)).count() as f64 / runs.len().max(1) as f64
}

/// After how many pairs this was shown, at a margin of 1 us.
pub fn proved(run: &[Pair], wanted: State) -> Option<u64> {
    let mut test = Uniformity::new(Margin::LOOPBACK, Kind::Apart).expect("the usual margin");
    let after = run
        .iter()
        .position(|pair| test.push(pair) != Ok(State::Open))?;
    (test.state() == wanted).then_some(after as u64 + 1)
}

/// The median of the signed gaps in ns, and the z of their sign: both nought where one class is as good as
/// the other.
fn bias(pairs: &[Pair]) -> (f64, f64) {
    let mut gaps: Vec<f64> = pairs.iter().map(usual::gap).collect();
    gaps.sort_by(f64::total_cmp);
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or_default();
    let signs: Vec<f64> = gaps
        .iter()
        .filter(|gap| **gap != 0.0)
        .map(|gap| gap.signum())
        .collect();
    (
        median,
        signs.iter().sum::<f64>() / (signs.len().max(1) as f64).sqrt(),
    )
}
