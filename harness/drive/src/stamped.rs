//! A reader that knows when the first octet came.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::{AsyncRead, ReadBuf};

/// A reader, and when it first read something.
pub(crate) struct Stamped<R> {
    reader: R,
    first: Option<Instant>,
}

impl<R> Stamped<R> {
    /// Nothing came yet.
    pub fn new(reader: R) -> Stamped<R> {
        let first = None;
        Stamped { reader, first }
    }

    /// The reader below.
    pub fn done(self) -> R {
        self.reader
    }

    /// When the first octet came.
    pub fn first(&self) -> Option<Instant> {
        self.first
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Stamped<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        ready!(Pin::new(&mut this.reader).poll_read(cx, into))?;
        if into.filled().len() > before {
            this.first.get_or_insert_with(Instant::now);
        }
        Poll::Ready(Ok(()))
    }
}
