//! The audit trail: connection attempts, refusals and errors, newest last, bounded.

use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;

use crate::users::User;

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
}

/// One record.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Record {
    #[serde(rename = "type")]
    kind: Kind,
    user: Option<&'static str>,
    address: IpAddr,
    reason: Option<&'static str>,
}

/// The trail of one server.
#[derive(Debug, Default)]
pub(crate) struct Audit(Mutex<VecDeque<Record>>);

impl Audit {
    /// Appends a record; `who` is the user, if known, and the address.
    pub(crate) fn record(
        &self,
        kind: Kind,
        who: (Option<User>, IpAddr),
        reason: Option<&'static str>,
    ) {
        let record = Record {
            kind,
            user: who.0.map(User::name),
            address: who.1,
            reason,
        };
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
