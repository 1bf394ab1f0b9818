//! The task of one open socket, from the 101 to its end: it reads and answers pings all the time, so that
//! frames get their true times, and does what jobs ask in between.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use model::step::How;
use model::wire::{End, Frame, FrameKind};
use tokio::io::AsyncWrite;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, Interval, interval, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::frames;
use crate::ledger::Ledger;
use crate::limits::GOODBYE;
use crate::tap::Tap;

/// How often it is seen whether a connection is still there from which nothing is read.
const GLANCE: Duration = Duration::from_millis(50);

/// Hears when something was done; dropped when it cannot be.
pub(crate) type Done = oneshot::Sender<Instant>;

/// What a job asks for.
pub(crate) enum Command {
    Send(Message, Done),
    /// Send these octets below tungstenite.
    Octets(Vec<u8>, Done),
    /// Stop reading, or read again.
    Stall(bool, Done),
    HangUp(How, Duration, Done),
}

/// The connection and what surrounds it.
pub(crate) struct Wire {
    pub socket: WebSocketStream<Tap>,
    pub commands: mpsc::Receiver<Command>,
    pub ledger: Arc<Ledger>,
    /// Told when everything written has left.
    pub unsent: Vec<Done>,
    /// Octets that go out as they are, and who is told.
    pub octets: Option<(Vec<u8>, Done)>,
    /// We sent a close frame, so the end is ours.
    pub closing: bool,
    /// We do not read; from time to time it is seen whether the connection is still there.
    pub stalled: Option<Interval>,
}

enum Turn {
    Asked(Option<Command>),
    Wrote(io::Result<usize>),
    Flushed(Result<(), Error>),
    Seen(Option<Result<Message, Error>>),
    Broken,
}

impl Wire {
    /// Runs until the socket has ended and is gone.
    pub async fn run(mut self) {
        let mut gone_by = None;
        loop {
            let turn = match gone_by {
                None => self.turn().await,
                Some(deadline) => match timeout_at(deadline, self.turn()).await {
                    Ok(turn) => turn,
                    Err(_) => return,
                },
            };
            match turn {
                Turn::Asked(None) => return,
                Turn::Asked(Some(Command::Send(message, done))) => self.send(message, done),
                Turn::Asked(Some(Command::Octets(octets, done))) => {
                    self.octets = Some((octets, done));
                }
                Turn::Wrote(wrote) => self.wrote(wrote),
                Turn::Asked(Some(Command::Stall(stalls, done))) => {
                    self.stalled = stalls.then(|| interval(GLANCE));
                    let _ = done.send(Instant::now());
                }
                Turn::Asked(Some(Command::HangUp(how, grace, done))) => {
                    return self.hang_up(how, grace, done).await;
                }
                Turn::Flushed(Ok(())) => {
                    for done in self.unsent.drain(..) {
                        let _ = done.send(Instant::now());
                    }
                }
                // The reading side says how it ended.
                Turn::Flushed(Err(_)) => self.unsent.clear(),
                Turn::Seen(Some(Ok(message))) => {
                    if self.note(message) {
                        gone_by.get_or_insert_with(|| Instant::now() + GOODBYE);
                    }
                }
                Turn::Seen(Some(Err(error))) => return self.end(self.how(&error)),
                Turn::Seen(None) => return self.end(End::Dropped),
                Turn::Broken => return self.end(self.violation(String::new())),
            }
        }
    }

