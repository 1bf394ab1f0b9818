//! One act: set-up that it needs, job and criteria, and then, in this order, raw facts, secrets
//! registered, passive rules, predicates, redaction, journal. The experiment sees what was written.

use std::collections::HashMap;
use std::time::Instant;

use drive::{Drive, Hands};
use indexmap::IndexMap;
use judge::{Classifier, Criteria};
use model::clean::Clean;
use model::event::What;
use model::many::{Attempts, Deliveries};
use model::name::{CaseId, Name};
use model::observation::{Notice, Observation, Outcome};
use model::operation::Output;
use model::plan::{Act, Expected, Tag};
use model::role::ANONYMOUS;
use model::target::Target;
use model::wire::{Job, Raw};

use crate::broadcast::Opened;
use crate::digest::Digester;
use crate::fault::ActFault;
use crate::journal::Journal;
use crate::spent::Spent;
use crate::waits::Waits;
use crate::wallet::Wallet;

/// Does the acts of one case.
pub struct Actor<'a> {
    /// The target.
    pub target: &'a Target,
    /// What the case has in hand.
    pub wallet: Wallet<'a>,
    /// What it holds open.
    pub hands: Hands,
    /// Gives hands of their own to what must not share a connection.
    pub drive: &'a Drive,
    /// True while a probe is performed.
    pub probing: bool,
    /// True while a broadcast publishes its messages.
    pub publishing: bool,
    /// Keyed digests of this run.
    pub digester: &'a Digester,
    /// Where events go.
    pub journal: &'a Journal,
    /// The case; none while the target is made ready.
    pub case: Option<&'a CaseId>,
    /// How long the case has waited for time to pass.
    pub waits: Waits,
    /// How deep the set-up is nested.
    pub depth: usize,
    /// Sets of sockets, with how many each has.
    pub sets: HashMap<Name, u32>,
    /// Sockets that were opened under a name, in order.
    pub opened: Vec<Opened>,
    /// How many samples of times the run takes.
    pub samples: u32,
    /// What the run has asked of operations that are limited.
    pub spent: &'a Spent,
    /// When the case began, by the clock that limits go by.
    pub began: Instant,
}

/// A job that is bound, and how to judge what comes of it.
pub struct Bound {
    /// The job.
    pub job: Job,
    /// How to classify it.
    pub criteria: Criteria,
    /// What to look for in the answer.
    pub outputs: IndexMap<Name, Output>,
}

/// What came of a job.
pub struct Seen {
    /// The raw facts.
    pub raw: Raw,
    /// What became of it.
    pub outcome: Outcome,
    /// The outputs that were found.
    pub outputs: IndexMap<Name, String>,
    /// Of a run, the operation that was not accepted.
    pub link: Option<Name>,
    /// Data frames that came before a refusal, or at all.
    pub early: usize,
    /// How many there were of what the act counts.
    pub counts: IndexMap<String, u64>,
    /// What passive rules noticed on what is not in the raw facts.
    pub notices: Vec<Notice>,
    /// Its attempts, when it made several.
    pub attempts: Option<Box<Attempts>>,
    /// What was heard of what it published.
    pub deliveries: Option<Box<Deliveries>>,
    /// Whether the records that it read have their fields, and what was seen of it.
    pub fields: Option<(bool, Clean)>,
}

