//! Decisions about limits: who is counted, what counts, for how long, and what a client is told of it.

use super::{Check, Step};
use crate::respell::Spelling;

/// How requests are limited.
#[derive(Clone, Debug, Default)]
pub(crate) struct LimitPolicy {
    pub(crate) key: Keyed,
    pub(crate) address: AddressOf,
    /// Which spellings of a request have a count of their own.
    pub(crate) spelling: Spelling,
    pub(crate) allowed: Allowed,
    /// Whether a window that is declared so slides, and does not begin anew.
    pub(crate) sliding: Check,
    pub(crate) recovery: Recovery,
    pub(crate) counting: Counting,
    /// Whether refused requests use nothing up, where only others count.
    pub(crate) refused_are_free: Check,
    /// Whether what has not failed uses nothing up, where only failures count.
    pub(crate) successes_are_free: Check,
    /// Whether a login that is limited is refused with the right password as well.
    pub(crate) locked: Check,
    pub(crate) told: Told,
    /// Whether each limit has a count of its own, and not one with its likes.
    pub(crate) apart: Check,
    /// Whether messages are limited.
    pub(crate) messages: Check,
    /// Whether all connections of a user have one count of messages, where that is declared.
    pub(crate) messages_by_user: Check,
    /// Whether connections of a user are limited.
    pub(crate) connections: Check,
    /// Whether a connection is counted as it takes its place.
    pub(crate) placing: Step,
    /// Whether a connection that breaks gives its place back.
    pub(crate) freed: Check,
}

/// For whom a count is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Keyed {
    #[default]
    Declared,
    /// For the address in the place of the user.
    ByAddress,
    /// For all together.
    Together,
}

/// Where the address of a client is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum AddressOf {
    #[default]
    Connection,
    /// In what the client says of itself.
    Forwarded,
}

/// How many are allowed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Allowed {
    #[default]
    Declared,
    OneMore,
    OneLess,
}

/// When a count is over.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Recovery {
    #[default]
    Declared,
    /// After half of the time.
    Early,
    Never,
}

/// When a request is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Counting {
    /// As it is let through.
    #[default]
    AtOnce,
    /// A little later: until then, others are let through as well.
    Late,
}

/// What the headers tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Told {
    #[default]
    Truth,
    NoRetryAfter,
    /// A quarter of the time that it takes.
    RetryTooSoon,
    /// Ten times as long as it takes.
    RetryTooLate,
    /// All of the limit, however much is used up.
    RemainingStands,
    /// Twice the limit.
    OtherLimit,
}
