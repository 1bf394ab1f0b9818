//! Decisions about what is done for whom, which shows in how long answers take.

use std::time::Duration;

/// What is done for some and not for others.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WorkPolicy {
    pub(crate) hashing: Hashing,
    pub(crate) mailing: Mailing,
    pub(crate) reading: Reading,
    /// What is waited for after the work, before whoever wants a code is answered.
    pub(crate) delay: Duration,
}

/// For whom the password that somebody brings is hashed slowly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Hashing {
    /// For nobody: passwords of this server are random, and a quick hash does.
    #[default]
    Alike,
    /// For who has an account; so many rounds.
    KnownOnly(u32),
}

/// When a mail is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mailing {
    /// After its sender was answered.
    #[default]
    Later,
    /// Before; it takes so long.
    First(Duration),
}

/// Whose account is read in more than one step, before whoever wants a code is answered; a step takes so long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Nobody's.
    #[default]
    Alike,
    /// Of who has an account.
    MoreIfKnown(Duration),
    /// Of who has none.
    MoreIfUnknown(Duration),
}
