//! The verb `sample`: requests of two classes, bound block by block, timed in pairs, and what became of them.

use drive::Sampling;
use judge::{Classifier, Times};
use model::name::Name;
use model::plan::Act;
use model::sampling::Layout;
use model::step::Sample;
use model::timed::{ClassOutcome, Sampled};
use model::wire::{Job, Raw};

use crate::act::{Actor, Bound, Seen, role_of};
use crate::course::{Course, coins};
use crate::fault::ActFault;
use crate::margin::{margin_ns, pause};
use crate::members::{numbered, with};
use crate::tally::Tally;

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
            pause: pause(self.target),
        })?;
        let together = samples.together();
        let mut course = Course::of(samples, coins, self.samples);
        let margin_ns = margin_ns(self.target, together);
        let times = Times::new(margin_ns, seed, together);
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
            together,
            by_kernel: course.by_kernel,
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
