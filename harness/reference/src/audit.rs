//! The audit trail, newest last, bounded.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;

use crate::{account::User, policy::AuditPolicy, visitor::Visitor};

/// Records kept; older ones are forgotten.
const KEPT: usize = 4096;

/// What a record is about.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    ConnectionAttempt,
    ConnectionRefused,
    MessageRefused,
    Error,
    LoginSuccess,
    LoginFailed,
    TokenRefresh,
    TokenRefreshFailed,
    Logout,
    LogoutAll,
    SessionRevoked,
    SessionEvicted,
    UserRegistered,
    UserDisabled,
    UserEnabled,
    UserDeleted,
    RoleChanged,
    CsrfValidationFailed,
    EmailChangeRequested,
    EmailChangeCompleted,
}

impl Kind {
    const fn is_failure(self) -> bool {
        matches!(
            self,
            Kind::LoginFailed | Kind::TokenRefreshFailed | Kind::CsrfValidationFailed
        )
    }
}

/// One record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) kind: Kind,
    pub(crate) user: Option<User>,
    pub(crate) visitor: Visitor,
    pub(crate) reason: Option<String>,
    /// Under which name somebody logs in or did not.
    pub(crate) name: Option<String>,
}

/// The trail of one server.
#[derive(Debug)]
pub(crate) struct Audit {
    records: Mutex<VecDeque<Record>>,
    policy: AuditPolicy,
    /// Who is blamed when nobody remembers who acted.
    somebody: Option<User>,
}

impl Audit {
    pub(crate) fn new(policy: AuditPolicy, somebody: Option<User>) -> Audit {
        Audit {
            records: Mutex::default(),
            policy,
            somebody,
        }
    }

    /// Appends a record; `who` is the user, if known, and where they come from.
    pub(crate) fn record(&self, kind: Kind, who: (Option<&User>, &Visitor), reason: Option<&str>) {
        self.note(kind, who, None, reason);
    }

    /// The same of a login, with the name that was given.
    pub(crate) fn record_login(
        &self,
        kind: Kind,
        who: (Option<&User>, &Visitor),
        name: &str,
        reason: Option<&str>,
    ) {
        self.note(kind, who, Some(name), reason);
    }

    fn note(
        &self,
        kind: Kind,
        who: (Option<&User>, &Visitor),
        name: Option<&str>,
        reason: Option<&str>,
    ) {
        let policy = &self.policy;
        let left_out = kind.is_failure() && !policy.failures.is_enforced()
            || matches!(kind, Kind::LogoutAll) && !policy.everywhere.is_enforced();
        if left_out {
            return;
        }
        let mut visitor = who.1.clone();
        if !policy.agent.is_enforced() {
            visitor.agent = None;
        }
        let user = match policy.user.is_enforced() {
            true => who.0,
            false => who.0.and(self.somebody.as_ref()),
        };
        let record = Record {
            kind,
            user: user.cloned(),
            visitor,
            reason: reason.map(str::to_owned),
            name: name.map(str::to_owned),
        };
        if !policy.once.is_enforced() {
            self.append(record.clone());
        }
        self.append(record);
    }

    fn append(&self, record: Record) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() == KEPT {
            records.pop_front();
        }
        records.push_back(record);
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.iter().cloned().collect()
    }
}
