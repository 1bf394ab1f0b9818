//! Times of two classes, taken in pairs until the judge has seen enough, or time or pairs are used up.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use drive::{Sampled as Event, Samples, Sampling};
use judge::{Classifier, Times};
use model::name::Name;
use model::plan::Act;
use model::sampling::Layout;
use model::step::Sample;
use model::timed::{CONTROL_EVERY, ClassOutcome, Sampled, TimedPair};
use model::wire::{Job, Raw};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::act::{Actor, Bound, Seen, role_of};
use crate::fault::ActFault;
use crate::margin::margin_ns;
use crate::members::{numbered, with};
use crate::tally::Tally;

/// How long one sample may take.
const LONGEST: Duration = Duration::from_secs(40);
/// Pairs that show whether the target is slow.
const FIRST: usize = 4;
/// Where a pair takes longer, they do not end in time one after the other: then several are sent at a time,
/// which disturb each other, and most of all where the target works for each and does not wait.
const SLOW: Duration = Duration::from_millis(80);
/// So many.
const LANES: usize = 32;
/// Pairs that are sent before they are judged, so that judging takes no time from what is timed.
const AT_A_TIME: usize = 128;

/// A sample under way.
struct Course {
    samples: Samples,
    pairs: Vec<TimedPair>,
    /// Of each pair of the sample, before it is sent: what the coins say.
    coins: Vec<Coins>,
    lost: u32,
    lanes: usize,
    /// How many answers of each class had each status.
    statuses: HashMap<(usize, u16), u64>,
    /// The first answer with each.
    answers: Vec<((usize, u16), Raw)>,
    /// The first that was lost.
    gone: Option<Raw>,
}

/// What coins say of one pair.
#[derive(Clone, Copy)]
struct Coins {
    b_first: bool,
    control: bool,
}