    /// Whatever happens next; commands first, because a flood of frames must not keep us from hanging up.
    async fn turn(&mut self) -> Turn {
        std::future::poll_fn(|cx| {
            if let Poll::Ready(command) = self.commands.poll_recv(cx) {
                return Poll::Ready(Turn::Asked(command));
            }
            if !self.unsent.is_empty()
                && let Poll::Ready(flushed) = self.socket.poll_flush_unpin(cx)
            {
                return Poll::Ready(Turn::Flushed(flushed));
            }
            if let Some((octets, _)) = &self.octets
                && let Poll::Ready(Ok(())) = self.socket.poll_flush_unpin(cx)
            {
                let below = Pin::new(self.socket.get_mut());
                if let Poll::Ready(wrote) = below.poll_write(cx, octets) {
                    return Poll::Ready(Turn::Wrote(wrote));
                }
            }
            if let Some(glances) = &mut self.stalled {
                let mut gone = false;
                while glances.poll_tick(cx).is_ready() {
                    let tcp = self.socket.get_ref().tcp();
                    gone |= !matches!(tcp.take_error(), Ok(None));
                }
                return match gone {
                    true => Poll::Ready(Turn::Seen(None)),
                    false => Poll::Pending,
                };
            }
            match self.socket.poll_next_unpin(cx) {
                Poll::Ready(seen) => Poll::Ready(Turn::Seen(seen)),
                // Only now has tungstenite handed out all that came before what it let pass.
                Poll::Pending if self.socket.get_ref().violation().is_some() => {
                    Poll::Ready(Turn::Broken)
                }
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    /// Some octets are out; whoever asked is told once all have left.
    fn wrote(&mut self, wrote: io::Result<usize>) {
        let Some((mut octets, done)) = self.octets.take() else {
            return;
        };
        // The reading side says how it ended.
        let Ok(count @ 1..) = wrote else { return };
        octets.drain(..count.min(octets.len()));
        match octets.is_empty() {
            true => self.unsent.push(done),
            false => self.octets = Some((octets, done)),
        }
    }

    /// Queues a message; tungstenite takes it even while an earlier one is blocked.
    fn send(&mut self, message: Message, done: Done) {
        let closes = match &message {
            Message::Close(_) => true,
            Message::Frame(frame) => frame.header().opcode == OpCode::Control(Control::Close),
            _ => false,
        };
        if self.socket.start_send_unpin(message).is_ok() {
            self.unsent.push(done);
            self.closing |= closes;
        }
    }

    fn end(&self, end: End) {
        self.ledger.end(self.whose(end));
    }

    fn whose(&self, end: End) -> End {
        match end {
            End::Closed(..) | End::Dropped if self.closing => End::HungUp,
            end => end,
        }
    }

    /// Notes what came; true when it was a close frame.
    pub fn note(&mut self, message: Message) -> bool {
        let (kind, payload) = match message {
            Message::Text(text) => (FrameKind::Text, text.as_bytes().to_vec()),
            Message::Binary(octets) => (FrameKind::Binary, octets.to_vec()),
            Message::Ping(octets) => (FrameKind::Ping, octets.to_vec()),
            Message::Pong(octets) => (FrameKind::Pong, octets.to_vec()),
            Message::Close(tidied) => return self.note_close(tidied),
            Message::Frame(_) => return false,
        };
        self.ledger.push(Frame { kind, payload });
        false
    }

    fn note_close(&mut self, tidied: Option<CloseFrame>) -> bool {
        let tap = self.socket.get_ref();
        let (code, reason) = match (tap.close(), tidied) {
            (Some(payload), _) => {
                let (code, reason) = frames::close(payload);
                (code, reason.to_vec())
            }
            (None, Some(tidied)) => (tidied.code.into(), tidied.reason.as_bytes().to_vec()),
            (None, None) => (1005, Vec::new()),
        };
        let end = match tap.violation() {
            Some(violation) => End::Violation(violation.to_owned()),
            None => End::Closed(code, reason.clone()),
        };
        let kind = FrameKind::Close(code);
        let last = Frame {
            kind,
            payload: reason,
        };
        self.ledger.push_last(last, self.whose(end));
        true
    }

    /// What an error of tungstenite means.
    fn how(&self, error: &Error) -> End {
        use tokio_tungstenite::tungstenite::error::ProtocolError as P;
        match error {
            Error::Io(_) | Error::Protocol(P::ResetWithoutClosingHandshake) => End::Dropped,
            Error::Utf8(_) => self.violation("a text message that is not UTF-8".to_owned()),
            Error::Capacity(why) => self.violation(format!("more than the harness takes: {why}")),
            other => self.violation(other.to_string()),
        }
    }

    /// What our own reading says, which is more exact, or else this.
    fn violation(&self, otherwise: String) -> End {
        let own = self.socket.get_ref().violation();
        End::Violation(own.map_or(otherwise, str::to_owned))
    }
}
