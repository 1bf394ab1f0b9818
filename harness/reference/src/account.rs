//! Accounts: who somebody is, what they may do, and whether they are let in.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::{error::Unspecified, hmac};
use serde::{Serialize, Serializer};

use crate::random;

/// Who somebody is, whatever they are called: the `sub` of their tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct User(Arc<str>);

impl Serialize for User {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl User {
    /// Somebody who was never there before.
    pub(crate) fn fresh() -> Result<User, Unspecified> {
        random::uuid().map(|id| User::from(id.as_str()))
    }

    pub(crate) fn id(&self) -> &str {
        &self.0
    }
}

impl User {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for User {
    fn from(id: &str) -> User {
        User(id.into())
    }
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    User,
    Admin,
}

impl Role {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Admin => "admin",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Role> {
        [Role::User, Role::Admin]
            .into_iter()
            .find(|role| role.name() == name)
    }
}

/// Whether somebody is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Active,
    Disabled,
    Deleted,
}

/// What the server knows of a user.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) user: User,
    /// What they log in with.
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Whether they ever were an admin.
    pub(crate) promoted: bool,
    pub(crate) standing: Standing,
    pub(crate) password: hmac::Tag,
    /// What a demo account has written so far; nobody counts that of others.
    pub(crate) demo: Option<u32>,
    /// When its access period is over, if it has one.
    pub(crate) until: Option<Duration>,
}
