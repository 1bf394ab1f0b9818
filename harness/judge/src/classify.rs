//! The classifier: when enough was seen of an act, and what became of it. It is a `Watch` without
//! I/O, because refusals come late: after a 101, after a message, or as a dropped connection.

use std::time::Duration;

use model::clean::Redactor;
use model::matcher::Matcher;
use model::name::Name;
use model::observation::{Manner, Outcome};
use model::refusal::{Class, HttpRefusal, SocketRefusal};
use model::wire::{Answer, End, Patience, Raw, SeenFrame, Watch};

use crate::criteria::{Criteria, Goal};
use crate::matches::{find, holds, place, wanted};
use crate::signs::{
    accepted, end_is, end_manner, fault_outcome, http_manner, messages, no_answer, received,
    shortened, unclear, undeclared, unique,
};

/// How long after an in-band refusal the close is awaited that usually follows it.
const FAREWELL: Duration = Duration::from_millis(250);

/// Classifies one act.
#[derive(Debug, Clone)]
pub struct Classifier {
    criteria: Criteria,
}

impl Classifier {
    /// For an act with these criteria.
    pub fn new(criteria: Criteria) -> Classifier {
        Classifier { criteria }
    }
}

impl Watch for Classifier {
    fn sign(&mut self, raw: &Raw) -> Patience {
        if raw.fault.is_some() || raw.end.is_some() {
            return Patience::Enough;
        }
        let enough = match &self.criteria.goal {
            Goal::Answer { .. } | Goal::Nothing | Goal::Reply(None) => true,
            Goal::Socket(proof) | Goal::Reply(proof) => self.proved(proof.as_ref(), raw),
            Goal::Message(matcher) | Goal::Silence(Some(matcher)) => {
                messages(raw).any(|text| matched(matcher, text))
            }
            Goal::Silence(None) | Goal::Heed => messages(raw).next().is_some(),
            Goal::End => false,
        };
        let refused_at = matches!(self.criteria.goal, Goal::Socket(_) | Goal::Reply(_))
            .then(|| {
                self.refusal_message(raw)
                    .map(|(_, frame)| frame.at + FAREWELL)
            })
            .flatten();
        let limit = refused_at
            .unwrap_or(self.criteria.patience)
            .min(self.criteria.patience);
        match enough || raw.elapsed >= limit {
            true => Patience::Enough,
            false => Patience::More(limit - raw.elapsed),
        }
    }
}

impl Classifier {
    /// What became of the act.
    pub fn outcome(&self, raw: &Raw, redactor: &Redactor) -> Outcome {
        match &self.criteria.goal {
            Goal::Answer { .. } => self.answer(raw, redactor),
            Goal::Socket(proof) => self.socket(proof.as_ref(), raw, redactor),
            Goal::Reply(proof) => self.reply(proof.as_ref(), raw, redactor),
            Goal::Heed => self.reply(None, raw, redactor),
            Goal::Message(matcher) => match messages(raw).find(|text| matched(matcher, text)) {
                Some(text) => accepted("the awaited message", text, redactor),
                None => self.ended_or(Outcome::Quiet, raw, redactor),
            },
            Goal::End => self.ended_or(Outcome::Quiet, raw, redactor),
            Goal::Silence(of) => {
                let heard = messages(raw)
                    .find(|text| of.as_ref().is_none_or(|matcher| matched(matcher, text)));
                match (heard, &raw.end) {
                    (Some(text), _) => Outcome::Heard(shortened(text, redactor)),
                    (None, Some(_)) => unclear("the socket ended while silence was asked for"),
                    (None, None) => self.ended_or(Outcome::Quiet, raw, redactor),
                }
            }
            Goal::Nothing => match &raw.fault {
                Some(fault) => fault_outcome(fault, redactor),
                None => Outcome::Done,
            },
        }
    }

    fn answer(&self, raw: &Raw, redactor: &Redactor) -> Outcome {
        let Some(answer) = raw.answer.as_ref().filter(|_| raw.fault.is_none()) else {
            return no_answer(raw, redactor);
        };
        match self.answer_proof(answer) {
            Ok(by) => Outcome::Accepted(redactor.clean(&by)),
            Err(missing) => {
                let declared = self.declared_statuses(answer, Scope::Http);
                let status = answer.status;
                if !declared.is_empty() {
                    let manner = http_manner(answer, redactor);
                    return Outcome::Refused { manner, declared };
                }
                match status {
                    500.. => Outcome::Broken(Manner::Status(status)),
                    300..=499 => Outcome::Refused {
                        manner: http_manner(answer, redactor),
                        declared: undeclared(status),
                    },
                    _ => Outcome::Unclear(redactor.clean(&format!(
                        "HTTP {status} without the proof of acceptance: {missing}"
                    ))),
                }
            }
        }
    }

    /// What proves acceptance on an HTTP response, or what is missing.
    fn answer_proof(&self, answer: &Answer) -> Result<String, String> {
        let Goal::Answer {
            status,
            matcher,
            outputs,
        } = &self.criteria.goal
        else {
            return Err("nothing can prove it".to_owned());
        };
        let mut by = Vec::new();
        if let Some(wanted) = status {
            if answer.status != *wanted {
                return Err(format!("status {wanted} was wanted"));
            }
            by.push(format!("HTTP {wanted}"));
        } else if answer.status >= 300 {
            return Err("the status is no success".to_owned());
        }
        if let Some(matcher) = matcher {
            let (held, seen) = holds(matcher, Some(answer), &answer.body);
            if !held {
                return Err(format!("{} wanted, {seen} found", wanted(matcher)));
            }
            by.push(format!("{} is {seen}", place(matcher)));
        }
        for (name, output) in outputs {
            if find(output, answer).is_none() {
                return Err(format!("its output `{name}` is not there"));
            }
            if status.is_none() && matcher.is_none() {
                by.push(format!("`{name}` was given"));
            }
        }
        match by.is_empty() {
            true => Err("nothing can prove it".to_owned()),
            false => Ok(by.join(", ")),
        }
    }

