//! What every system shares: its policy, clock, users, sessions, tokens, sockets and tasks.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::error::Unspecified;

use crate::{
    Policy, System,
    account::{Account, Role, User},
    audit::Audit,
    clock::{self, Clock},
    connections::Connections,
    csrf::Csrf,
    keys::Key,
    limit::{Alike, Limiter},
    logins::{Logins, Over},
    policy::{CloseReason, Lifetime, SecretSource},
    random,
    rate::{Messages, Talk},
    ring::Ring,
    sign::{Grant, Kind, Tokens},
    socket::Ending,
    spent::Spent,
    tasks::Tasks,
    users::Users,
    visits::Visits,
};

/// How long a session and its refresh token last.
pub(crate) const SESSION: Duration = Duration::from_secs(7 * 24 * 3600);

/// The shared state of one running system.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) system: System,
    pub(crate) policy: Policy,
    pub(crate) clock: Clock,
    pub(crate) users: Users,
    pub(crate) logins: Logins,
    pub(crate) failed_logins: Option<Limiter>,
    pub(crate) tokens: Tokens,
    pub(crate) visits: Visits,
    pub(crate) csrf: Csrf,
    /// Refresh tokens that were used, where they are good once.
    pub(crate) refreshed: Spent,
    pub(crate) connections: Arc<Connections>,
    /// What was said on all of them.
    talk: Talk,
    /// Counts of requests that a faulty server keeps for several limits.
    pub(crate) alike: Alike,
    pub(crate) audit: Audit,
    pub(crate) tasks: Tasks,
}

impl Gate {
    /// A gate with fresh secrets, and the environment that tells them.
    pub(crate) fn open(
        system: System,
        policy: Policy,
    ) -> Result<(Gate, Vec<(String, String)>), Unspecified> {
        let ring = match (system.shape().rotates, policy.secret) {
            (true, _) => Ring::rotating()?,
            (false, SecretSource::Random) => Ring::one(Key::shared(&random::secret()?)),
            (false, SecretSource::WellKnown) => Ring::one(Key::shared("dev-secret-key")),
        };
        let clock = Clock::new();
        let (users, passwords) = Users::of(system)?;
        let prefix = system.shape().name.to_ascii_uppercase();
        let mut environment = Vec::new();
        for (name, value) in ring.told()? {
            environment.push((format!("{prefix}_{name}"), value));
        }
        for (person, password) in passwords.into_iter().filter(|_| !system.shape().codes) {
            environment.push((format!("{prefix}_{person}_PASSWORD"), password));
        }
        let failed = system.shape().failed_logins;
        let failed = failed.map(|rule| Limiter::new(rule, &policy.limits));
        let lasting = match policy.session_age.is_enforced() {
            true => SESSION,
            false => clock::FARTHEST,
        };
        let over = Over {
            refused: system.shape().refuses_sessions,
            policy: policy.over_limit,
        };
        let logins = Logins::new(clock.clone(), lasting, over);
        let last = system.shape().people.last();
        let last = last.and_then(|person| users.named(person.name));
        let audit = Audit::new(policy.audit.clone(), last.map(|account| account.user));
        let gate = Gate {
            system,
            policy,
            failed_logins: failed,
            users,
            logins,
            tokens: Tokens::new(system, ring, clock.clone()),
            visits: Visits::default(),
            csrf: Csrf::fresh()?,
            refreshed: Spent::default(),
            talk: Talk::new(clock.clone()),
            clock,
            connections: Arc::default(),
            alike: Alike::default(),
            audit,
            tasks: Tasks::new(),
        };
        Ok((gate, environment))
    }

    /// The account that a password opens.
    pub(crate) fn log_in(&self, name: &str, password: &str) -> Option<Account> {
        self.users.login(name, password, self.policy.work.hashing)
    }

    /// A fresh access token.
    pub(crate) fn access_token(
        &self,
        user: &User,
        session: Option<(&str, Role)>,
    ) -> Result<String, Unspecified> {
        let declared = self.system.shape().access;
        let lifetime = match self.policy.lifetime {
            Lifetime::Declared => declared,
            Lifetime::Doubled => declared * 2,
            Lifetime::Halved => declared / 2,
            Lifetime::SinceLogin => self.left_of(session.map(|it| it.0), declared),
        };
        let kind = Kind::Access;
        let grant = Grant {
            kind,
            lifetime,
            session,
            email: None,
        };
        self.tokens.issue(user, grant)
    }

    /// What is left of a time that began with a session.
    fn left_of(&self, session: Option<&str>, time: Duration) -> Duration {
        let now = self.clock.now();
        let began = session.and_then(|id| self.logins.began(id));
        (began.unwrap_or(now) + time).saturating_sub(now)
    }

    /// The count of messages of a connection of this user.
    pub(crate) fn messages(&self, user: &User) -> Messages {
        let limits = &self.policy.limits;
        let by_user = self.system.shape().messages_by_user;
        let counted = by_user.then_some(user);
        self.talk.messages(counted, limits)
    }

    /// Ends a session and its sockets; false when it was not there.
    pub(crate) fn end_session(&self, id: &str) -> bool {
        let ended = self.logins.end(id);
        if self.policy.socket_ends.session.is_enforced() {
            self.connections.end_session(id);
        }
        ended
    }

    /// Ends every session of a user.
    pub(crate) fn end_sessions(&self, user: &User) {
        for session in self.logins.of(user) {
            self.end_session(&session.id);
        }
    }

    /// How a socket is closed by our own decision.
    pub(crate) fn close(&self, code: u16, reason: &'static str) -> Ending {
        match self.policy.close_reason {
            CloseReason::Plain => Ending::Close(code, reason),
            CloseReason::Internal => {
                Ending::Close(code, "InvalidSignatureError at /srv/app/auth/tokens.py:88")
            }
        }
    }
}
