//! The classifier: when enough was seen of an act, and what became of it. It is a `Watch` without
//! I/O, because refusals come late: after a 101, after a message, or as a dropped connection.

use std::time::Duration;

use model::clean::Redactor;
use model::name::Name;
use model::observation::Outcome;
use model::wire::{Patience, Raw, Watch};

use crate::answers;
use crate::criteria::{Criteria, Goal};
use crate::intermediary::intermediary;
use crate::messages::{Reader, Said};
use crate::signs::{
    end_is, end_manner, fault_outcome, messages, over_limit, shortened_text, unclear,
};

/// How long after an in-band refusal the close is awaited that usually follows it, and how long a
/// proof that only repeats what was sent may still be taken back.
const FAREWELL: Duration = Duration::from_millis(250);

/// A wait may end this much early without having been cut short.
const TICK: Duration = Duration::from_millis(5);

/// Classifies one act.
#[derive(Debug, Clone)]
pub struct Classifier {
    criteria: Criteria,
    /// Frames that were looked at already: a chatty socket is not read anew for each of them.
    looked: usize,
    /// When enough will have been seen, as far as the frames say.
    enough_at: Option<Duration>,
}

impl Classifier {
    /// For an act with these criteria.
    pub fn new(criteria: Criteria) -> Classifier {
        Classifier {
            criteria,
            looked: 0,
            enough_at: None,
        }
    }
}

impl Watch for Classifier {
    fn sign(&mut self, raw: &Raw) -> Patience {
        let at_once = matches!(
            self.criteria.goal,
            Goal::Answer { .. }
                | Goal::Preflight { .. }
                | Goal::Nothing
                | Goal::Upgrade
                | Goal::Reply(None)
        );
        if raw.fault.is_some() || raw.end.is_some() || at_once {
            return Patience::Enough;
        }
        self.look(raw);
        let patience = self.criteria.patience;
        let limit = self.enough_at.map_or(patience, |at| at.min(patience));
        match raw.elapsed >= limit {
            true => Patience::Enough,
            false => Patience::More(limit - raw.elapsed),
        }
    }
}

impl Classifier {
    /// Reads the frames that came since the last look.
    fn look(&mut self, raw: &Raw) {
        let reader = Reader::new(&self.criteria, raw);
        for index in self.looked..raw.frames.len() {
            let at = raw.frames[index].at;
            let enough = match reader.said(index) {
                Said::Nothing => continue,
                Said::Proves { echoed: false } | Said::Both => at,
                Said::Refuses(_) | Said::Proves { echoed: true } => at + FAREWELL,
            };
            let sooner = self.enough_at.map_or(enough, |before| before.min(enough));
            self.enough_at = Some(sooner);
        }
        self.looked = raw.frames.len();
    }

    /// Why what came is not known to be the service's own answer, if it is not.
    pub fn foreign(&self, raw: &Raw) -> Option<String> {
        intermediary(self.criteria.refusing.marker.as_ref()?, raw)
    }

    /// What became of the act.
    pub fn outcome(&self, raw: &Raw, redactor: &Redactor) -> Outcome {
        if let Some(why) = self.foreign(raw) {
            return Outcome::Unclear(redactor.clean(&why));
        }
        let reader = Reader::new(&self.criteria, raw);
        match &self.criteria.goal {
            Goal::Answer { .. } => answers::answer(&self.criteria, raw, redactor),
            Goal::Preflight { ambient } => {
                answers::preflight(&self.criteria, (raw, *ambient), redactor)
            }
            Goal::Socket(_) => match answers::handshake(&self.criteria, raw, redactor) {
                Some(refused) => refused,
                None => reader.outcome(redactor),
            },
            Goal::Reply(_) | Goal::Heed => reader.outcome(redactor),
            Goal::Message(_) => match reader.first_proof() {
                Some(text) => crate::signs::accepted("the awaited message", text, redactor),
                None => self.ended_or_quiet(raw, redactor),
            },
            Goal::End => self.ended_or_quiet(raw, redactor),
            Goal::Silence(of) => {
                let heard = match of {
                    Some(_) => reader.first_proof(),
                    None => messages(raw).next(),
                };
                match (heard, &raw.end) {
                    (Some(text), _) => Outcome::Heard(shortened_text(text, redactor)),
                    (None, Some(_)) => unclear("the socket ended while silence was asked for"),
                    (None, None) => self.ended_or_quiet(raw, redactor),
                }
            }
            Goal::Upgrade => {
                let refused = answers::handshake(&self.criteria, raw, redactor);
                refused.unwrap_or(Outcome::Done)
            }
            Goal::Nothing => match &raw.fault {
                Some(fault) => fault_outcome(fault, redactor),
                None => Outcome::Done,
            },
        }
    }

    /// How many data frames came before the refusal, or at all.
    pub fn early(&self, raw: &Raw) -> usize {
        Reader::new(&self.criteria, raw).before_refusal()
    }

    /// How the socket ended, with the causes that declare it, or that nothing came in the time.
    fn ended_or_quiet(&self, raw: &Raw, redactor: &Redactor) -> Outcome {
        if let Some(fault) = &raw.fault {
            return fault_outcome(fault, redactor);
        }
        let Some(end) = &raw.end else {
            // A flood fills what one act may hold before its time is over.
            return match raw.elapsed + TICK < self.criteria.patience {
                true => unclear("so much came that the time was not watched to its end"),
                false => Outcome::Quiet,
            };
        };
        if let Some(why) = over_limit(end) {
            return Outcome::Unclear(redactor.clean(why));
        }
        let Some(manner) = end_manner(end, redactor) else {
            return unclear("we ended the socket ourselves");
        };
        let declared: Vec<Name> = self
            .criteria
            .refusing
            .endings
            .iter()
            .filter(|(_, manners)| manners.iter().any(|how| end_is(how, end)))
            .map(|(cause, _)| cause.clone())
            .collect();
        Outcome::Ended { manner, declared }
    }
}
