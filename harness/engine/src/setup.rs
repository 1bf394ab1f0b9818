//! Set-up that no step names: what yields an operation's inputs and credentials.

use std::future::Future;
use std::pin::Pin;

use indexmap::IndexMap;
use model::credential::CredentialValue;
use model::event::What;
use model::name::Name;
use model::observation::Outcome;
use model::operation::{Input, Operation};
use model::plan::{Act, Tag};
use model::secret::Secret;
use model::step::{Call, Step};

use crate::act::{Actor, Seen};
use crate::bind::Doing;
use crate::credentials::{self, Needed, Standing, needed};
use crate::fault::ActFault;
use crate::place::Placed;
use crate::schedule::logs_in;
use crate::wallet::provider;

/// Chains of set-up deeper than this are a fault of the target file.
const DEEPEST: usize = 8;

/// A future of its own, because set-up may need set-up.
pub type Boxed<'f, T> = Pin<Box<dyn Future<Output = Result<T, ActFault>> + Send + 'f>>;

impl Actor<'_> {
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
                && self.wallet.underway(name).is_none()
                && self
                    .wallet
                    .yielded(provider(doing.role), &from.from, name)
                    .is_none()
            {
                self.imply(&from.from, provider(doing.role), act).await?;
            }
        }
        let target = self.target;
        let mut placed = Vec::new();
        let mut missing = Vec::new();
        for needed in needed(target, op, doing)? {
            // The same at several places is made once: a token may be good for one request only.
            let mut made: Vec<(Standing<'_>, Option<Vec<u8>>)> = Vec::new();
            for used in &needed.uses {
                let name = self.stand_in(&needed, used, doing);
                let known = made
                    .iter()
                    .find(|(other, _)| (other.name, &other.value) == (name, &used.value));
                let octets = match known {
                    Some((_, octets)) => octets.clone(),
                    None => {
                        let own = self.own(name, &used.value, doing, act).await?;
                        let of = (&used.value, own.as_ref(), doing.role);
                        credentials::value(&mut self.wallet, target, name, of)?
                    }
                };
                made.push((
                    Standing {
                        name,
                        ..used.clone()
                    },
                    octets.clone(),
                ));
                if let Some(value) = octets {
                    placed.push(Placed {
                        credential: needed.name.to_owned(),
                        place: used.place.clone(),
                        value,
                    });
                }
            }
            let is_placed = placed.iter().any(|placed| placed.credential == needed.name);
            if !is_placed {
                missing.push(needed.name.to_owned());
            }
        }
        Ok((placed, missing))
    }

    /// The credential that is sent in place of one that nobody can have, where the operation takes it.
    fn stand_in<'n>(&self, needed: &Needed<'n>, used: &Standing<'n>, doing: &Doing<'_>) -> &'n str {
        let can_be_had = |name: &str| {
            let credential = self.target.credentials.get(name);
            doing.with.contains_key(name)
                || self.wallet.underway(name).is_some()
                || self.wallet.credential(doing.role, name).is_some()
                || credential.is_some_and(|credential| credential.from.is_some())
        };
        if used.name != needed.name || can_be_had(used.name) {
            return used.name;
        }
        let other = needed.instead.iter().find(|other| can_be_had(other));
        other.map_or(used.name, String::as_str)
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
        if let (true, Some(value)) = (role == doing.role, self.wallet.underway(name)) {
            return Ok(value.as_str().map(Secret::new));
        }
        let credential = self.target.credentials.get(name);
        if self.wallet.credential(role, name).is_none()
            && let Some(from) = credential.and_then(|credential| credential.from.clone())
        {
            self.imply(&from, role, act).await?;
        }
        let own = self.wallet.credential(role, name);
        if credential.is_some_and(|credential| credential.single_use) {
            self.wallet.drop_credential(role, name);
        }
        Ok(own)
    }

    /// Runs an operation as set-up that no step names.
    pub(crate) fn imply<'f>(&'f mut self, op: &'f str, role: &'f str, act: u32) -> Boxed<'f, ()> {
        Box::pin(async move {
            if self.depth >= DEEPEST {
                return Err(ActFault::File(format!("`{op}` needs itself")));
            }
            self.enrol(role, Some(op), act).await?;
            match self.wallet.takes.shares(role) && logs_in(self.target, op) {
                true => self.borrow(op, role, act).await,
                false => self.fetch(op, role, act).await.map(|_| ()),
            }
        })
    }

    /// Runs an operation as set-up, and keeps what it yields.
    pub(crate) fn fetch<'f>(
        &'f mut self,
        op: &'f str,
        role: &'f str,
        act: u32,
    ) -> Boxed<'f, IndexMap<Name, String>> {
        Box::pin(async move {
            self.depth += 1;
            let with = IndexMap::new();
            let doing = Doing::own(op, role, &with);
            // What is known to the operation that waits for it is not for this one.
            let scope = self.wallet.scope.take();
            let seen = self.operate(doing, act).await;
            self.wallet.scope = scope;
            self.depth -= 1;
            let seen = seen?;
            self.must_work(op, role, &seen, act)?;
            self.keep(role, &seen.outputs);
            self.wallet.note_fetched(role, seen.outputs.keys(), true);
            for (output, value) in &seen.outputs {
                self.wallet.keep_yield(role, op, output, value);
            }
            Ok(seen.outputs)
        })
    }

    /// Writes what no step names.
    pub fn note_implied(&mut self, act: &Act, seen: &Seen) -> Result<(), ActFault> {
        let what = What::Observed {
            seen: Box::new(self.observe(act, seen, &[])),
            implied: true,
        };
        Ok(self.journal.record(self.case, what)?)
    }

    /// Writes implied set-up; the act cannot go on unless it worked.
    pub fn must_work(
        &mut self,
        op: &str,
        role: &str,
        seen: &Seen,
        act: u32,
    ) -> Result<(), ActFault> {
        let number = Act {
            number: act,
            step: 0,
            tag: Tag::Setup,
            what: Step::Call(Call {
                op: op.to_owned(),
                ..Call::default()
            }),
        };
        self.note_implied(&number, seen)?;
        let op = seen.link.as_deref().unwrap_or(op);
        match &seen.outcome {
            Outcome::Accepted(_) => Ok(()),
            other => Err(ActFault::Unmet(format!(
                "set-up `{op}` of `{role}` was {other}"
            ))),
        }
    }
}
