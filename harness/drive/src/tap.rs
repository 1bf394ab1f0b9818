//! Sits between a connection and tungstenite and reads along.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::frames::{RawFrame, Reader};
use crate::stream::Stream;

const CLOSE: u8 = 8;

/// A connection with a frame reader on what comes in.
pub(crate) struct Tap {
    stream: Stream,
    reader: Reader,
    close: Option<Vec<u8>>,
}

impl Tap {
    /// Around a connection from which these octets came already.
    pub fn new(stream: Stream, before: &[u8]) -> Tap {
        let mut tap = Tap {
            stream,
            reader: Reader::default(),
            close: None,
        };
        tap.note(before);
        tap
    }

    /// The connection below.
    pub fn stream(&mut self) -> &mut Stream {
        &mut self.stream
    }

    /// The TCP connection at the bottom.
    pub fn tcp(&self) -> &TcpStream {
        self.stream.tcp()
    }

    /// What broke RFC 6455 in what came so far.
    pub fn violation(&self) -> Option<&str> {
        self.reader.violation()
    }

    /// The payload of the first close frame, as it came.
    pub fn close(&self) -> Option<&[u8]> {
        self.close.as_deref()
    }

    fn note(&mut self, octets: &[u8]) {
        let close = &mut self.close;
        self.reader.feed(octets, &mut |frame: RawFrame| {
            if frame.opcode == CLOSE && close.is_none() {
                *close = Some(frame.payload);
            }
        });
    }
}

impl AsyncRead for Tap {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let tap = self.get_mut();
        let before = into.filled().len();
        let polled = Pin::new(&mut tap.stream).poll_read(cx, into);
        if matches!(polled, Poll::Ready(Ok(()))) {
            tap.note(&into.filled()[before..]);
        }
        polled
    }
}

impl AsyncWrite for Tap {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, octets)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
