//! What goes wrong on our side, kept apart from what the target does.

use std::io;

use model::wire::Fault;

/// Why a job was not performed. Never the target's doing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DriveError {
    /// Nothing was sent, because the host is not listed in the target file.
    #[error("`{host}` is out of scope: the target file lists {}", allowed.join(", "))]
    OutOfScope {
        /// The host that was asked for.
        host: String,
        /// The hosts in scope.
        allowed: Vec<String>,
    },
    /// An address that no request can go to.
    #[error("bad address: {0}")]
    BadAddress(String),
    /// The authority of a service is missing or unreadable.
    #[error("the authority (`ca`) of service `{service}`: {reason}")]
    BadCertificate {
        /// The service.
        service: String,
        /// What is wrong with it, and what helps.
        reason: String,
    },
    /// The setup has no service of this name.
    #[error("no service `{0}`")]
    UnknownService(String),
    /// The machine or the harness itself failed.
    #[error("the harness: {0}")]
    Harness(String),
}

/// Ends a job early: by the target, or by us.
#[derive(Debug)]
pub(crate) enum Stop {
    Fault(Fault),
    Drive(DriveError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl From<DriveError> for Stop {
    fn from(error: DriveError) -> Stop {
        Stop::Drive(error)
    }
}

/// The errors of a system call that blame this machine: no descriptors or ports left, an address to send
/// from that it does not have.
pub(crate) fn of_the_harness(error: &io::Error) -> Option<DriveError> {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    const WSAEMFILE: i32 = 10024;
    let ours = matches!(error.kind(), io::ErrorKind::AddrNotAvailable)
        || matches!(error.raw_os_error(), Some(ENFILE | EMFILE | WSAEMFILE));
    ours.then(|| DriveError::Harness(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exhausted_descriptors_and_foreign_addresses_are_ours() {
        assert!(of_the_harness(&io::Error::from_raw_os_error(24)).is_some());
        assert!(of_the_harness(&io::ErrorKind::AddrNotAvailable.into()).is_some());
        assert!(of_the_harness(&io::ErrorKind::ConnectionRefused.into()).is_none());
    }
}
