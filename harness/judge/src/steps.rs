//! The step list: the simplest experiment. One act at a time; what is not a probe must work.

use model::clean::Clean;
use model::credential::{CredentialUse, CredentialValue};
use model::experiment::{Batch, Next};
use model::forgery::CONTROL_TOKEN;
use model::observation::{Observation, Outcome};
use model::plan::{Act, Tag};
use model::step::{AwaitFor, Step};
use model::verdict::{Kind, Verdict};

use crate::outcomes::limited;
use crate::weigh::Probes;

/// A list of acts, and how far it got.
#[derive(Debug)]
pub struct StepList {
    acts: Vec<Act>,
    asked: usize,
    probes: Probes,
    /// Of probes, in order.
    seen: Vec<Observation>,
    /// It begins a further batch of a race.
    afresh: bool,
}

/// How a list goes on.
#[derive(Debug)]
pub enum Progress {
    /// Do this next.
    Do(Batch),
    /// All acts were done.
    Finished,
    /// A set-up or control did not work.
    Lost(Clean),
}

impl StepList {
    /// A list that has not begun.
    pub fn new(acts: &[Act]) -> StepList {
        StepList {
            acts: acts.to_vec(),
            asked: 0,
            probes: Probes::new(),
            seen: Vec::new(),
            afresh: false,
        }
    }

    /// The same once more, for another batch of a race; `afresh` when the batch begins with it.
    pub fn again(&mut self, afresh: bool) {
        self.asked = 0;
        self.probes.clear();
        self.seen.clear();
        self.afresh = afresh;
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.acts.is_empty()
    }

    /// The next act, after what was seen of the last.
    pub fn next(&mut self, seen: &[Observation]) -> Progress {
        for observation in seen {
            if let Tag::Probe(name) = &observation.tag {
                self.probes.insert(name.clone(), observation.clone());
                self.seen.push(observation.clone());
            } else if let Some(lost) = self.lost(observation) {
                return Progress::Lost(lost);
            }
        }
        match self.acts.get(self.asked) {
            Some(act) => {
                self.asked += 1;
                let acts = vec![act.clone()];
                Progress::Do(match std::mem::take(&mut self.afresh) {
                    true => Batch::Afresh(acts),
                    false => Batch::Steps(acts),
                })
            }
            None => Progress::Finished,
        }
    }

    /// What was seen of the probes so far, in order.
    pub fn seen(&self) -> impl Iterator<Item = &Observation> {
        self.seen.iter()
    }

    /// The same by the names of the probes.
    pub fn probes(&self) -> &Probes {
        &self.probes
    }

    /// Why a set-up or control did not work, if it did not.
    fn lost(&self, seen: &Observation) -> Option<Clean> {
        let worked = match (&seen.tag, &seen.outcome) {
            // A limiter refuses everybody: that shows nothing of the gate.
            (Tag::ControlRefused, Outcome::Refused { declared, .. }) => !limited(declared, &[]),
            (Tag::ControlRefused, _) => false,
            (_, Outcome::Accepted(_)) => true,
            // That something was sent shows no more than that.
            (Tag::Setup, Outcome::Done) => true,
            // A wait for the end or for silence is set-up that worked when it got what it waited for.
            (Tag::Setup, Outcome::Ended { .. } | Outcome::Quiet) => {
                self.waited_for(seen.act, &seen.outcome)
            }
            _ => false,
        };
        if worked {
            return None;
        }
        let act = self.acts.iter().find(|act| act.number == seen.act);
        let what = act.map_or_else(|| "an act".to_owned(), describe);
        Some(Clean::words(match &seen.tag {
            Tag::Setup => format!("set-up did not work: {what} was {}", seen.outcome),
            Tag::ControlRefused => {
                let limit = match &seen.outcome {
                    Outcome::Refused { .. } => " by a limit, and not by the gate",
                    _ => "",
                };
                format!(
                    "no control: {what} without a credential was {}{limit}",
                    seen.outcome
                )
            }
            _ => format!(
                "no control: {what}, which is legitimate, was {}",
                seen.outcome
            ),
        }))
    }

    fn waited_for(&self, number: u32, outcome: &Outcome) -> bool {
        let act = self.acts.iter().find(|act| act.number == number);
        match (act.map(|act| &act.what), outcome) {
            (Some(Step::Await(step)), Outcome::Ended { .. }) => step.what == AwaitFor::End,
            (Some(Step::Quiet(_)), Outcome::Quiet) => true,
            _ => false,
        }
    }
}

fn describe(act: &Act) -> String {
    let verb = act.what.verb();
    let uses = match &act.what {
        Step::Call(call) => call.credential.as_slice(),
        Step::Open(open) => open.credential.as_slice(),
        _ => &[],
    };
    let minted = |used: &CredentialUse| matches!(&used.value, CredentialValue::Forge(forged) if forged.name() == CONTROL_TOKEN);
    let with = match uses.iter().any(minted) {
        true => " with a token that the declared key signs",
        false => "",
    };
    match act.what.op().or(act.what.socket()) {
        Some(name) => format!("step {} ({verb} {name}){with}", act.step),
        None => format!("step {} ({verb}){with}", act.step),
    }
}

/// A verdict that nothing can be said, with its reason.
pub fn inconclusive(why: Clean) -> Next {
    Next::Done(Verdict::plain(Kind::Inconclusive, why))
}
