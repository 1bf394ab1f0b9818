//! Operations over HTTP, and chains of them.

use indexmap::IndexMap;
use judge::{Criteria, Goal};
use model::operation::{Action, Operation};
use model::wire::Job;
use serde_json::Value;

use crate::act::{Actor, Bound, Seen};
use crate::bind::{self, Doing};
use crate::credentials;
use crate::fault::ActFault;
use crate::refusing;
use crate::setup::Boxed;
use crate::wallet::provider;

impl Actor<'_> {
    /// Runs an HTTP operation, or a chain of them: all but the last are set-up.
    pub fn operate<'f>(&'f mut self, doing: Doing<'f>, act: u32) -> Boxed<'f, Seen> {
        Box::pin(async move {
            let op = bind::operation(self.target, doing.op)?;
            match op.action() {
                Some(Action::Run(chain)) => {
                    let mut with = doing.with.clone();
                    let mut last = None;
                    for (index, name) in chain.iter().enumerate() {
                        let link = Doing {
                            op: name,
                            with: &with,
                            ..doing
                        };
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
                    let (goal, outputs) = match doing.page.preflight {
                        true => {
                            let ambient = credentials::is_ambient(self.target, op, &doing)?;
                            (Goal::Preflight { ambient }, IndexMap::new())
                        }
                        false => (self.answer_goal(op, &doing)?, op.outputs.clone()),
                    };
                    let criteria = Criteria {
                        goal,
                        refusing: refusing::refusing(self.target, Some(op)),
                        patience: refusing::patience(self.target, None),
                    };
                    let job = Job::Http(request);
                    self.execute(
                        Bound {
                            job,
                            criteria,
                            outputs,
                        },
                        doing.role,
                    )
                    .await
                }
                _ => Err(ActFault::File(format!(
                    "`{}` is no operation to call",
                    doing.op
                ))),
            }
        })
    }

    fn answer_goal(&self, op: &Operation, doing: &Doing<'_>) -> Result<Goal, ActFault> {
        let locals = bind::locals(&self.wallet, op, doing)?;
        let look = |name: &str| {
            locals
                .get(name)
                .cloned()
                // Without a credential nobody is proved, unless what belongs to `user` comes.
                .or_else(|| self.wallet.look(provider(doing.role), name))
        };
        let proof = op.proof.as_ref();
        let matcher = proof
            .map(|proof| &proof.matcher)
            .filter(|matcher| !matcher.is_empty());
        Ok(Goal::Answer {
            status: proof.and_then(|proof| proof.status),
            matcher: matcher.map(|matcher| matcher.fill(&look)).transpose()?,
            outputs: op.outputs.clone(),
        })
    }
}
