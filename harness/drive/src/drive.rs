//! The drive of a run: it opens hands.

use std::sync::Arc;

use crate::error::DriveError;
use crate::hands::Hands;
use crate::setup::{Ground, Setup};

/// Opens hands; cheap to clone, one per run.
#[derive(Clone)]
pub struct Drive(Arc<Ground>);

impl Drive {
    /// Checks the setup. Nothing is looked up or sent.
    ///
    /// # Errors
    /// A scope host that is no host, an authority that is unreadable, or none for a service with TLS.
    pub fn new(setup: Setup) -> Result<Drive, DriveError> {
        Ground::new(setup).map(|ground| Drive(Arc::new(ground)))
    }

    /// Hands for one attempt of a case, with connections and sockets of their own.
    pub fn hands(&self) -> Hands {
        Hands::new(Arc::clone(&self.0))
    }
}
