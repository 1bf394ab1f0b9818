//! Recorded runs of pairs, and after how many of them a difference is shown.

use stats::{Dependence, Kind, Pair};

use crate::collect::{Order, pairs};
use crate::server::{Planted, serve};

/// The bound of the error.
pub const ALPHA: f64 = 0.01;

/// Runs of so many pairs each, one after the other on one connection.
pub async fn runs(planted: Planted, length: usize, count: usize) -> Vec<Vec<Pair>> {
    let seed = length as u64 + count as u64;
    let all = pairs(serve(planted), length * count, (Order::Coins, seed)).await;
    all.chunks_exact(length).map(<[Pair]>::to_vec).collect()
}

/// Runs of 500 pairs by blocks of 500 requests.
pub async fn blocked(count: usize) -> Vec<Vec<Pair>> {
    let server = serve(Planted::Nothing);
    let mut runs = Vec::new();
    for _ in 0..count {
        runs.push(pairs(server, 500, (Order::Blocks(500), 0)).await);
    }
    runs
}

/// After how many pairs it was shown that the classes differ at all.
pub fn found(run: &[Pair]) -> Option<u64> {
    let mut test = Dependence::new(Kind::Apart);
    let mut number = 0;
    run.iter().find_map(|pair| {
        number += 1;
        let taken = test.push(pair).is_ok();
        (taken && test.shown(ALPHA)).then_some(number)
    })
}
