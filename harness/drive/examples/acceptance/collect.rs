//! Pairs of times from a server, by the same lanes as a run uses.

use std::net::SocketAddr;
use std::time::Duration;

use gateproof_drive::{Drive, Sampled, Sampling, ServiceSetup, Setup};
use model::wire::{Job, Request};
use stats::{Coin, Pair, Seen};

/// In which order classes are asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// As fair coins fall.
    Coins,
    /// Blocks of one class, so many requests each: what is to be avoided.
    Blocks(usize),
}

/// So many pairs; in blocks, the n-th of one class with the n-th of the other.
pub async fn pairs(server: SocketAddr, count: usize, (order, seed): (Order, u64)) -> Vec<Pair> {
    let setup = Setup {
        hosts: vec!["127.0.0.1".into()],
        services: vec![ServiceSetup {
            name: "app".into(),
            http: Some(format!("http://{server}")),
            ..ServiceSetup::default()
        }],
        ..Setup::default()
    };
    let hands = Drive::new(setup).expect("a sound setup").hands();
    let ask = |path: &str| Request {
        service: "app".into(),
        method: "GET".into(),
        url: format!("http://{server}/{path}"),
        headers: Vec::new(),
        body: Vec::new(),
        from: None,
    };
    let coins = coins(seed, count);
    let classes = |index: usize| match order {
        Order::Coins if coins[index] == Coin::AFirst => [0, 1],
        Order::Coins => [1, 0],
        Order::Blocks(size) => [(index * 2 / size) % 2; 2],
    };
    let sampling = Sampling {
        requests: vec![[Job::Http(ask("a")), Job::Http(ask("b"))]],
        per_request: count,
        pairs: (0..count).map(classes).collect(),
        pause: Duration::ZERO,
    };
    let mut samples = hands.sample(sampling).expect("a lane");
    samples.widen(0);
    samples.allow(count);
    let mut sent = Vec::with_capacity(count);
    while let Some(event) = samples.next().await {
        if let Sampled::Pair {
            number, moments, ..
        } = event
        {
            sent.push((number, moments.ns));
        }
    }
    match order {
        Order::Coins => {
            let told = sent.into_iter().map(|(number, ns)| pair(coins[number], ns));
            told.collect()
        }
        Order::Blocks(_) => blocked(&sent, classes),
    }
}

fn pair(coin: Coin, [first_ns, second_ns]: [u64; 2]) -> Pair {
    let seen = Seen::Apart {
        first_ns,
        second_ns,
    };
    Pair { coin, seen }
}

fn blocked(sent: &[(usize, [u64; 2])], classes: impl Fn(usize) -> [usize; 2]) -> Vec<Pair> {
    let [mut a, mut b] = [Vec::new(), Vec::new()];
    for (number, ns) in sent {
        match classes(*number)[0] {
            0 => a.extend(ns),
            _ => b.extend(ns),
        }
    }
    let both = a.into_iter().zip(b);
    both.map(|(a, b)| pair(Coin::AFirst, [a, b])).collect()
}

/// Fair coins, from a seed (SplitMix64; Steele, Lea and Flood, 2014).
pub fn coins(seed: u64, count: usize) -> Vec<Coin> {
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        match (z ^ (z >> 31)) & 1 {
            0 => Coin::AFirst,
            _ => Coin::BFirst,
        }
    };
    (0..count).map(|_| draw()).collect()
}
