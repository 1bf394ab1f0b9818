//! Ctrl-C, and the end of a run's time: first politely, then at once.

use tokio::sync::watch;

/// How urgently the run is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Not at all.
    Go,
    /// End the case, give back what it holds, write the end of the journal.
    Soon,
    /// Skip giving back.
    Now,
}

/// Asks the run to stop; each ask is more urgent than the last.
#[derive(Debug, Clone)]
pub struct Stopper(watch::Sender<Stop>);

/// A stopper, and what the run listens to.
pub fn stopper() -> (Stopper, watch::Receiver<Stop>) {
    let (sender, receiver) = watch::channel(Stop::Go);
    (Stopper(sender), receiver)
}

impl Stopper {
    /// Stop soon; asked again, at once.
    pub fn ask(&self) {
        self.0.send_modify(|stop| {
            *stop = if *stop == Stop::Go {
                Stop::Soon
            } else {
                Stop::Now
            };
        });
    }
}

/// Waits until the run is to stop at least this urgently; forever when nobody can ask any more.
pub async fn stopped(stop: &mut watch::Receiver<Stop>, at_least: Stop) {
    if stop.wait_for(|stop| *stop >= at_least).await.is_err() {
        std::future::pending::<()>().await;
    }
}
