//! A writer that collects what is written while it is corked, and lets it go in one write. It stands above
//! TLS, so that one record carries it as well.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::segments::Segments;
use crate::stream::Stream;
use crate::talk::arrivals::Arrivals;

/// The handle of a corked writer.
#[derive(Clone, Default)]
pub(crate) struct Cork(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    corked: bool,
    /// It was corked, and is no more.
    opened: bool,
    held: Vec<u8>,
    /// How much of it was written.
    written: usize,
    /// When that began, and segments sent before.
    began: Option<(Instant, Option<u32>)>,
    gone: Option<Gone>,
    waker: Option<Waker>,
}

/// How what was held left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gone {
    pub at: Instant,
    /// In so many segments, where the system tells.
    pub segments: Option<u32>,
}

impl Cork {
    /// From now on nothing leaves.
    pub fn close(&self) {
        self.with(|state| {
            if state.gone.is_some() {
                // What was let go before is of no interest.
                *state = State {
                    held: std::mem::take(&mut state.held),
                    waker: state.waker.take(),
                    ..State::default()
                };
            }
            state.corked = true;
        });
    }

    /// What is held, as far as `read` wants to know.
    pub fn held<T>(&self, read: impl FnOnce(&[u8]) -> T) -> T {
        self.with(|state| read(&state.held))
    }

    /// Lets it go with the next flush, and asks for one.
    pub fn open(&self) {
        let waker = self.with(|state| {
            state.corked = false;
            state.opened = true;
            if state.held.is_empty() {
                let at = Instant::now();
                let segments = None;
                state.gone = Some(Gone { at, segments });
            }
            state.waker.take()
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// How it left, once it has.
    pub fn gone(&self) -> Option<Gone> {
        self.with(|state| state.gone)
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A connection that can be corked.
pub(crate) struct Corked {
    stream: Stream,
    cork: Cork,
    segments: Option<Segments>,
    arrivals: Arrivals,
}

impl Corked {
    /// Open at first.
    pub fn new(stream: Stream, cork: Cork, arrivals: Arrivals) -> Corked {
        let segments = Segments::of(stream.tcp());
        Corked {
            stream,
            cork,
            segments,
            arrivals,
        }
    }

    /// Octets that fit into one segment, where the system tells.
    pub fn largest_segment(&self) -> Option<usize> {
        self.segments.as_ref().and_then(Segments::largest)
    }

    /// Writes what was held, before anything else.
    fn poll_held(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut state = self.cork.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.gone.is_some() || !state.opened {
            return Poll::Ready(Ok(()));
        }
        let sent = || self.segments.as_ref().and_then(Segments::sent);
        let (at, before) = *state.began.get_or_insert_with(|| (Instant::now(), sent()));
        while state.written < state.held.len() {
            let rest = &state.held[state.written..];
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            state.written += written;
        }
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        let segments = before.zip(sent());
        state.gone = Some(Gone {
            at,
            segments: segments.map(|(before, after)| after.saturating_sub(before)),
        });
        state.held.clear();
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Corked {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(cx, into);
        let came = into.filled().get(before..).unwrap_or_default();
        if !came.is_empty() {
            this.arrivals.note(came);
        }
        polled
    }
}

impl AsyncWrite for Corked {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let collected = this.cork.with(|state| {
            if state.corked {
                state.held.extend_from_slice(octets);
                state.waker = Some(cx.waker().clone());
            }
            state.corked
        });
        if collected {
            return Poll::Ready(Ok(octets.len()));
        }
        ready!(this.poll_held(cx))?;
        Pin::new(&mut this.stream).poll_write(cx, octets)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let corked = this.cork.with(|state| {
            state.waker = Some(cx.waker().clone());
            state.corked
        });
        if corked {
            return Poll::Ready(Ok(()));
        }
        ready!(this.poll_held(cx))?;
        Pin::new(&mut this.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
