//! The end of a socket from which nothing is read: it shows only when what waits there is read.

use std::time::{Duration, Instant};

use judge::Goal;
use model::observation::Outcome;
use model::step::Await;

use crate::act::{Actor, Seen};
use crate::fault::ActFault;
use crate::refusing;
use crate::socket::Saying;

/// How often it is seen whether a socket has ended from which nothing is read.
const GLANCE: Duration = Duration::from_millis(20);
/// How long what waited there is read at most.
const BACKLOG: Duration = Duration::from_secs(3);

impl Actor<'_> {
    /// The end of a socket from which nothing was read: it is seen once the time is over and what still
    /// waits there was read, or at once where the connection is reset.
    pub async fn end_unread(&mut self, step: &Await, role: &str) -> Result<Seen, ActFault> {
        let since = step.since.as_deref().map(|mark| self.wallet.mark(mark));
        let began = since.transpose()?.map_or_else(Instant::now, |it| it.at);
        let over = began + refusing::patience(self.target, step.within);
        while self.hands.is_open(&step.socket) && Instant::now() < over {
            tokio::time::sleep(GLANCE).await;
        }
        let over = Instant::now() + BACKLOG;
        loop {
            let mut seen = self
                .talk(&step.socket, Saying::default(), (Goal::End, None), role)
                .await?;
            // A flood fills what one job holds before its time is over.
            let flooded = matches!(seen.outcome, Outcome::Unclear(_)) && seen.raw.fault.is_none();
            let came = seen.raw.frames.iter().any(|frame| !frame.at.is_zero());
            match seen.outcome {
                Outcome::Quiet if came => {}
                _ if flooded => {}
                _ => return Ok(seen),
            }
            if Instant::now() >= over {
                seen.outcome = Outcome::Quiet;
                return Ok(seen);
            }
        }
    }
}