impl Actor<'_> {
    /// Does a sample.
    pub async fn sample(&mut self, sample: &Sample, act: &Act) -> Result<Seen, ActFault> {
        let mut tally = Tally::new();
        let layout = Layout::of(self.target, sample);
        let mut names = sample.classes.keys();
        let (Some(a), Some(b)) = (names.next(), names.next()) else {
            return Err(ActFault::File("two classes are compared".to_owned()));
        };
        let classes: [Name; 2] = [a.clone(), b.clone()];
        let (requests, bounds) = self.requests(sample, act, layout).await?;
        let seed = self.wallet.source.number();
        let coins = coins(seed, layout.pairs);
        let samples = self.hands.sample(Sampling {
            requests,
            per_request: layout.per_block as usize,
            pairs: coins.iter().map(|coins| coins.classes()).collect(),
        })?;
        let mut course = Course::of(samples, coins);
        let margin_ns = margin_ns(self.target);
        let times = Times::new(margin_ns, seed);
        let mut times = times.ok_or_else(|| ActFault::File("the margin is out of range".into()))?;
        course.run(&mut times).await;

        let mut outcomes: Vec<ClassOutcome> = Vec::new();
        let role = role_of(act);
        for ((class, status), raw) in std::mem::take(&mut course.answers) {
            let count = course
                .statuses
                .get(&(class, status))
                .copied()
                .unwrap_or_default();
            let kind = self.kind_of((class, raw), &bounds, &role, &mut tally);
            tally.attempts.kinds[kind].count += count;
            tally.attempts.more += count;
            match outcomes
                .iter_mut()
                .find(|it| (it.class, it.kind) == (class, kind))
            {
                Some(known) => known.count += count,
                None => outcomes.push(ClassOutcome { class, kind, count }),
            }
        }
        if let Some(raw) = course.gone.take() {
            let kind = self.kind_of((0, raw), &bounds, &role, &mut tally);
            tally.attempts.kinds[kind].count += u64::from(course.lost);
            tally.attempts.more += u64::from(course.lost);
        }
        tally.attempts.sampled = Some(Box::new(Sampled {
            classes,
            margin_ns,
            seed,
            lanes: u32::try_from(course.lanes).unwrap_or(u32::MAX),
            octets: course.samples.octets() as u64,
            budget: layout.pairs,
            reading: times.reading(),
            pairs: course.pairs,
            lost: course.lost,
            outcomes,
        }));
        course.samples.close().await;
        let outcome = judge::together(&tally.attempts);
        Ok(tally.seen(outcome))
    }

    /// The requests of both classes, block by block, and how answers to each class are classified.
    async fn requests(
        &mut self,
        sample: &Sample,
        act: &Act,
        layout: Layout,
    ) -> Result<(Vec<[Job; 2]>, Vec<Bound>), ActFault> {
        let mut requests: Vec<[Job; 2]> = Vec::new();
        let mut bounds = Vec::new();
        for block in 0..layout.blocks() {
            let mut pair = Vec::new();
            for (name, class) in &sample.classes {
                let mut act = with(act, (*class.what).clone());
                let part = act.what.part_mut();
                if layout.addresses {
                    part.from = Some(format!("block {block}"));
                }
                let role = numbered(&role_of(&act), layout.member(block));
                let lane = self.lane(Some(name), &act, &role).await;
                let lane = lane.map_err(|fault| match fault {
                    ActFault::Unmet(why) => ActFault::Unmet(format!("class `{name}`: {why}")),
                    other => other,
                })?;
                pair.push(lane.bound.job.clone());
                if block == 0 {
                    bounds.push(lane.bound);
                }
            }
            let pair = <[Job; 2]>::try_from(pair);
            requests.push(pair.map_err(|_| ActFault::File("two classes are compared".into()))?);
        }
        Ok((requests, bounds))
    }

    /// The kind of outcome that an answer to a class is.
    fn kind_of(
        &mut self,
        (class, raw): (usize, Raw),
        bounds: &[Bound],
        role: &str,
        tally: &mut Tally,
    ) -> usize {
        let Some(bound) = bounds.get(class) else {
            return 0;
        };
        let mut watch = Classifier::new(bound.criteria.clone());
        model::wire::Watch::sign(&mut watch, &raw);
        let seen = self.classify(raw, (&watch, &bound.outputs), role);
        tally.kind(&seen, self)
    }
}

impl Coins {
    /// The classes of the first and the second request.
    fn classes(self) -> [usize; 2] {
        match (self.control, self.b_first) {
            (true, _) => [0, 0],
            (false, false) => [0, 1],
            (false, true) => [1, 0],
        }
    }
}

/// Fair coins for all pairs, drawn before the first is sent.
fn coins(seed: u64, pairs: u32) -> Vec<Coins> {
    let mut source = StdRng::seed_from_u64(seed);
    let draw = |_| Coins {
        b_first: source.random(),
        control: source.random_range(0..CONTROL_EVERY) == 0,
    };
    (0..pairs).map(draw).collect()
}

impl Course {
    fn of(samples: Samples, coins: Vec<Coins>) -> Course {
        Course {
            samples,
            pairs: Vec::new(),
            coins,
            lost: 0,
            lanes: 1,
            statuses: HashMap::new(),
            answers: Vec::new(),
            gone: None,
        }
    }

    /// Takes pairs until enough is shown, or nothing more can be.
    async fn run(&mut self, times: &mut Times) {
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
                if times.push(pair) {
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
                ns: [first_ns, second_ns],
                statuses,
            } => {
                let Some(coins) = self.coins.get(number).copied() else {
                    return false;
                };
                for (class, status) in coins.classes().into_iter().zip(statuses) {
                    *self.statuses.entry((class, status)).or_default() += 1;
                }
                self.pairs.push(TimedPair {
                    b_first: coins.b_first,
                    control: coins.control,
                    first_ns,
                    second_ns,
                });
                true
            }
        }
    }
}
