//! Messages on a socket: what is sent, and what proves that it was accepted.

use indexmap::IndexMap;
use model::matcher::Matcher;
use model::operation::{Action, Message, Operation, Output};
use model::step::Octets;
use model::target::Target;
use model::template::{self, Lookup};
use model::wire::{Frame, FrameKind};
use serde_json::Value;

use crate::act::Actor;
use crate::bind::{self, Doing};
use crate::fault::ActFault;
use crate::place::{self, Placed};
use crate::wallet::provider;

impl Actor<'_> {
    /// What is sent after the 101, and what proves acceptance: the operation's own proof, or that it
    /// answers an operation, `ping` when nothing is declared.
    pub fn greeting(
        &mut self,
        op: &Operation,
        name: &str,
        role: &str,
    ) -> Result<(Option<Frame>, Option<Matcher>), ActFault> {
        let proof = op.proof.as_ref();
        if let Some(matcher) = proof
            .map(|p| &p.matcher)
            .filter(|matcher| !matcher.is_empty())
        {
            // Without a credential nobody is proved, unless what belongs to `user` comes.
            let look = |name: &str| self.wallet.look(provider(role), name);
            return Ok((None, Some(matcher.fill(&look)?)));
        }
        let Some(answers) = greeting(self.target, op, name) else {
            return Ok((None, None));
        };
        let who = self.wallet.person(role);
        self.spent.note(answers, (&who, None), self.moved_limits());
        self.wallet
            .enter(bind::operation(self.target, answers)?, role)?;
        let (frame, proof) = self.message(answers, &IndexMap::new(), role)?;
        Ok((Some(frame), proof))
    }

    /// The first message of a socket, with the credentials that stand in it. Where its only purpose is
    /// to carry one that is not sent, there is none.
    pub fn first(
        &self,
        op: &Operation,
        placed: &[Placed],
        role: &str,
    ) -> Result<Option<Frame>, ActFault> {
        let look = |name: &str| self.wallet.look(role, name);
        let members: Vec<(&str, String)> = place::message(placed).collect();
        let carries = op
            .needs
            .iter()
            .flat_map(|need| need.entries())
            .any(|(name, own)| {
                let places = own.or(self
                    .target
                    .credentials
                    .get(name)
                    .map(|it| it.places.as_slice()));
                let mut places = places.into_iter().flatten();
                places.any(|place| place.kind() == "message")
            });
        if members.is_empty() && carries {
            return Ok(None);
        }
        let mut json = match &op.first {
            Some(Message::Json(json)) => template::fill(json, &look)?,
            Some(other) if members.is_empty() => return frame(other, &look).map(Some),
            None if members.is_empty() => return Ok(None),
            Some(_) => {
                let what = "a credential cannot stand in a first message that is no JSON";
                return Err(ActFault::File(what.to_owned()));
            }
            None => Value::Object(serde_json::Map::new()),
        };
        for (name, value) in members {
            *member(&mut json, name)? = Value::String(value);
        }
        Ok(Some(Frame {
            kind: FrameKind::Text,
            payload: json.to_string().into_bytes(),
        }))
    }

    /// A message operation: its frame, and what proves its answer.
    pub fn message(
        &self,
        name: &str,
        with: &IndexMap<String, Value>,
        role: &str,
    ) -> Result<(Frame, Option<Matcher>), ActFault> {
        let op = bind::operation(self.target, name)?;
        let Some(Action::Message(_, message)) = op.action() else {
            return Err(ActFault::File(format!(
                "`{name}` is no message over a socket"
            )));
        };
        let doing = Doing::own(name, role, with);
        let locals = bind::locals(&self.wallet, op, &doing)?;
        let look = |name: &str| {
            locals
                .get(name)
                .cloned()
                .or_else(|| self.wallet.look(role, name))
        };
        let whose = |name: &str| {
            let local = locals.get(name).cloned();
            local.or_else(|| self.wallet.look(provider(role), name))
        };
        let proof = op
            .proof
            .as_ref()
            .map(|p| &p.matcher)
            .filter(|matcher| !matcher.is_empty());
        let proof = match proof {
            Some(matcher) => Some(matcher.fill(&whose)?),
            None => op.outputs.values().next().map(found),
        };
        Ok((frame(message, &look)?, proof))
    }
}

/// The member that a dotted name leads to, made where it is not there yet.
fn member<'j>(json: &'j mut Value, name: &str) -> Result<&'j mut Value, ActFault> {
    name.split('.').try_fold(json, |at, step| match at {
        Value::Object(map) => Ok(map
            .entry(step)
            .or_insert_with(|| Value::Object(serde_json::Map::new()))),
        _ => Err(ActFault::File(format!(
            "the credential cannot stand at `{name}` of the first message: not all of the way are objects"
        ))),
    })
}

/// Without a proof, an answer is accepted that has the outputs; the first of them tells it.
fn found(output: &Output) -> Matcher {
    Matcher {
        json: output.json.clone(),
        regex: output.regex.clone().filter(|_| output.json.is_none()),
        exists: output.json.is_some().then_some(true),
        ..Matcher::default()
    }
}

/// A message with its references filled in.
pub fn frame(message: &Message, look: &Lookup<'_>) -> Result<Frame, ActFault> {
    Ok(match message {
        Message::Json(json) => {
            let text = template::fill(json, look)?.to_string();
            Frame {
                kind: FrameKind::Text,
                payload: text.into_bytes(),
            }
        }
        Message::Text(text) => Frame {
            kind: FrameKind::Text,
            payload: text.fill(look)?.into_bytes(),
        },
        Message::Binary(digits) => Frame {
            kind: FrameKind::Binary,
            payload: hexadecimal(digits)?,
        },
        Message::Frame(frame) => Frame {
            kind: FrameKind::Spelled(frame.bits()),
            payload: match &frame.payload {
                Some(payload) => spelled(payload, look)?,
                None => Vec::new(),
            },
        },
        Message::Raw(digits) => Frame {
            kind: FrameKind::Octets,
            payload: hexadecimal(digits)?,
        },
    })
}

/// Octets that a file spells out.
pub fn spelled(octets: &Octets, look: &Lookup<'_>) -> Result<Vec<u8>, ActFault> {
    match octets {
        Octets::Bytes(text) => Ok(text.fill(look)?.into_bytes()),
        Octets::Hex(digits) => hexadecimal(digits),
    }
}

fn hexadecimal(digits: &str) -> Result<Vec<u8>, ActFault> {
    octets(digits).ok_or_else(|| ActFault::File(format!("`{digits}` is not hexadecimal")))
}

fn octets(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    digits
        .chunks(2)
        .map(|pair| Some(pair.first()? << 4 | pair.get(1)?))
        .collect()
}

/// The message whose answer proves that a socket is open, where a message has to.
pub fn greeting<'t>(target: &Target, op: &'t Operation, name: &str) -> Option<&'t str> {
    let proof = op.proof.as_ref();
    if proof.is_some_and(|proof| !proof.matcher.is_empty()) {
        return None;
    }
    let answers = proof.and_then(|proof| proof.answers.as_deref());
    let ping = || target.operations.get("ping");
    answers.or_else(|| {
        ping()
            .filter(|ping| ping.over.as_deref() == Some(name))
            .map(|_| "ping")
    })
}
