//! What can go wrong, and whose fault it is. What a target does wrong is an observation, not a fault.

use drive::DriveError;
use model::template::Unresolved;

/// The run cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum RunFault {
    /// The journal cannot be written: the disk, or whoever reads the pipe.
    #[error("the journal cannot be written: {0}")]
    Journal(#[from] std::io::Error),
    /// An event is no JSON.
    #[error("an event cannot be written: {0}")]
    Event(#[from] serde_json::Error),
}

/// One act cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ActFault {
    /// The target did not give what the act needs; the case is inconclusive.
    #[error("{0}")]
    Unmet(String),
    /// The scenario or target file asks for what cannot be.
    #[error("{0}")]
    File(String),
    /// A reference that nothing answers: whose fault that is depends on whether somebody should have.
    #[error(transparent)]
    Unresolved(#[from] Unresolved),
    /// The harness failed.
    #[error("{0}")]
    Harness(String),
    /// The run cannot go on.
    #[error(transparent)]
    Run(#[from] RunFault),
}

impl From<DriveError> for ActFault {
    fn from(error: DriveError) -> ActFault {
        match error {
            DriveError::Harness(..) => ActFault::Harness(error.to_string()),
            // What files say is in scope was checked when they were read: the target led here.
            DriveError::OutOfScope { .. } => ActFault::Unmet(error.to_string()),
            _ => ActFault::File(error.to_string()),
        }
    }
}
