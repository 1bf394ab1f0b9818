//! One act: set-up that it needs, job and criteria, and then, in this order, raw facts, secrets
//! registered, passive rules, predicates, redaction, journal. The experiment sees what was written.

use std::future::Future;
use std::pin::Pin;

use drive::Hands;
use indexmap::IndexMap;
use judge::{Classifier, Criteria, Goal};
use model::clean::Clean;
use model::credential::CredentialValue;
use model::event::What;
use model::name::{CaseId, Name};
use model::observation::{Observation, Outcome};
use model::operation::{Action, Input, Operation, Output};
use model::plan::{Act, Expected, Tag};
use model::secret::Secret;
use model::step::Step;
use model::target::Target;
use model::wire::{Job, Raw};
use serde_json::Value;

use crate::bind::{self, Doing};
use crate::credentials::{self, needed};
use crate::digest::Digester;
use crate::evidence::evidence;
use crate::fault::ActFault;
use crate::journal::Journal;
use crate::place::Placed;
use crate::wallet::Wallet;

/// Chains of set-up deeper than this are a fault of the target file.
const DEEPEST: usize = 8;

/// Does the acts of one case.
pub struct Actor<'a> {
    /// The target.
    pub target: &'a Target,
    /// What the case has in hand.
    pub wallet: Wallet<'a>,
    /// What it holds open.
    pub hands: Hands,
    /// Keyed digests of this run.
    pub digester: &'a Digester,
    /// Where events go.
    pub journal: &'a mut Journal,
    /// The case; none while the target is made ready.
    pub case: Option<&'a CaseId>,
    /// How deep the set-up is nested.
    pub depth: usize,
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
}

type Boxed<'f, T> = Pin<Box<dyn Future<Output = Result<T, ActFault>> + Send + 'f>>;

