//! Decisions about requests that another page may have sent.

use super::Check;

/// What is asked of the double-submit pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct CsrfPolicy {
    /// Whether the header has to be there at all.
    pub(crate) header: Check,
    /// Whether the pair may not be empty.
    pub(crate) filled: Check,
    /// Whether it has to be the pair of this session.
    pub(crate) bound: Check,
    /// Whether PATCH needs it, too.
    pub(crate) patch: Check,
}
