//! Operations over HTTP.

use indexmap::IndexMap;
use judge::{Classifier, Criteria, Goal};
use model::name::Name;
use model::observation::Outcome;
use model::operation::{Action, Operation, Output};
use model::wire::{Job, Request};
use url::Url;

use crate::act::{Actor, Bound, Seen};
use crate::bind::{self, Doing};
use crate::credentials;
use crate::fault::ActFault;
use crate::follow::Following;
use crate::place;
use crate::refusing;
use crate::schedule::logs_in;
use crate::setup::Boxed;
use crate::wallet::provider;

/// One request of an operation, ready to be sent.
pub struct Leaf {
    request: Request,
    criteria: Criteria,
    outputs: IndexMap<Name, Output>,
    /// Whose credentials it carries.
    owners: Vec<String>,
    following: Following,
}

impl Leaf {
    /// Whose credentials it carries.
    pub fn owners(&self) -> &[String] {
        &self.owners
    }

    /// The request alone, which nobody follows.
    pub fn bound(self) -> Bound {
        Bound {
            job: Job::Http(self.request),
            criteria: self.criteria,
            outputs: self.outputs,
        }
    }
}

impl Actor<'_> {
    /// Runs an HTTP operation, or a chain of them: all but the last are set-up.
    pub fn operate<'f>(&'f mut self, doing: Doing<'f>, act: u32) -> Boxed<'f, Seen> {
        Box::pin(async move {
            let op = bind::operation(self.target, doing.op)?;
            let outermost = self.wallet.enter(op, doing.role)?;
            let seen = match op.action() {
                Some(Action::Run(chain)) if logs_in(self.target, doing.op) => {
                    self.log_in(chain, doing, act).await
                }
                Some(Action::Run(chain)) => self.run(chain, doing, act).await,
                Some(Action::Http(..)) => self.request(doing, act).await,
                _ => Err(ActFault::File(format!(
                    "`{}` is no operation to call",
                    doing.op
                ))),
            };
            if outermost {
                self.wallet.leave();
            }
            if let Ok(Seen {
                outcome: Outcome::Accepted(_),
                ..
            }) = &seen
            {
                self.wallet.note_done(doing.op, doing.role);
            }
            if let (true, Ok(seen)) = (outermost, &seen)
                && matches!(seen.outcome, Outcome::Accepted(_))
            {
                self.note_begun(doing.op, doing.role, &seen.outputs);
            }
            seen
        })
    }

    async fn request(&mut self, doing: Doing<'_>, act: u32) -> Result<Seen, ActFault> {
        let leaf = self.leaf(&doing, act).await?;
        if doing.page.preflight {
            return self.execute(leaf.bound(), doing.role).await;
        }
        let seen = self.exchange(&leaf, doing.role).await?;
        if let Outcome::Accepted(_) = seen.outcome {
            self.ended(doing.op, &leaf.owners);
        }
        Ok(seen)
    }

    /// The one request of an operation, ready to be sent; what it needs is done.
    pub async fn leaf(&mut self, doing: &Doing<'_>, act: u32) -> Result<Leaf, ActFault> {
        let op = bind::operation(self.target, doing.op)?;
        let Some(Action::Http(method, path)) = op.action() else {
            return Err(ActFault::File(format!("`{}` is no one request", doing.op)));
        };
        let (placed, missing) = self.prepare(op, doing, act).await?;
        let mut request = bind::request(
            &mut self.wallet,
            self.target,
            (op, method, path),
            (doing, &placed, &missing),
        )?;
        let who = self.wallet.person(doing.role);
        let from = self.wallet.address_number(doing.from, doing.role);
        self.spent.note(doing.op, (&who, from), self.moved_limits());
        let owners = self.wallet.owners(doing.role, &placed);
        if doing.page.preflight {
            let ambient = credentials::is_ambient(self.target, op, doing)?;
            return Ok(Leaf {
                request,
                criteria: self.criteria(op, Goal::Preflight { ambient }),
                outputs: IndexMap::new(),
                owners,
                following: Following::No,
            });
        }
        let following = self.following(op, doing)?;
        let runs = self.wallet.scope.as_ref().is_some_and(|scope| scope.runs);
        if runs || following != Following::No {
            self.add_cookies(&mut request, &place::cookies(self.target, op));
        }
        Ok(Leaf {
            request,
            criteria: self.criteria(op, self.answer_goal(op, doing)?),
            outputs: op.outputs.clone(),
            owners,
            following,
        })
    }

    fn criteria(&self, op: &Operation, goal: Goal) -> Criteria {
        Criteria {
            goal,
            refusing: refusing::refusing(self.target, Some(op)),
            patience: refusing::patience(self.target, None),
        }
    }

    /// Sends a request of an operation, follows it as far as the operation says, and classifies what
    /// came at the end.
    async fn exchange(&mut self, leaf: &Leaf, role: &str) -> Result<Seen, ActFault> {
        let mut classifier = Classifier::new(leaf.criteria.clone());
        let request = leaf.request.clone();
        let (raw, lost) = self
            .follow(request, &leaf.following, &mut classifier)
            .await?;
        let mut seen = self.classify(raw, (&classifier, &leaf.outputs), role);
        let declared =
            matches!(&seen.outcome, Outcome::Refused { declared, .. } if !declared.is_empty());
        if let (Some(why), false) = (lost, declared) {
            seen.outcome = Outcome::Unclear(self.wallet.redactor.clean(&why));
        }
        Ok(seen)
    }

    /// How far redirects of an operation are followed.
    fn following(&self, op: &Operation, doing: &Doing<'_>) -> Result<Following, ActFault> {
        let Some(follow) = &op.follow else {
            return Ok(Following::No);
        };
        if let Some(within) = &follow.within {
            return Ok(Following::Within(within.clone()));
        }
        let Some(until) = &follow.until else {
            return Ok(Following::No);
        };
        let locals = bind::locals(&self.wallet, op, doing)?;
        let look = |name: &str| {
            let local = locals.get(name).cloned();
            local.or_else(|| self.wallet.look(doing.role, name))
        };
        let until = until.fill(&look)?;
        let url = Url::parse(&until);
        let url = url.map_err(|_| ActFault::Unmet("`until` leads to no address".to_owned()))?;
        Ok(Following::Until(url))
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
