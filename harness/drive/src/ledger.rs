//! What came in on one socket and no job has seen yet, and how the socket ended.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::wire::{End, Frame};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::limits::Limits;

/// Written by the socket's task, read by jobs; a frame that was read is gone.
pub(crate) struct Ledger {
    frames: usize,
    octets: usize,
    state: Mutex<State>,
    news: Notify,
}

#[derive(Default)]
struct State {
    queue: VecDeque<(Instant, Frame)>,
    octets: usize,
    end: Option<End>,
}

/// The next thing that a job has not seen.
pub(crate) enum Sign {
    /// A frame and when it came.
    Frame(Instant, Frame),
    /// No more frames come.
    End(End),
}

impl Ledger {
    /// An empty one, bounded by the limits.
    pub fn new(limits: &Limits) -> Ledger {
        Ledger {
            frames: limits.frames,
            octets: limits.kept_octets(),
            state: Mutex::default(),
            news: Notify::new(),
        }
    }

    /// Keeps a frame, if there is room.
    pub fn push(&self, frame: Frame) {
        let mut state = self.state();
        let octets = state.octets + frame.payload.len();
        if state.queue.len() < self.frames && octets <= self.octets {
            state.octets = octets;
            state.queue.push_back((Instant::now(), frame));
            drop(state);
            self.news.notify_one();
        }
    }

    /// Keeps a close frame whatever there is room for, and the end with it: no job sees one without the
    /// other.
    pub fn push_last(&self, frame: Frame, end: End) {
        let mut state = self.state();
        state.octets += frame.payload.len();
        state.queue.push_back((Instant::now(), frame));
        state.end.get_or_insert(end);
        drop(state);
        self.news.notify_one();
    }

    /// Notes the end; only the first counts.
    pub fn end(&self, end: End) {
        self.state().end.get_or_insert(end);
        self.news.notify_one();
    }

    /// How the socket ended, whether or not all frames were read.
    pub fn ended(&self) -> Option<End> {
        self.state().end.clone()
    }

    /// The next frame, else the end, if it is there already. The end stays.
    pub fn take(&self) -> Option<Sign> {
        let mut state = self.state();
        match state.queue.pop_front() {
            Some((at, frame)) => {
                state.octets -= frame.payload.len();
                Some(Sign::Frame(at, frame))
            }
            None => state.end.clone().map(Sign::End),
        }
    }

    /// Waits for the next frame or the end. Nothing is lost if the wait is given up.
    pub async fn next(&self) -> Sign {
        loop {
            // One reader only: `notify_one` leaves a permit if nobody waits yet.
            if let Some(sign) = self.take() {
                return sign;
            }
            self.news.notified().await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
