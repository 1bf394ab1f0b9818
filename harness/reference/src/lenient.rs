//! Frames as a faulty reader takes them: what no client may send is mended, or passed over, before anybody
//! looks at it. A conforming reader takes all as it comes.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::policy::Frames;

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;

/// A connection whose frames are read like this.
#[derive(Debug)]
pub(crate) struct Lenient<S> {
    stream: S,
    frames: Frames,
    /// What came and is no whole frame yet.
    raw: Vec<u8>,
    /// What was mended and is still to be read.
    mended: Vec<u8>,
    /// A message of several fragments has begun.
    in_message: bool,
}

/// A frame of a client.
struct Frame {
    first: u8,
    masked: bool,
    payload: Vec<u8>,
}

impl<S> Lenient<S> {
    pub(crate) fn new(stream: S, frames: Frames) -> Lenient<S> {
        Lenient {
            stream,
            frames,
            raw: Vec::new(),
            mended: Vec::new(),
            in_message: false,
        }
    }

    /// Mends all frames that are whole.
    fn mend(&mut self) {
        while let Some((mut frame, length)) = Frame::read(&self.raw) {
            self.raw.drain(..length);
            if self.keeps(&mut frame) {
                frame.write(&mut self.mended);
            }
        }
    }

    /// Whether anybody sees a frame; it may be changed.
    fn keeps(&mut self, frame: &mut Frame) -> bool {
        let opcode = frame.first & 15;
        let is_final = frame.first & 0x80 != 0;
        let is_control = opcode >= 8;
        match self.frames {
            Frames::Checked => {}
            Frames::Unmasked => frame.masked = true,
            Frames::ReservedBits => frame.first &= 0x8f,
            Frames::ReservedOpcodes => return matches!(opcode, 0..=2 | 8..=10),
            Frames::Controls => {
                return !is_control || (is_final && frame.payload.len() <= 125);
            }
            Frames::Fragments if !is_control => {
                let fits = (opcode == CONTINUATION) == self.in_message;
                if fits {
                    self.in_message = !is_final;
                }
                return fits;
            }
            Frames::Fragments => {}
            Frames::Utf8 if opcode == TEXT && is_final => {
                let text = String::from_utf8_lossy(&frame.payload).into_owned();
                frame.payload = text.into_bytes();
            }
            Frames::Utf8 => {}
        }
        true
    }
}

impl Frame {
    /// The first frame, and how many octets it takes; none while it is not whole (RFC 6455 5.2).
    fn read(octets: &[u8]) -> Option<(Frame, usize)> {
        let (first, second) = (*octets.first()?, *octets.get(1)?);
        let masked = second & 0x80 != 0;
        let (length, mut at) = match second & 0x7f {
            126 => (
                u64::from(u16::from_be_bytes(octets.get(2..4)?.try_into().ok()?)),
                4,
            ),
            127 => (u64::from_be_bytes(octets.get(2..10)?.try_into().ok()?), 10),
            short => (u64::from(short), 2),
        };
        let mask = match masked {
            true => octets.get(at..at + 4)?.to_vec(),
            false => vec![0; 4],
        };
        at += if masked { 4 } else { 0 };
        let end = at.checked_add(usize::try_from(length).ok()?)?;
        let payload = octets.get(at..end)?.iter().zip(mask.iter().cycle());
        let frame = Frame {
            first,
            masked,
            payload: payload.map(|(octet, key)| octet ^ key).collect(),
        };
        Some((frame, end))
    }

    /// Writes it, under a mask of zeros where it has one.
    fn write(&self, to: &mut Vec<u8>) {
        let mask = if self.masked { 0x80 } else { 0 };
        to.push(self.first);
        let length = self.payload.len();
        match (u8::try_from(length), u16::try_from(length)) {
            (Ok(short @ 0..=125), _) => to.push(mask | short),
            (_, Ok(middle)) => {
                to.push(mask | 126);
                to.extend(middle.to_be_bytes());
            }
            _ => {
                to.push(mask | 127);
                to.extend((length as u64).to_be_bytes());
            }
        }
        if self.masked {
            to.extend([0; 4]);
        }
        to.extend_from_slice(&self.payload);
    }
}

/// Octets that are kept of a frame that is not whole: more is read as it comes.
const KEPT: usize = 1 << 20;

impl<S: AsyncRead + Unpin> AsyncRead for Lenient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.frames == Frames::Checked {
            return Pin::new(&mut this.stream).poll_read(cx, into);
        }
        while this.mended.is_empty() {
            let mut chunk = [0; 4096];
            let mut buffer = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buffer))?;
            if buffer.filled().is_empty() {
                // The end: what is left is no frame.
                this.mended.append(&mut this.raw);
                break;
            }
            this.raw.extend_from_slice(buffer.filled());
            this.mend();
            if this.raw.len() > KEPT {
                this.mended.append(&mut this.raw);
            }
        }
        let length = this.mended.len().min(into.remaining());
        into.put_slice(&this.mended[..length]);
        this.mended.drain(..length);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Lenient<S> {
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
