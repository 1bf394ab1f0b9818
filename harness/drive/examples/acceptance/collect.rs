//! Pairs of times from a server, by the same lanes as a run uses.

use std::net::SocketAddr;
use std::time::Duration;

use gateproof_drive::{Drive, Moments, Sampled, Sampling, ServiceSetup, Setup};
use model::target::Protocol;
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
    let coins = coins(seed, count);
    let classes = |index: usize| match order {
        Order::Coins => of_coin(coins[index]),
        Order::Blocks(size) => [(index * 2 / size) % 2; 2],
    };
    let sent = sampled(server, None, (0..count).map(classes).collect()).await;
    match order {
        Order::Coins => {
            let told = sent.into_iter();
            told.map(|(number, moments)| pair(coins[number], moments.ns))
                .collect()
        }
        Order::Blocks(_) => blocked(&sent, classes),
    }
}

/// The classes of a pair, as its coin fell.
pub fn of_coin(coin: Coin) -> [usize; 2] {
    match coin {
        Coin::AFirst => [0, 1],
        Coin::BFirst => [1, 0],
    }
}

/// When pairs of these classes were answered, by their numbers: `/a` and `/b`, on one lane.
pub async fn sampled(
    server: SocketAddr,
    protocol: Option<Protocol>,
    pairs: Vec<[usize; 2]>,
) -> Vec<(usize, Moments)> {
    let setup = Setup {
        hosts: vec!["127.0.0.1".into()],
        services: vec![ServiceSetup {
            name: "app".into(),
            protocol,
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
    let count = pairs.len();
    let sampling = Sampling {
        requests: vec![[Job::Http(ask("a")), Job::Http(ask("b"))]],
        per_request: count,
        pairs,
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
            sent.push((number, moments));
        }
    }
    sent
}

fn pair(coin: Coin, [first_ns, second_ns]: [u64; 2]) -> Pair {
    let seen = Seen::Apart {
        first_ns,
        second_ns,
    };
    Pair { coin, seen }
}

fn blocked(sent: &[(usize, Moments)], classes: impl Fn(usize) -> [usize; 2]) -> Vec<Pair> {
    let [mut a, mut b] = [Vec::new(), Vec::new()];
    for (number, Moments { ns, .. }) in sent {
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
