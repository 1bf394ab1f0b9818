//! Which connection carries a job. A target may close one that has answered just as the next request
//! leaves, and that looks like a refusal by hanging up; and some keep on a connection who has logged in.

use judge::Classifier;
use model::wire::{Fault, Job, Raw};

use crate::act::Actor;
use crate::direct;
use crate::fault::ActFault;

/// Methods that may be sent again when nobody answered (RFC 9110 9.2.1, 9.2.2).
pub const SAFE: &[&str] = &["GET", "HEAD", "OPTIONS"];

impl Actor<'_> {
    /// Performs a job, and once more past an intermediary that answered it.
    pub async fn carry(&mut self, job: Job, watch: &mut Classifier) -> Result<Raw, ActFault> {
        let past = direct::directly(self.target, &job);
        let raw = self.once(job, watch).await?;
        self.wallet.hear();
        match (past, watch.foreign(&raw)) {
            (Some(past), Some(_)) => self.once(past, watch).await,
            _ => Ok(raw),
        }
    }

    /// Performs a job: probes and what changes something on a connection of its own, the rest on one
    /// that is kept, and once more when that was gone.
    async fn once(&mut self, job: Job, watch: &mut Classifier) -> Result<Raw, ActFault> {
        let Job::Http(request) = &job else {
            return Ok(self.hands.perform(job, watch).await?);
        };
        // Many messages of one publisher: all on one connection, in their order.
        if self.publishing {
            return Ok(self.hands.perform(job, watch).await?);
        }
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
