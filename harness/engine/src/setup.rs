//! Set-up that no step names: what yields an operation's inputs and credentials.

use std::future::Future;
use std::pin::Pin;

use indexmap::IndexMap;
use model::credential::CredentialValue;
use model::event::What;
use model::observation::Outcome;
use model::operation::{Input, Operation};
use model::plan::{Act, Tag};
use model::secret::Secret;
use model::step::{Call, Step};

use crate::act::{Actor, Seen};
use crate::bind::Doing;
use crate::credentials::{self, needed};
use crate::fault::ActFault;
use crate::place::Placed;
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
            for (place, value) in &needed.uses {
                let own = self.own(needed.name, value, doing, act).await?;
                let of = (value, own.as_ref(), doing.role);
                let octets = credentials::value(&mut self.wallet, target, needed.name, of)?;
                if let Some(value) = octets {
                    placed.push(Placed {
                        credential: needed.name.to_owned(),
                        place: place.clone(),
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
        let from = self
            .target
            .credentials
            .get(name)
            .and_then(|c| c.from.clone());
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
            let doing = Doing::own(op, role, &with);
            let seen = self.operate(doing, act).await;
            self.depth -= 1;
            let seen = seen?;
            self.must_work(op, role, &seen, act)?;
            self.keep(role, &seen.outputs);
            self.wallet.note_fetched(role, seen.outputs.keys(), true);
            for (output, value) in &seen.outputs {
                self.wallet.keep_yield(role, op, output, value);
            }
            Ok(())
        })
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
        let observation = self.observe(&number, seen, &[]);
        let what = What::Observed {
            seen: Box::new(observation),
            implied: true,
        };
        self.journal.record(self.case, what)?;
        match &seen.outcome {
            Outcome::Accepted(_) => Ok(()),
            other => Err(ActFault::Unmet(format!(
                "set-up `{op}` of `{role}` was {other}"
            ))),
        }
    }
}
