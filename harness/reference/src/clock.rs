//! The server's own clock: the time of day, which a test may move forward.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

/// A handle on the one clock of a server.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<watch::Sender<Moved>>);

/// How far it was moved.
#[derive(Clone, Copy, Debug, Default)]
struct Moved {
    day: Duration,
    sockets: Duration,
}

/// The farthest that it can be moved in all: a century.
pub(crate) const FARTHEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

impl Clock {
    pub(crate) fn new() -> Clock {
        Clock(Arc::new(watch::Sender::new(Moved::default())))
    }

    /// Time since 1970, as RFC 7519 counts it.
    pub(crate) fn now(&self) -> Duration {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.unwrap_or_default() + self.0.borrow().day
    }

    /// Time since `start`, with all that the clock was moved.
    pub(crate) fn since(&self, start: Instant) -> Duration {
        start.elapsed() + self.0.borrow().day
    }

    /// Moves the clock that tokens and limits read, and the timers of open sockets if so wished.
    pub(crate) fn advance(&self, by: Duration, sockets: bool) {
        self.0.send_modify(|moved| {
            moved.day = moved.day.saturating_add(by).min(FARTHEST);
            if sockets {
                moved.sockets = moved.sockets.saturating_add(by).min(FARTHEST);
            }
        });
    }

    /// Ends when a timer of a socket that starts now has run out.
    pub(crate) fn timer(&self, lasting: Duration) -> impl Future<Output = ()> + Send + use<> {
        let (start, mut moved) = (Instant::now(), self.0.subscribe());
        let before = moved.borrow_and_update().sockets;
        async move {
            loop {
                let skipped = moved.borrow_and_update().sockets.saturating_sub(before);
                let left = lasting.saturating_sub(skipped);
                if left.is_zero() {
                    return;
                }
                tokio::select! {
                    () = sleep_until(start + left) => return,
                    // Without a clock there is nothing left to time.
                    changed = moved.changed() => if changed.is_err() { return },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_timer_follows_the_clock_only_when_sockets_are_moved() {
        let (clock, hour) = (Clock::new(), Duration::from_secs(3600));
        let before = clock.now();
        let (start, timer) = (Instant::now(), clock.timer(hour));
        clock.advance(hour, false);
        clock.advance(hour / 2, true);
        timer.await;
        assert_eq!(start.elapsed(), hour / 2);
        assert!(clock.now() - before >= hour + hour / 2);
    }
}
