//! The audit trail, newest last, bounded.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;

use crate::{account::User, visitor::Visitor};

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

/// One record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) kind: Kind,
    pub(crate) user: Option<User>,
    pub(crate) visitor: Visitor,
    pub(crate) reason: Option<&'static str>,
    /// Under which name somebody logs in or did not.
    pub(crate) name: Option<String>,
}

/// The trail of one server.
#[derive(Debug, Default)]
pub(crate) struct Audit(Mutex<VecDeque<Record>>);

impl Audit {
    /// Appends a record; `who` is the user, if known, and where they come from.
    pub(crate) fn record(
        &self,
        kind: Kind,
        who: (Option<&User>, &Visitor),
        reason: Option<&'static str>,
    ) {
        self.append(Record {
            kind,
            user: who.0.cloned(),
            visitor: who.1.clone(),
            reason,
            name: None,
        });
    }

    /// The same of a login, with the name that was given.
    pub(crate) fn record_login(
        &self,
        kind: Kind,
        who: (Option<&User>, &Visitor),
        name: &str,
        reason: Option<&'static str>,
    ) {
        self.append(Record {
            kind,
            user: who.0.cloned(),
            visitor: who.1.clone(),
            reason,
            name: Some(name.to_owned()),
        });
    }

    fn append(&self, record: Record) {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() == KEPT {
            records.pop_front();
        }
        records.push_back(record);
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        let records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        records.iter().cloned().collect()
    }
}
