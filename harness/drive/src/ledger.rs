//! What came in on one socket and no job has seen yet, and how the socket ended. A little of what was seen
//! is kept, for jobs that ask for what came since an earlier time.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::wire::{End, Frame};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::limits::Limits;

/// Octets of frames that were seen already and are kept.
const SEEN_OCTETS: usize = 1 << 20;

/// Written by the socket's task, read by jobs.
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
    /// What jobs have seen, the latest last.
    seen: VecDeque<(Instant, Frame)>,
    seen_octets: usize,
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
                state.remember(at, &frame, self.frames);
                Some(Sign::Frame(at, frame))
            }
            None => state.end.clone().map(Sign::End),
        }
    }

    /// Makes what came since then the next to be seen, and nothing else.
    pub fn rewind(&self, since: Instant) {
        let mut state = self.state();
        let mut all = std::mem::take(&mut state.seen);
        all.append(&mut state.queue);
        let first = all.partition_point(|(at, _)| *at < since);
        state.queue = all.split_off(first);
        state.seen = all;
        let octets = |frames: &VecDeque<(Instant, Frame)>| -> usize {
            frames.iter().map(|(_, frame)| frame.payload.len()).sum()
        };
        state.octets = octets(&state.queue);
        state.seen_octets = octets(&state.seen);
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

impl State {
    fn remember(&mut self, at: Instant, frame: &Frame, most: usize) {
        self.seen_octets += frame.payload.len();
        self.seen.push_back((at, frame.clone()));
        while self.seen.len() > most || self.seen_octets > SEEN_OCTETS {
            let Some((_, oldest)) = self.seen.pop_front() else {
                return;
            };
            self.seen_octets -= oldest.payload.len();
        }
    }
}
