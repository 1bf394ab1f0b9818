//! What the messages of one act say, in the order in which they came: the first that proves or
//! refuses decides, then the end of the socket.

use model::clean::Redactor;
use model::matcher::Matcher;
use model::observation::{Manner, Outcome};
use model::refusal::{Class, SocketRefusal};
use model::wire::{End, FrameKind, Raw, SeenFrame};

use crate::criteria::{Criteria, Goal};
use crate::matches::{holds, proves};
use crate::signs::{
    accepted, end_is, end_manner, fault_outcome, over_limit, received, shortened_text, unclear,
    undeclared_end, unique,
};

/// What one frame says.
pub enum Said {
    /// Nothing that counts.
    Nothing,
    /// Acceptance, or what was waited for. An echoed proof holds on what we sent as well.
    Proves {
        /// True when what we sent would be the same proof.
        echoed: bool,
    },
    /// A refusal that the contract declares.
    Refuses(Vec<Class>),
    /// Both at once.
    Both,
}

/// Reads the frames of one act.
pub struct Reader<'a> {
    criteria: &'a Criteria,
    raw: &'a Raw,
    proof: Option<&'a Matcher>,
    echoed: bool,
    /// Where the last frame stands that we sent.
    sent: Option<usize>,
}

impl<'a> Reader<'a> {
    /// For an act with these criteria.
    pub fn new(criteria: &'a Criteria, raw: &'a Raw) -> Reader<'a> {
        let proof = match &criteria.goal {
            Goal::Socket(proof) | Goal::Reply(proof) => proof.as_ref(),
            Goal::Message(matcher) | Goal::Silence(Some(matcher)) => Some(matcher),
            _ => None,
        };
        let ours = |proof: &Matcher| {
            let mut sent = raw.frames.iter().filter(|seen| seen.sent);
            sent.any(|seen| holds(proof, None, &seen.frame.payload))
        };
        Reader {
            criteria,
            raw,
            proof,
            echoed: proof.is_some_and(ours),
            sent: raw.frames.iter().rposition(|seen| seen.sent),
        }
    }

    /// What the frame with this index says.
    pub fn said(&self, index: usize) -> Said {
        let seen = &self.raw.frames[index];
        let data = matches!(seen.frame.kind, FrameKind::Text | FrameKind::Binary);
        if seen.sent || !data {
            return Said::Nothing;
        }
        if matches!(self.criteria.goal, Goal::Silence(None)) {
            return Said::Proves { echoed: false };
        }
        let proving = self
            .proof
            .filter(|_| self.may_prove(index))
            .is_some_and(|proof| proves(proof, None, &seen.frame.payload));
        match (proving, self.refusal(seen)) {
            (true, None) => Said::Proves {
                echoed: self.echoed,
            },
            (true, Some(_)) => Said::Both,
            (false, Some(classes)) => Said::Refuses(classes),
            (false, None) => Said::Nothing,
        }
    }

    /// What came before we sent cannot answer it.
    fn may_prove(&self, index: usize) -> bool {
        match self.criteria.goal {
            Goal::Reply(_) => self.sent.is_some_and(|sent| sent < index),
            Goal::Socket(_) => self.sent.is_none_or(|sent| sent < index),
            _ => true,
        }
    }

    /// The classes that the contract declares for this message. One that came before the act began
    /// refused something else.
    fn refusal(&self, seen: &SeenFrame) -> Option<Vec<Class>> {
        let talks = matches!(self.criteria.goal, Goal::Reply(_) | Goal::Heed);
        let opens = matches!(self.criteria.goal, Goal::Socket(_));
        if !(opens || talks && !seen.at.is_zero()) {
            return None;
        }
        let declared = self.criteria.refusing.ws.iter();
        let classes = unique(declared.filter_map(|(class, how)| match how {
            SocketRefusal::Message(matcher) if holds(matcher, None, &seen.frame.payload) => {
                Some(*class)
            }
            _ => None,
        }));
        (!classes.is_empty()).then_some(classes)
    }

    /// The first message that proves, whatever else came.
    pub fn first_proof(&self) -> Option<&'a Vec<u8>> {
        let all = 0..self.raw.frames.len();
        let index = all
            .into_iter()
            .find(|index| matches!(self.said(*index), Said::Proves { .. }))?;
        Some(&self.raw.frames[index].frame.payload)
    }

    /// How many data frames came before the one that refuses, or at all.
    pub fn before_refusal(&self) -> usize {
        let all = self.raw.frames.len();
        let end = (0..all)
            .find(|index| matches!(self.said(*index), Said::Refuses(_)))
            .unwrap_or(all);
        let before = self.raw.frames[..end].iter();
        let data = |seen: &&SeenFrame| {
            !seen.sent && matches!(seen.frame.kind, FrameKind::Text | FrameKind::Binary)
        };
        before.filter(data).count()
    }

    /// What became of an act that was to be answered.
    pub fn outcome(&self, redactor: &Redactor) -> Outcome {
        if let Some(fault) = &self.raw.fault {
            return fault_outcome(fault, redactor);
        }
        for index in 0..self.raw.frames.len() {
            let payload = &self.raw.frames[index].frame.payload;
            match self.said(index) {
                Said::Nothing => {}
                Said::Both => return unclear("one message proves and refuses at once"),
                Said::Refuses(declared) => return self.refused(declared, redactor),
                Said::Proves { echoed: true } if self.taken_back(index) => {
                    return unclear("the proof only repeats what was sent, and a refusal followed");
                }
                Said::Proves { .. } => return accepted("an answer proves it", payload, redactor),
            }
        }
        self.without_words(redactor)
    }

    fn taken_back(&self, proof: usize) -> bool {
        let mut later = proof + 1..self.raw.frames.len();
        let said_no = later.any(|index| matches!(self.said(index), Said::Refuses(_)));
        let ended = self.raw.end.as_ref();
        said_no || ended.is_some_and(|end| !self.declared_end(end).is_empty())
    }

    fn refused(&self, declared: Vec<Class>, redactor: &Redactor) -> Outcome {
        let end = self.raw.end.as_ref();
        let then = end.and_then(|end| end_manner(end, redactor));
        Outcome::Refused {
            manner: Manner::Message(then.map(Box::new)),
            declared,
        }
    }

    /// No message said anything: the end of the socket does, or nobody.
    fn without_words(&self, redactor: &Redactor) -> Outcome {
        let end = self.raw.end.as_ref();
        if let Some(why) = end.and_then(over_limit) {
            return Outcome::Unclear(redactor.clean(why));
        }
        if let Some(end) = end
            && let Some(manner) = end_manner(end, redactor)
        {
            let talks = matches!(self.criteria.goal, Goal::Reply(_) | Goal::Heed);
            return match talks && self.ended_before(end) {
                true => Outcome::Gone(manner),
                false => self.ending_refusal(end, manner),
            };
        }
        let since = received(self.raw).find(|seen| !seen.at.is_zero());
        match (&self.criteria.goal, since) {
            (Goal::Reply(None), _) => Outcome::Done,
            (Goal::Heed, Some(seen)) => {
                Outcome::Heard(shortened_text(&seen.frame.payload, redactor))
            }
            _ if received(self.raw).next().is_some() => {
                unclear("messages came, but none that proves or refuses")
            }
            _ => unclear("silence: neither a proof nor a refusal"),
        }
    }

    /// True when the target had ended the socket before we spoke: its close frame does not come after
    /// what we sent, or nothing could be sent at all.
    fn ended_before(&self, end: &End) -> bool {
        let Some(sent) = self.sent else { return true };
        let after = &self.raw.frames[sent..];
        let closes =
            |seen: &SeenFrame| !seen.sent && matches!(seen.frame.kind, FrameKind::Close(_));
        matches!(end, End::Closed(..)) && !after.iter().any(closes)
    }

    /// The end of a socket that was to be accepted or to answer.
    fn ending_refusal(&self, end: &End, manner: Manner) -> Outcome {
        let declared = self.declared_end(end);
        match (&manner, declared.is_empty()) {
            (Manner::Violation(_) | Manner::Close(1011, _), true) => Outcome::Broken(manner),
            _ => Outcome::Refused { manner, declared },
        }
    }

    fn declared_end(&self, end: &End) -> Vec<Class> {
        let declared = self.criteria.refusing.ws.iter();
        let classes = unique(
            declared
                .filter(|(_, how)| end_is(how, end))
                .map(|(class, _)| *class),
        );
        match classes.is_empty() {
            true => undeclared_end(end),
            false => classes,
        }
    }
}