impl Actor<'_> {
    /// Performs an act of the plan and writes what was seen. What the target did not give leaves the
    /// act unclear; a fault of a file or of the harness ends the case.
    pub async fn perform(
        &mut self,
        act: &Act,
        expected: &[Expected],
    ) -> Result<Observation, ActFault> {
        let role = role_of(act);
        self.probing = matches!(act.tag, Tag::Probe(_));
        if let Some(mark) = &act.what.part().mark {
            let cause = self.cause(act);
            self.wallet.causes.insert(mark.clone(), cause);
        }
        let done = self.patiently(act, &role).await;
        if let Some(mark) = &act.what.part().mark {
            self.wallet.set_mark(mark);
        }
        let done = done.map_err(|fault| self.blame(fault, &role));
        let observation = match done {
            Ok(seen) => {
                if !matches!(act.tag, Tag::Probe(_)) {
                    self.keep(&role, &seen.outputs);
                    self.wallet.note_fetched(&role, seen.outputs.keys(), false);
                }
                self.observe(act, &seen, expected)
            }
            Err(ActFault::Unmet(why)) => Observation {
                act: act.number,
                tag: act.tag.clone(),
                outcome: Outcome::Unclear(self.wallet.redactor.clean(&why)),
                facts: Vec::new(),
                features: IndexMap::new(),
                counts: IndexMap::new(),
                attempts: None,
                deliveries: None,
                notices: Vec::new(),
                evidence: Default::default(),
            },
            Err(fault) => return Err(fault),
        };
        let what = What::Observed {
            seen: Box::new(observation.clone()),
            implied: false,
        };
        self.journal.record(self.case, what)?;
        Ok(observation)
    }

    /// What a target should have given, and did not, is no fault of a file.
    fn blame(&self, fault: ActFault, role: &str) -> ActFault {
        match fault {
            ActFault::Unresolved(missing) if self.wallet.awaits(&missing.0) => {
                ActFault::Unmet(format!("nothing was captured for `{}`", missing.0))
            }
            ActFault::Unresolved(missing) if role == ANONYMOUS => {
                ActFault::Unmet(format!("`anonymous` has no `{}`", missing.0))
            }
            other => other,
        }
    }

    /// Does a job and classifies it.
    pub async fn execute(&mut self, bound: Bound, role: &str) -> Result<Seen, ActFault> {
        let mut classifier = Classifier::new(bound.criteria);
        let raw = self.carry(bound.job, &mut classifier).await?;
        Ok(self.classify(raw, (&classifier, &bound.outputs), role))
    }

    /// What became of a job. Every declared output is registered as a secret, whoever got it: a hole
    /// hands out a token that no step captures.
    pub fn classify(
        &mut self,
        raw: Raw,
        (classifier, wanted): (&Classifier, &IndexMap<Name, Output>),
        role: &str,
    ) -> Seen {
        let mut outputs = IndexMap::new();
        if let Some(answer) = &raw.answer {
            self.wallet.clock.read(answer);
        }
        for (name, output) in wanted {
            if let Some(value) = judge::find_in(output, &raw) {
                let label = format!("{name} of {role}");
                match self.target.credentials.contains_key(name) {
                    true => self.wallet.learn(&label, &value),
                    // Where a form is sent is for every reader.
                    false if output.form_action.is_some() => {}
                    false => self.wallet.learn_output(&label, &value),
                }
                outputs.insert(name.clone(), value);
            }
        }
        self.learn_cookies(role);
        let outcome = classifier.outcome(&raw, &self.wallet.redactor);
        let early = classifier.early(&raw);
        Seen {
            outcome,
            outputs,
            link: None,
            early,
            ..Seen::of(raw)
        }
    }

    /// Keeps the outputs that are credentials.
    pub fn keep(&mut self, role: &str, outputs: &IndexMap<Name, String>) {
        for (name, value) in outputs {
            if self.target.credentials.contains_key(name) {
                self.wallet.keep_credential(role, name, value);
                self.read_clock(value);
            }
        }
    }

    /// Keeps what a step captures; accepted without it, the act is unclear.
    pub fn capture(&mut self, role: &str, captures: &IndexMap<Name, Name>, seen: &mut Seen) {
        for (own, output) in captures {
            let value = seen.outputs.get(output).cloned().or_else(|| {
                self.wallet
                    .credential(role, output)
                    .map(|secret| secret.expose().to_owned())
            });
            match (value, &seen.outcome) {
                (Some(value), _) => self.wallet.capture(own, &value),
                (None, Outcome::Accepted(_)) => {
                    let why = format!("accepted, but its output `{output}` is not there");
                    seen.outcome = Outcome::Unclear(Clean::words(why));
                }
                (None, _) => {}
            }
        }
    }
}

/// Who acts.
pub fn role_of(act: &Act) -> String {
    let who = act.what.part().who.clone();
    who.unwrap_or_else(|| "user".to_owned())
}
