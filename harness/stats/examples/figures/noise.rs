//! Times like those that a small server gives on a busy machine: noise that depends on itself, rare
//! long spikes that come in groups, a drift, and a second request that is a little faster.

use gateproof_stats::{Coin, Order, Pair, Seen};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// What class B has that class A has not.
#[derive(Debug, Clone, Copy)]
pub enum Planted {
    /// Nothing.
    Nothing,
    /// It takes so many ns longer.
    Shift(f64),
    /// With this probability it takes so many ns longer.
    Tail(f64, f64),
}

/// A series of pairs.
pub struct Noise {
    random: StdRng,
    planted: Planted,
    /// Standard deviation of what is new in each time, in ns.
    white: f64,
    slow: f64,
    spiking: bool,
    drift: f64,
}

impl Noise {
    /// With so many ns as the median absolute deviation of differences within pairs.
    pub fn new(seed: u64, mad: f64, planted: Planted) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed ^ mad.to_bits()),
            planted,
            // Found from the variances of the parts below; `main` prints what comes of it.
            white: mad / 1.207,
            slow: 0.0,
            spiking: false,
            drift: 0.0,
        }
    }

    fn uniform(&mut self) -> f64 {
        self.random.random_range(f64::EPSILON..1.0)
    }

    fn normal(&mut self) -> f64 {
        let (one, other) = (self.uniform(), self.uniform());
        (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
    }

    pub fn coin(&mut self) -> Coin {
        match self.random.random_bool(0.5) {
            true => Coin::AFirst,
            false => Coin::BFirst,
        }
    }

    /// A time in ns, without what is planted.
    pub fn time(&mut self) -> f64 {
        // An autoregression with six times the variance of what is new.
        let step = self.white * (6.0 * (1.0 - 0.81_f64)).sqrt();
        self.slow = 0.9 * self.slow + step * self.normal();
        self.drift += 0.02 * self.white * self.normal();
        self.spiking = self
            .random
            .random_bool(if self.spiking { 0.3 } else { 0.015 });
        let spike = match self.spiking {
            true => 2_000.0 * self.uniform().powf(-1.0 / 1.1),
            false => 0.0,
        };
        let body = 40_000.0 + self.drift + self.slow + self.white * self.normal();
        body.max(1_000.0) + spike.min(2_000_000.0)
    }

    /// What is planted, for one time of class B.
    pub fn extra(&mut self) -> f64 {
        match self.planted {
            Planted::Nothing => 0.0,
            Planted::Shift(ns) => ns,
            Planted::Tail(probability, ns) => match self.random.random_bool(probability) {
                true => ns,
                false => 0.0,
            },
        }
    }

    /// The next pair, one request after the other.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn pair(&mut self) -> Pair {
        let coin = self.coin();
        let (mut first, mut second) = (self.time(), self.time() - 25.0);
        let extra = self.extra();
        match coin {
            Coin::AFirst => second += extra,
            Coin::BFirst => first += extra,
        }
        let seen = Seen::Apart {
            first_ns: first as u64,
            second_ns: second as u64,
        };
        Pair { coin, seen }
    }

    /// The next pair, both requests in one segment, of a server that works on both at once
    /// (`at_once`) or on one after the other. The gap is that of 8 us and this noise.
    #[allow(clippy::cast_possible_truncation)]
    pub fn together(&mut self, at_once: bool) -> Pair {
        let coin = self.coin();
        let jitter = self.time() - self.time();
        let extra = self.extra();
        let gap = match (coin, at_once) {
            (Coin::AFirst, _) => 8_000.0 + jitter + extra,
            (Coin::BFirst, true) => 8_000.0 + jitter - extra,
            // The answer to B is first, however long it takes; the gap is the work on A.
            (Coin::BFirst, false) => 8_000.0 + jitter,
        } as i64;
        let seen = Seen::Together {
            order: if gap < 0 { Order::Swapped } else { Order::Kept },
            gap_ns: gap.unsigned_abs(),
        };
        Pair { coin, seen }
    }
}
