//! An open socket, as jobs see it: a ledger to read from and a task to ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use model::step::How;
use model::wire::{Frame, FrameKind};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame as Framed, FrameHeader};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::frames;
use crate::ledger::Ledger;
use crate::limits::Limits;
use crate::stream::Stream;
use crate::tap::Tap;
use crate::unacknowledged::Pair;
use crate::wire::{Command, Done, Wire};

/// Owns the socket's task: dropping it drops the connection.
pub(crate) struct Socket {
    pub ledger: Arc<Ledger>,
    /// The ends of its connection.
    pub pair: Option<Pair>,
    commands: mpsc::Sender<Command>,
    stalled: AtomicBool,
    task: JoinHandle<()>,
}

impl Socket {
    /// Takes over a connection after its 101, with what came behind it.
    pub async fn new(stream: Stream, rest: Vec<u8>, limits: &Limits) -> Socket {
        const BUFFER: usize = 16 << 10;
        let pair = Pair::of(stream.tcp());
        let tap = Tap::new(stream, &rest);
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER)
            .max_frame_size(Some(limits.frame_octets))
            .max_message_size(Some(limits.frame_octets));
        let socket =
            WebSocketStream::from_partially_read(tap, rest, Role::Client, Some(config)).await;
        let (sender, commands) = mpsc::channel(4);
        let ledger = Arc::new(Ledger::new(limits));
        let wire = Wire {
            socket,
            commands,
            ledger: Arc::clone(&ledger),
            unsent: Vec::new(),
            octets: None,
            closing: false,
            stalled: None,
        };
        Socket {
            ledger,
            pair,
            commands: sender,
            stalled: AtomicBool::new(false),
            task: tokio::spawn(wire.run()),
        }
    }

    /// True until either side has ended it.
    pub fn is_open(&self) -> bool {
        self.ledger.ended().is_none()
    }

    /// Sends a frame; says when it left, or nothing when the socket had ended.
    pub async fn send(&self, frame: &Frame) -> Option<Instant> {
        let payload = frame.payload.as_slice();
        let octets = match frame.kind {
            FrameKind::Spelled(bits) => frames::write(bits, payload),
            FrameKind::Octets => payload.to_vec(),
            kind => {
                let message = message(kind, frame.payload.clone());
                return self.ask(|done| Command::Send(message, done)).await;
            }
        };
        self.octets(octets).await
    }

    /// Sends octets as they are; says when they left, or nothing when the socket had ended.
    pub async fn octets(&self, octets: Vec<u8>) -> Option<Instant> {
        self.ask(|done| Command::Octets(octets, done)).await
    }

    /// Stops reading, or reads again.
    pub async fn stall(&self, stalls: bool) {
        self.stalled.store(stalls, Ordering::Relaxed);
        self.ask(|done| Command::Stall(stalls, done)).await;
    }

    /// True while nothing is read.
    pub fn is_stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// Ends it from our side, within a grace time.
    pub async fn hang_up(&self, how: How, grace: Duration) {
        self.ask(|done| Command::HangUp(how, grace, done)).await;
    }

    async fn ask(&self, command: impl FnOnce(Done) -> Command) -> Option<Instant> {
        let (done, heard) = oneshot::channel();
        self.commands.send(command(done)).await.ok()?;
        heard.await.ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A frame for tungstenite, as it is: text need not be UTF-8, control frames need not be short.
fn message(kind: FrameKind, payload: Vec<u8>) -> Message {
    match kind {
        FrameKind::Text => Message::Frame(Framed::message(payload, OpCode::Data(Data::Text), true)),
        FrameKind::Ping => Message::Ping(payload.into()),
        FrameKind::Pong => Message::Frame(Framed::pong(payload)),
        FrameKind::Close(1005) => Message::Close(None),
        FrameKind::Close(code) => match Utf8Bytes::try_from(payload.clone()) {
            Ok(reason) => Message::Close(Some(CloseFrame {
                code: code.into(),
                reason,
            })),
            Err(_) => {
                let octets = [&code.to_be_bytes(), payload.as_slice()].concat();
                Message::Frame(Framed::from_payload(FrameHeader::default(), octets.into()))
            }
        },
        FrameKind::Binary | FrameKind::Spelled(_) | FrameKind::Octets => {
            Message::Binary(payload.into())
        }
    }
}