    fn socket(&self, proof: Option<&Matcher>, raw: &Raw, redactor: &Redactor) -> Outcome {
        let Some(answer) = raw.answer.as_ref().filter(|_| raw.fault.is_none()) else {
            return no_answer(raw, redactor);
        };
        if answer.status != 101 {
            let manner = Manner::Handshake(answer.status);
            let declared = self.declared_statuses(answer, Scope::Handshake);
            return match (declared.is_empty(), answer.status) {
                (false, _) => Outcome::Refused { manner, declared },
                (true, 500..) => Outcome::Broken(manner),
                (true, status) => Outcome::Refused {
                    manner,
                    declared: undeclared(status),
                },
            };
        }
        self.reply(proof, raw, redactor)
    }

    fn reply(&self, proof: Option<&Matcher>, raw: &Raw, redactor: &Redactor) -> Outcome {
        if let Some(fault) = &raw.fault {
            return fault_outcome(fault, redactor);
        }
        let refusal = self.refusal_message(raw);
        for frame in received(raw) {
            if proof.is_some_and(|proof| matched(proof, &frame.frame.payload)) {
                return accepted("an answer proves it", &frame.frame.payload, redactor);
            }
            if let Some((declared, said)) = &refusal
                && std::ptr::eq(*said, frame)
            {
                let then = raw
                    .end
                    .as_ref()
                    .and_then(|end| end_manner(end, redactor))
                    .map(Box::new);
                let manner = Manner::Message(then);
                return Outcome::Refused {
                    manner,
                    declared: declared.clone(),
                };
            }
        }
        match raw
            .end
            .as_ref()
            .and_then(|end| end_manner(end, redactor).map(|manner| (end, manner)))
        {
            Some((end, manner)) => self.ending_refusal(end, manner),
            None if matches!(self.criteria.goal, Goal::Reply(None)) => Outcome::Done,
            None if let (Goal::Heed, Some(text)) = (&self.criteria.goal, messages(raw).next()) => {
                Outcome::Heard(shortened(text, redactor))
            }
            None if messages(raw).next().is_some() => {
                unclear("messages came, but none that proves or refuses")
            }
            None => unclear("silence: neither a proof nor a refusal"),
        }
    }

    /// The end of a socket that was to be accepted or to answer.
    fn ending_refusal(&self, end: &End, manner: Manner) -> Outcome {
        let declared: Vec<Class> = unique(
            self.criteria
                .refusing
                .ws
                .iter()
                .filter(|(_, how)| end_is(how, end))
                .map(|(c, _)| *c),
        );
        match (&manner, declared.is_empty()) {
            (Manner::Violation(_) | Manner::Close(1011, _), true) => Outcome::Broken(manner),
            _ => Outcome::Refused { manner, declared },
        }
    }

    /// How the socket ended, with the causes that declare it, or `otherwise`.
    fn ended_or(&self, otherwise: Outcome, raw: &Raw, redactor: &Redactor) -> Outcome {
        if let Some(fault) = &raw.fault {
            return fault_outcome(fault, redactor);
        }
        let Some(end) = &raw.end else {
            return otherwise;
        };
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

    fn declared_statuses(&self, answer: &Answer, scope: Scope) -> Vec<Class> {
        let is = |how: &HttpRefusal| {
            how.status.contains(&answer.status)
                && how
                    .matcher
                    .as_ref()
                    .is_none_or(|matcher| holds(matcher, Some(answer), &answer.body).0)
        };
        let refusing = &self.criteria.refusing;
        match scope {
            Scope::Http => unique(
                refusing
                    .http
                    .iter()
                    .filter(|(_, how)| is(how))
                    .map(|(c, _)| *c),
            ),
            Scope::Handshake => unique(refusing.ws.iter().filter_map(|(class, how)| match how {
                SocketRefusal::Handshake(how) if is(how) => Some(*class),
                _ => None,
            })),
        }
    }

    /// The first message that the contract declares as a refusal, with its classes.
    fn refusal_message<'a>(&self, raw: &'a Raw) -> Option<(Vec<Class>, &'a SeenFrame)> {
        received(raw).find_map(|frame| {
            let classes =
                unique(
                    self.criteria
                        .refusing
                        .ws
                        .iter()
                        .filter_map(|(class, how)| match how {
                            SocketRefusal::Message(matcher)
                                if matched(matcher, &frame.frame.payload) =>
                            {
                                Some(*class)
                            }
                            _ => None,
                        }),
                );
            (!classes.is_empty()).then_some((classes, frame))
        })
    }

    fn proved(&self, proof: Option<&Matcher>, raw: &Raw) -> bool {
        proof.is_some_and(|proof| messages(raw).any(|text| matched(proof, text)))
    }
}

#[derive(Clone, Copy)]
enum Scope {
    Http,
    Handshake,
}

fn matched(matcher: &Matcher, text: &[u8]) -> bool {
    holds(matcher, None, text).0
}
