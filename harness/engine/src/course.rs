//! The course of a sample: pairs are sent, in the order that coins have drawn, until the judge has seen enough,
//! or time or pairs are used up.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use drive::{Sampled as Event, Samples};
use judge::Times;
use model::timed::{CONTROL_EVERY, TimedPair};
use model::wire::Raw;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// How long one sample may take.
const LONGEST: Duration = Duration::from_secs(40);
/// Pairs that show whether the target is slow.
const FIRST: usize = 4;
/// Where a pair takes longer, they do not end in time one after the other: then several are sent at a time,
/// which disturb each other, and most of all where the target works for each and does not wait.
const SLOW: Duration = Duration::from_millis(160);
/// So many.
const LANES: usize = 32;
/// Pairs that are sent before they are judged, so that judging takes no time from what is timed.
const AT_A_TIME: usize = 128;

/// A sample under way.
pub struct Course {
    pub samples: Samples,
    pub pairs: Vec<TimedPair>,
    /// Of each pair of the sample, before it is sent: what the coins say.
    coins: Vec<Coins>,
    /// How many samples the run takes.
    among: u32,
    /// Pairs that the kernel has timed.
    pub by_kernel: u32,
    pub lost: u32,
    pub lanes: usize,
    /// How many answers of each class had each status.
    pub statuses: HashMap<(usize, u16), u64>,
    /// The first answer with each.
    pub answers: Vec<((usize, u16), Raw)>,
    /// The first that was lost.
    pub gone: Option<Raw>,
}

/// What coins say of one pair.
#[derive(Clone, Copy)]
pub struct Coins {
    b_first: bool,
    control: bool,
}

impl Coins {
    /// The classes of the first and the second request.
    pub fn classes(self) -> [usize; 2] {
        match (self.control, self.b_first) {
            (true, _) => [0, 0],
            (false, false) => [0, 1],
            (false, true) => [1, 0],
        }
    }
}

/// Fair coins for all pairs, drawn before the first is sent.
pub fn coins(seed: u64, pairs: u32) -> Vec<Coins> {
    let mut source = StdRng::seed_from_u64(seed);
    let draw = |_| Coins {
        b_first: source.random(),
        control: source.random_range(0..CONTROL_EVERY) == 0,
    };
    (0..pairs).map(draw).collect()
}

impl Course {
    /// Nothing so far.
    pub fn of(samples: Samples, coins: Vec<Coins>, among: u32) -> Course {
        Course {
            samples,
            pairs: Vec::new(),
            coins,
            among,
            by_kernel: 0,
            lost: 0,
            lanes: 1,
            statuses: HashMap::new(),
            answers: Vec::new(),
            gone: None,
        }
    }

    /// Takes pairs until enough is shown, or nothing more can be.
    pub async fn run(&mut self, times: &mut Times) {
        let began = Instant::now();
        let (mut allowed, mut judged, mut ended) = (FIRST, 0, 0);
        self.samples.allow(allowed);
        loop {
            let left = LONGEST.saturating_sub(began.elapsed());
            let next = tokio::time::timeout(left, self.samples.next());
            let Ok(Some(event)) = next.await else { return };
            if !self.take(event) {
                continue;
            }
            ended += 1;
            if self.is_hopeless(ended) {
                return;
            }
            // Where pairs are waited for, judging disturbs nobody.
            if self.lanes == 1 && ended < allowed.min(self.coins.len()) {
                continue;
            }
            while let Some(pair) = self.pairs.get(judged) {
                judged += 1;
                times.push(pair);
                if times.is_enough(self.among) {
                    // What came after it decides nothing.
                    self.pairs.truncate(judged);
                    return;
                }
            }
            if ended >= self.coins.len() {
                return;
            }
            if ended == FIRST && began.elapsed() > SLOW * 4 {
                self.lanes = LANES;
                allowed = self.coins.len();
            }
            if ended == FIRST {
                self.samples.widen(self.lanes - 1);
            }
            if self.lanes == 1 {
                allowed = ended + AT_A_TIME;
            }
            self.samples.allow(allowed);
        }
    }

    /// Whether so many pairs are lost that nothing can come of it: one in ten, and two at the least.
    fn is_hopeless(&self, ended: usize) -> bool {
        self.lost as usize * 10 > ended + 9
    }

    /// Takes an event; true when it ends a pair.
    fn take(&mut self, event: Event) -> bool {
        match event {
            Event::Answer { class, raw } => {
                let status = raw.answer.as_ref().map_or(0, |answer| answer.status);
                let key = (class, status);
                if !self.answers.iter().any(|(known, _)| *known == key) {
                    self.answers.push((key, *raw));
                }
                false
            }
            Event::Lost { raw, .. } => {
                self.lost += 1;
                self.gone.get_or_insert(*raw);
                true
            }
            Event::Pair {
                number,
                moments,
                statuses,
            } => {
                let Some(coins) = self.coins.get(number).copied() else {
                    return false;
                };
                for (class, status) in coins.classes().into_iter().zip(statuses) {
                    *self.statuses.entry((class, status)).or_default() += 1;
                }
                self.by_kernel += u32::from(moments.by_kernel);
                let [first_ns, second_ns] = moments.ns;
                self.pairs.push(TimedPair {
                    b_first: coins.b_first,
                    control: coins.control,
                    first_ns,
                    second_ns,
                    swapped: moments.swapped,
                });
                true
            }
        }
    }
}
