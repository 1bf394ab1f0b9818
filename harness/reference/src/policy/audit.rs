//! Decisions about the audit trail.

use super::Check;

/// What is recorded, and what stands in a record.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuditPolicy {
    /// Whether what failed is recorded.
    pub(crate) failures: Check,
    /// Whether a logout everywhere is.
    pub(crate) everywhere: Check,
    /// Whether there is one record of an event.
    pub(crate) once: Check,
    /// Whether it names who acted.
    pub(crate) user: Check,
    /// Whether it names the program that asked.
    pub(crate) agent: Check,
    /// Whether the address is that of the connection, whatever a header claims.
    pub(crate) peer: Check,
    /// Whether passwords stay out of it.
    pub(crate) discreet: Check,
    /// Whether tokens do.
    pub(crate) tokenless: Check,
    /// Whether a success is recorded only when there was one.
    pub(crate) afterwards: Check,
}
