//! When the head of each answer came on an HTTP/2 connection, and in which order (RFC 9113 4.1, 6.2): the
//! library that reads them gives them out one by one, long after.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Octets of the head of a frame.
const HEAD: usize = 9;
/// The type of a frame that begins an answer.
const HEADERS: u8 = 1;

/// Heads that came, by stream.
#[derive(Clone, Default)]
pub(crate) struct Arrivals(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// What came of the head of the next frame.
    head: Vec<u8>,
    /// Octets of a payload that are still to come.
    payload: usize,
    came: HashMap<u32, Arrival>,
}

/// When a head came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// When it was read: what one read has brought came at one time.
    pub at: Instant,
    /// How many came before it.
    pub place: usize,
}

impl Arrivals {
    /// Forgets what came.
    pub fn forget(&self) {
        self.with(|state| state.came.clear());
    }

    /// When the head of the answer on this stream came.
    pub fn of(&self, stream: u32) -> Option<Arrival> {
        self.with(|state| state.came.get(&stream).copied())
    }

    /// Octets that one read has brought.
    pub fn note(&self, octets: &[u8]) {
        let at = Instant::now();
        self.with(|state| state.note(octets, at));
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn note(&mut self, mut octets: &[u8], at: Instant) {
        while !octets.is_empty() {
            let skipped = self.payload.min(octets.len());
            self.payload -= skipped;
            octets = octets.get(skipped..).unwrap_or_default();
            let wanted = HEAD.saturating_sub(self.head.len()).min(octets.len());
            let (head, rest) = octets.split_at(wanted);
            self.head.extend_from_slice(head);
            octets = rest;
            let Ok([a, b, c, kind, _, stream @ ..]) = <[u8; HEAD]>::try_from(self.head.as_slice())
            else {
                continue;
            };
            self.head.clear();
            self.payload = usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap_or(usize::MAX);
            if kind == HEADERS {
                let place = self.came.len();
                let stream = u32::from_be_bytes(stream) & 0x7fff_ffff;
                self.came.entry(stream).or_insert(Arrival { at, place });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(kind: u8, stream: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![0, 0, length as u8, kind, 4, 0, 0, 0, stream];
        // A payload that looks like frames.
        frame.extend(
            [0, 0, 0, 1, 4, 0, 0, 0, 99]
                .into_iter()
                .cycle()
                .take(length),
        );
        frame
    }

    proptest! {
        #[test]
        fn heads_are_found_in_order_however_they_are_cut(cuts in prop::collection::vec(1_usize..30, 1..40)) {
            let frames = [
                frame(4, 0, 18),
                frame(1, 3, 40),
                frame(0, 3, 200),
                frame(1, 1, 0),
                // Trailers come later, and begin no answer.
                frame(1, 3, 5),
                frame(6, 0, 8),
                frame(1, 5, 9),
            ];
            let all = frames.concat();
            let arrivals = Arrivals::default();
            let (mut rest, mut cuts) = (all.as_slice(), cuts.into_iter().cycle());
            while !rest.is_empty() {
                let (now, later) = rest.split_at(cuts.next().unwrap().min(rest.len()));
                arrivals.note(now);
                rest = later;
            }
            let place = |stream| arrivals.of(stream).map(|arrival| arrival.place);
            prop_assert_eq!([place(3), place(1), place(5)], [Some(0), Some(1), Some(2)]);
            prop_assert_eq!(place(99), None);
            arrivals.forget();
            prop_assert_eq!(place(3), None);
        }
    }

    #[test]
    fn what_one_read_brings_came_at_one_time() {
        let arrivals = Arrivals::default();
        arrivals.note(&[frame(1, 1, 4), frame(1, 3, 4)].concat());
        let [one, other] = [1, 3].map(|stream| arrivals.of(stream).unwrap());
        assert_eq!(one.at, other.at);
        assert!(one.place < other.place);
    }
}
