//! Steps that are repeated until the target takes effect, and answers that are lost on their way to us.

use std::time::{Duration, Instant};

use model::contract::RotationMode;
use model::observation::Outcome;
use model::plan::Act;
use model::span::Span;
use model::step::{AnswerUse, Patience, Step};
use serde_json::Value;

use crate::act::{Actor, Seen};
use crate::fault::ActFault;

/// How long something takes to have an effect when the contract says nothing.
const EFFECT: Duration = Duration::from_secs(1);
/// The first pause before a step is repeated.
const PAUSE: Duration = Duration::from_millis(50);
/// The longest.
const LONGEST: Duration = Duration::from_millis(500);

impl Actor<'_> {
    /// Does a step; a patient one again until it became what it waits for, as long as the contract
    /// gives.
    pub async fn patiently(&mut self, act: &Act, role: &str) -> Result<Seen, ActFault> {
        let part = act.what.part();
        let until = Instant::now() + self.effect();
        let mut pause = PAUSE;
        let mut attempts = 1;
        let mut again = act.clone();
        let mut seen = loop {
            let mut seen = self.step(&again, role).await?;
            let came = match part.patience {
                Some(Patience::Refusal) => matches!(seen.outcome, Outcome::Refused { .. }),
                _ => matches!(seen.outcome, Outcome::Accepted(_)),
            };
            let left = until.saturating_duration_since(Instant::now());
            let over = part.patience.is_none() || came || left.is_zero();
            if over || !self.succeed(&mut again, &seen) {
                if part.patience.is_some() {
                    seen.counts.insert("attempts".to_owned(), attempts);
                }
                break seen;
            }
            tokio::time::sleep(pause.min(left)).await;
            pause = (pause * 3 / 2).min(LONGEST);
            attempts += 1;
        };
        if part.answer == Some(AnswerUse::Discard) {
            lose(&mut seen);
        }
        Ok(seen)
    }

    /// Whether the step can be done again. What was exchanged for other credentials may be used up by
    /// that: it goes on as the one that was given in its place, and where there is none, that it is
    /// refused the second time would show nothing.
    fn succeed(&self, again: &mut Act, seen: &Seen) -> bool {
        let Step::Call(call) = &mut again.what else {
            return true;
        };
        let rotation = self.target.contract.rotation.as_ref();
        let stays = rotation.is_some_and(|it| it.mode == RotationMode::None);
        let is_credential = |name: &str| self.target.credentials.contains_key(name);
        let exchanged = seen.outputs.keys().any(|name| is_credential(name));
        let mut given = call.with.iter_mut().filter(|(name, _)| is_credential(name));
        !exchanged
            || given.all(|(name, value)| match seen.outputs.get(name) {
                Some(successor) => {
                    *value = Value::String(successor.clone());
                    true
                }
                None => stays,
            })
    }

    /// How soon something has an effect.
    pub fn effect(&self) -> Duration {
        let declared = self.target.contract.effect;
        declared.map_or(EFFECT, |Span(effect)| effect)
    }
}

/// What the answer says is lost, and with it whether it was accepted.
fn lose(seen: &mut Seen) {
    seen.outputs.clear();
    if seen.raw.answer.is_some() {
        seen.outcome = Outcome::Done;
    }
}
