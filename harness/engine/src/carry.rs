//! Which connection carries a job. A target may close one that has answered just as the next request
//! leaves, and that looks like a refusal by hanging up; and some keep on a connection who has logged in.

use judge::Classifier;
use model::wire::{Fault, Job, Raw};

use crate::act::Actor;
use crate::fault::ActFault;

/// Methods that may be sent again when nobody answered (RFC 9110 9.2.1, 9.2.2).
const SAFE: &[&str] = &["GET", "HEAD", "OPTIONS"];

impl Actor<'_> {
    /// Performs a job: probes and what changes something on a connection of its own, the rest on one
    /// that is kept, and once more when that was gone.
    pub async fn carry(&mut self, job: Job, watch: &mut Classifier) -> Result<Raw, ActFault> {
        let Job::Http(request) = &job else {
            return Ok(self.hands.perform(job, watch).await?);
        };
        if self.probing || !SAFE.contains(&request.method.as_str()) {
            return Ok(self.drive.hands().perform(job, watch).await?);
        }
        let again = job.clone();
        let raw = self.hands.perform(job, watch).await?;
        match raw.fault {
            Some(Fault::Cut { octets: 0 }) => Ok(self.drive.hands().perform(again, watch).await?),
            _ => Ok(raw),
        }
    }
}
