//! Decisions about one-time codes.

use super::{Check, Step};

/// What a code is and when it is good.
#[derive(Clone, Debug, Default)]
pub(crate) struct CodePolicy {
    pub(crate) form: CodeForm,
    /// Whether it has to be the one that was mailed.
    pub(crate) compared: Check,
    /// Whether it is good only once.
    pub(crate) once: Check,
    /// Whether it is used up as it is found unused.
    pub(crate) using_up: Step,
    /// Whether it is good only for the address that it was sent to.
    pub(crate) bound: Check,
    /// Whether a newer one ends it.
    pub(crate) newest: Check,
    /// Whether wrong tries end it.
    pub(crate) attempts: Check,
    /// Whether time ends it.
    pub(crate) expiry: Check,
    /// Whether what it gave ends when it comes again.
    pub(crate) replay: Check,
}

/// How codes are made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum CodeForm {
    #[default]
    Random,
    Short,
    /// One after the other.
    Sequential,
    /// The same for an address each time.
    Repeated,
}