impl Actor<'_> {
    /// Performs an act of the plan and writes what was seen. What the target did not give leaves the
    /// act unclear; a fault of a file or of the harness ends the case.
    pub async fn perform(
        &mut self,
        act: &Act,
        expected: &[Expected],
    ) -> Result<Observation, ActFault> {
        let role = act.what.part().who.clone().unwrap_or_else(|| "user".to_owned());
        let done = self.step(act, &role).await;
        let observation = match done {
            Ok(seen) => {
                if !matches!(act.tag, Tag::Probe(_)) {
                    self.keep(&role, &seen.outputs);
                }
                self.observe(act, &seen, expected)
            }
            Err(ActFault::Unmet(why)) => Observation {
                act: act.number,
                tag: act.tag.clone(),
                outcome: Outcome::Unclear(self.wallet.redactor.clean(&why)),
                facts: Vec::new(),
                features: IndexMap::new(),
                notices: Vec::new(),
                evidence: Default::default(),
            },
            Err(fault) => return Err(fault),
        };
        let what = What::Observed { seen: Box::new(observation.clone()), implied: false };
        self.journal.record(self.case, what)?;
        Ok(observation)
    }

    async fn step(&mut self, act: &Act, role: &str) -> Result<Seen, ActFault> {
        bind::meet(&mut self.wallet, role);
        match &act.what {
            Step::Call(call) => {
                let doing = Doing {
                    op: &call.op,
                    role,
                    with: &call.with,
                    uses: &call.credential,
                    from: call.part.from.as_ref(),
                };
                let mut seen = self.operate(doing, act.number).await?;
                self.capture(role, &call.capture, &mut seen);
                Ok(seen)
            }
            Step::Http(http) => self.spelled_out(http, role).await,
            Step::Open(open) => self.open(open, act, role).await,
            Step::Send(send) => self.send(send, act, role).await,
            Step::Await(step) => self.listen(step, role).await,
            Step::Quiet(step) => self.silence(step, role).await,
            Step::HangUp(step) => self.hang_up(&step.socket, step.how).await,
        }
    }

    /// Runs an HTTP operation, or a chain of them: all but the last are set-up.
    fn operate<'f>(&'f mut self, doing: Doing<'f>, act: u32) -> Boxed<'f, Seen> {
        Box::pin(async move {
            let op = bind::operation(self.target, doing.op)?;
            match op.action() {
                Some(Action::Run(chain)) => {
                    let mut with = doing.with.clone();
                    let mut last = None;
                    for (index, name) in chain.iter().enumerate() {
                        let link = Doing { op: name, with: &with, ..doing };
                        let seen = self.operate(link, act).await?;
                        if index + 1 < chain.len() {
                            self.must_work(name, doing.role, &seen, act)?;
                        }
                        let found = seen.outputs.iter();
                        with.extend(found.map(|(k, v)| (k.clone(), Value::String(v.clone()))));
                        last = Some(seen);
                    }
                    let mut seen =
                        last.ok_or_else(|| ActFault::File(format!("`{}` is empty", doing.op)))?;
                    seen.outputs = with
                        .into_iter()
                        .filter_map(|(k, v)| v.as_str().map(|v| (k, v.to_owned())))
                        .collect();
                    Ok(seen)
                }
                Some(Action::Http(method, path)) => {
                    let (placed, missing) = self.prepare(op, &doing, act).await?;
                    let request = bind::request(
                        &mut self.wallet,
                        self.target,
                        (op, method, path),
                        (&doing, &placed, &missing),
                    )?;
                    let goal = self.answer_goal(op, &doing)?;
                    let criteria = Criteria {
                        goal,
                        refusing: bind::refusing(self.target, Some(op)),
                        patience: bind::patience(self.target, None),
                    };
                    let job = Job::Http(request);
                    self.execute(Bound { job, criteria, outputs: op.outputs.clone() }, doing.role)
                        .await
                }
                _ => Err(ActFault::File(format!("`{}` is no operation to call", doing.op))),
            }
        })
    }

    fn answer_goal(&self, op: &Operation, doing: &Doing<'_>) -> Result<Goal, ActFault> {
        let locals = bind::locals(&self.wallet, op, doing)?;
        let look = |name: &str| {
            locals.get(name).cloned().or_else(|| self.wallet.look(doing.role, name))
        };
        let proof = op.proof.as_ref();
        let matcher = proof.map(|proof| &proof.matcher).filter(|matcher| !matcher.is_empty());
        Ok(Goal::Answer {
            status: proof.and_then(|proof| proof.status),
            // An anonymous act has no identity to name: its proof is never met, which is right.
            matcher: match matcher.map(|matcher| matcher.fill(&look)) {
                Some(Err(_)) if doing.role == crate::wallet::ANONYMOUS => matcher.cloned(),
                Some(filled) => Some(filled?),
                None => None,
            },
            outputs: op.outputs.clone(),
        })
    }

    /// Runs what the operation needs first, and says what stands where.
    pub async fn prepare(
        &mut self,
        op: &Operation,
        doing: &Doing<'_>,
        act: u32,
    ) -> Result<(Vec<Placed>, Vec<String>), ActFault> {
        for (name, input) in &op.inputs {
            if let Input::From(from) = input
                && !doing.with.contains_key(name)
                && self.wallet.yielded(doing.role, &from.from, name).is_none()
            {
                self.imply(&from.from, doing.role, act).await?;
            }
        }
        let target = self.target;
        let mut placed = Vec::new();
        let mut missing = Vec::new();
        for needed in needed(target, op, doing)? {
            for (index, value) in &needed.uses {
                let own = self.own(needed.name, value, doing, act).await?;
                let of = (value, own.as_ref(), doing.role);
                let octets = credentials::value(&mut self.wallet, target, needed.name, of)?;
                if let Some(value) = octets {
                    let place = needed.places[*index].clone();
                    placed.push(Placed { credential: needed.name.to_owned(), place, value });
                }
            }
            let is_placed = placed.iter().any(|placed| placed.credential == needed.name);
            if !is_placed {
                missing.push(needed.name.to_owned());
            }
        }
        Ok((placed, missing))
    }

    /// The valid credential that a value starts from, after a login if it is missing.
    async fn own(
        &mut self,
        needed: &str,
        value: &CredentialValue,
        doing: &Doing<'_>,
        act: u32,
    ) -> Result<Option<Secret>, ActFault> {
        let (role, name) = match value {
            CredentialValue::None | CredentialValue::Empty | CredentialValue::Value(_) => {
                return Ok(None);
            }
            CredentialValue::Of(role) => (role.as_str(), needed),
            CredentialValue::Kind(kind) => (doing.role, kind.as_str()),
            _ => (doing.role, needed),
        };
        if let (true, Some(value)) = (role == doing.role, doing.with.get(name)) {
            let look = |name: &str| self.wallet.look(doing.role, name);
            let filled = model::template::fill(value, &look)?;
            return Ok(filled.as_str().map(Secret::new));
        }
        if let Some(secret) = self.wallet.credential(role, name) {
            return Ok(Some(secret));
        }
        let from = self.target.credentials.get(name).and_then(|c| c.from.clone());
        if let Some(from) = from {
            self.imply(&from, role, act).await?;
        }
        Ok(self.wallet.credential(role, name))
    }

    /// Runs an operation as set-up that no step names.
    fn imply<'f>(&'f mut self, op: &'f str, role: &'f str, act: u32) -> Boxed<'f, ()> {
        Box::pin(async move {
            if self.depth >= DEEPEST {
                return Err(ActFault::File(format!("`{op}` needs itself")));
            }
            self.depth += 1;
            let with = IndexMap::new();
            let doing = Doing { op, role, with: &with, uses: &[], from: None };
            let seen = self.operate(doing, act).await;
            self.depth -= 1;
            let seen = seen?;
            self.must_work(op, role, &seen, act)?;
            self.keep(role, &seen.outputs);
            for (output, value) in &seen.outputs {
                self.wallet.keep_yield(role, op, output, value);
            }
            Ok(())
        })
    }

    /// Writes implied set-up; the act cannot go on unless it worked.
    fn must_work(&mut self, op: &str, role: &str, seen: &Seen, act: u32) -> Result<(), ActFault> {
        let number = Act {
            number: act,
            step: 0,
            tag: Tag::Setup,
            what: Step::Call(model::step::Call {
                op: op.to_owned(),
                with: IndexMap::new(),
                credential: Vec::new(),
                capture: IndexMap::new(),
                part: Default::default(),
            }),
        };
        let observation = self.observe(&number, seen, &[]);
        let what = What::Observed { seen: Box::new(observation), implied: true };
        self.journal.record(self.case, what)?;
        match &seen.outcome {
            Outcome::Accepted(_) => Ok(()),
            other => Err(ActFault::Unmet(format!("set-up `{op}` of `{role}` was {other}"))),
        }
    }

    /// Does a job and classifies it. Every declared output is registered as a secret, whoever got it:
    /// a hole hands out a token that no step captures.
    pub async fn execute(&mut self, bound: Bound, role: &str) -> Result<Seen, ActFault> {
        let mut classifier = Classifier::new(bound.criteria);
        let raw = self.hands.perform(bound.job, &mut classifier).await?;
        let mut outputs = IndexMap::new();
        if let Some(answer) = &raw.answer {
            for (name, output) in &bound.outputs {
                if let Some(value) = judge::find(output, answer) {
                    let label = format!("{name} of {role}");
                    self.wallet.redactor.register(&label, &Secret::new(value.as_str()));
                    outputs.insert(name.clone(), value);
                }
            }
        }
        let outcome = classifier.outcome(&raw, &self.wallet.redactor);
        Ok(Seen { raw, outcome, outputs })
    }

    /// Keeps the outputs that are credentials.
    fn keep(&mut self, role: &str, outputs: &IndexMap<Name, String>) {
        for (name, value) in outputs {
            if self.target.credentials.contains_key(name) {
                self.wallet.keep_credential(role, name, value);
            }
        }
    }

    /// Keeps what a step captures; accepted without it, the act is unclear.
    pub fn capture(&mut self, role: &str, captures: &IndexMap<Name, Name>, seen: &mut Seen) {
        for (own, output) in captures {
            let value = seen.outputs.get(output).cloned().or_else(|| {
                self.wallet.credential(role, output).map(|secret| secret.expose().to_owned())
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

    fn observe(&self, act: &Act, seen: &Seen, expected: &[Expected]) -> Observation {
        let redactor = &self.wallet.redactor;
        let digest = |octets: &[u8]| self.digester.keyed(octets);
        let mine: Vec<&Expected> = match &act.tag {
            Tag::Probe(name) => expected.iter().filter(|e| e.probes.contains(name)).collect(),
            _ => Vec::new(),
        };
        Observation {
            act: act.number,
            tag: act.tag.clone(),
            notices: judge::notices(&seen.raw, redactor),
            facts: judge::facts(mine.iter().copied(), &seen.raw, &seen.outcome, redactor),
            features: match mine.is_empty() {
                true => IndexMap::new(),
                false => judge::features(&seen.raw, &seen.outcome, redactor, &digest),
            },
            outcome: seen.outcome.clone(),
            evidence: evidence(&seen.raw, redactor, self.digester),
        }
    }
}
