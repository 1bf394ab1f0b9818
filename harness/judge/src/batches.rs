//! A race, batch after batch: one that is lost is a finding; those that are not have a bound together.

use model::clean::Clean;
use model::observation::Observation;
use model::plan::Steps;
use model::release::Release;
use model::step::Step;
use model::verdict::{Kind, Verdict};

use crate::steps::StepList;
use crate::winners::unproven;

/// What all acts of a race may take together; after that no further batch begins. Microseconds.
const LONGEST_US: u64 = 20_000_000;

/// The batches of a case so far.
#[derive(Debug)]
pub struct Batches {
    wanted: u32,
    done: u32,
    /// The releases of those in which the lanes are shown to have met.
    met: Vec<Release>,
    /// Why the first of the others shows nothing.
    unmet: Option<Clean>,
    took_us: u64,
}

impl Batches {
    /// None so far; none at all where nothing is raced.
    pub fn of(steps: &Steps) -> Option<Batches> {
        let mut acts = steps.acts();
        let races = acts.any(|act| matches!(act.what, Step::Race(_)));
        races.then_some(Batches {
            wanted: steps.batches,
            done: 0,
            met: Vec::new(),
            unmet: None,
            took_us: 0,
        })
    }

    /// Takes the batch that is over; the verdict on the case once there is one.
    pub fn over(&mut self, verdict: Verdict, inner: &StepList) -> Option<Verdict> {
        self.done += 1;
        self.took_us = inner.seen().fold(self.took_us, |sum, seen| {
            sum.saturating_add(seen.evidence.elapsed_us)
        });
        if verdict.kind == Kind::Fail {
            let number = self.done;
            let reason = Clean::words(format!("{} (in batch {number})", verdict.reason));
            return Some(Verdict { reason, ..verdict });
        }
        match (verdict.kind, released(inner)) {
            (Kind::Pass, Ok(release)) => self.met.push(release),
            (Kind::Pass, Err(why)) => {
                self.unmet.get_or_insert(why);
            }
            _ => {
                self.unmet.get_or_insert(verdict.reason.clone());
            }
        }
        let over = self.done >= self.wanted || self.took_us >= LONGEST_US;
        over.then(|| self.together(verdict))
    }

    fn together(&self, last: Verdict) -> Verdict {
        let met = self.met.len();
        if met * 2 <= self.done as usize {
            let why = self.unmet.as_ref().map_or("", |why| why.as_str());
            let done = self.done;
            let why = format!("in {} of {done} batches: {why}", done as usize - met);
            return Verdict::plain(Kind::Inconclusive, Clean::words(why));
        }
        let percent = 100.0 * bound(met);
        let mut closest: Vec<u64> = self.met.iter().filter_map(|it| it.closest_ns).collect();
        closest.sort_unstable();
        let median = closest.get(closest.len() / 2).map(|ns| {
            format!(
                ", and in half of them two answers began within {:.1} us",
                *ns as f64 / 1e3
            )
        });
        let release = self.met.last().map_or_else(String::new, Release::to_string);
        Verdict {
            kind: Kind::Pass,
            reason: Clean::words(format!(
                "all expectations hold in {met} batch{} ({release}), and so do the controls: a race that \
                 goes wrong in {percent:.0} % of batches or more would have been seen (95 %){}",
                if met == 1 { "" } else { "es" },
                median.unwrap_or_default()
            )),
            ..last
        }
    }
}

/// The largest share of batches that can go wrong with none seen in `batches` of them, at 95 %:
/// 1 - .05^(1/k), the exact bound of Clopper and Pearson (1934) for no success in k trials.
fn bound(batches: usize) -> f64 {
    1.0 - 0.05_f64.powf(1.0 / batches as f64)
}

/// How the lanes of a batch were released, or why nothing shows that they met.
fn released(inner: &StepList) -> Result<Release, Clean> {
    let mut all = inner.seen().filter_map(attempts);
    let Some(attempts) = all.next() else {
        return Err(Clean::words("nothing was released together"));
    };
    match (unproven(attempts), &attempts.release) {
        (None, Some(release)) => Ok((**release).clone()),
        (why, _) => Err(Clean::words(why.unwrap_or_default())),
    }
}

fn attempts(seen: &Observation) -> Option<&model::many::Attempts> {
    seen.attempts.as_deref().filter(|it| it.release.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_shrinks_with_the_batches() {
        assert!((bound(1) - 0.95).abs() < 1e-9);
        assert!((bound(10) - 0.2589).abs() < 1e-4);
        assert!((bound(58) - 0.0503).abs() < 1e-4);
    }
}
