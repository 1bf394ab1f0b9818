//! Sessions given back: where a user may have only so many and one more is refused, those that a case has
//! begun must not stand in the way of the next.

use std::time::Duration;

use indexmap::IndexMap;
use model::contract::OverLimit;
use model::name::Name;
use model::observation::Outcome;
use model::plan::{Act, Tag};
use model::role::Role;
use model::secret::Secret;
use model::step::{Call, Step};
use model::target::Target;
use tokio::time::timeout;

use crate::act::Actor;
use crate::bind::Doing;
use crate::fault::{ActFault, RunFault};
use crate::schedule::logs_in;
use crate::time::Moment;

/// What gives a session back.
const LOGOUT: &str = "logout";
/// What makes that possible once its access token has expired.
const REFRESH: &str = "refresh";

/// A session, as its login has yielded it.
#[derive(Debug, Clone)]
pub struct Begun {
    /// As whom.
    pub role: Name,
    /// What came of it.
    pub outputs: IndexMap<Name, Secret>,
    /// When.
    pub began: Moment,
}

impl Actor<'_> {
    /// Notes a session that takes one of the few places of an account which others use as well, and is
    /// not shared with them.
    pub fn note_begun(&mut self, op: &str, role: &str, outputs: &IndexMap<Name, String>) {
        let takes = &self.wallet.takes;
        let is_own = takes.own.contains(Role::of(role).principal) || !gives_back(self.target);
        if is_own || takes.is_borrowing(role) || !logs_in(self.target, op) {
            return;
        }
        let secret = |(name, value): (&Name, &String)| (name.clone(), Secret::new(value));
        self.wallet.begun.push(Begun {
            role: role.to_owned(),
            outputs: outputs.iter().map(secret).collect(),
            began: self.wallet.moment(),
        });
    }

    /// Ends every session that the case has begun, as far as the target lets it; each may take so long.
    pub async fn give_back(&mut self, each: Duration) -> Result<(), RunFault> {
        let begun = std::mem::take(&mut self.wallet.begun);
        self.give_back_all(begun, each).await
    }

    /// Ends these sessions. What a target refuses here is no verdict on it: most have been ended already,
    /// by what was tried on them.
    pub async fn give_back_all(
        &mut self,
        begun: Vec<Begun>,
        each: Duration,
    ) -> Result<(), RunFault> {
        self.probing = false;
        for session in begun {
            // What was under way before is over, wherever it stood.
            self.wallet.scope = None;
            self.depth = 0;
            let ending = timeout(each, self.end_session(&session));
            if let Ok(Err(ActFault::Run(fault))) = ending.await {
                return Err(fault);
            }
        }
        Ok(())
    }

    async fn end_session(&mut self, session: &Begun) -> Result<(), ActFault> {
        let role = session.role.as_str();
        self.wallet.fetched.retain(|(who, _), _| who != role);
        let lapsed = self.has_lapsed(session);
        self.take_up(role, &session.outputs);
        if !lapsed || !self.target.operations.contains_key(REFRESH) {
            return self.end_by(LOGOUT, role).await.map(|_| ());
        }
        let renewed = self.end_by(REFRESH, role).await?;
        self.keep(role, &renewed);
        self.end_by(LOGOUT, role).await.map(|_| ())
    }

    async fn end_by(&mut self, op: &str, role: &str) -> Result<IndexMap<Name, String>, ActFault> {
        let with = IndexMap::new();
        let seen = self.operate(Doing::own(op, role, &with), 0).await?;
        let act = Act {
            number: 0,
            step: 0,
            tag: Tag::Setup,
            what: Step::Call(Call {
                op: op.to_owned(),
                ..Call::default()
            }),
        };
        self.note_implied(&act, &seen)?;
        Ok(match seen.outcome {
            Outcome::Accepted(_) => seen.outputs,
            _ => IndexMap::new(),
        })
    }

    /// Whether a token of it may have expired.
    fn has_lapsed(&self, session: &Begun) -> bool {
        let moved = self.wallet.clock.moved();
        let gone = session.began.at.elapsed() + moved.saturating_sub(session.began.moved);
        let lifetimes = &self.target.contract.lifetimes;
        let mut lives = session
            .outputs
            .keys()
            .filter_map(|name| lifetimes.get(name));
        lives.any(|life| gone >= life.0)
    }

    /// Takes credentials in hand that a login has yielded.
    pub fn take_up(&mut self, role: &str, outputs: &IndexMap<Name, Secret>) {
        for (name, value) in outputs {
            if self.target.credentials.contains_key(name) {
                self.wallet.keep_credential(role, name, value.expose());
            }
        }
    }
}

/// Whether sessions have to be given back to this target, and can be.
pub fn gives_back(target: &Target) -> bool {
    let sessions = target.contract.sessions.as_ref();
    sessions.is_some_and(|it| it.over == OverLimit::Refuse)
        && target.operations.contains_key(LOGOUT)
}

/// What a login will be followed by at the end of its case, where its session has to be given back.
pub fn follows(target: &Target, lapses: bool) -> &'static [&'static str] {
    match gives_back(target) {
        false => &[],
        true if lapses && target.operations.contains_key(REFRESH) => &[REFRESH, LOGOUT],
        true => &[LOGOUT],
    }
}
