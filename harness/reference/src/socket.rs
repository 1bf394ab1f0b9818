//! An open WebSocket: bounded reading, bounded writing, and the ways it ends.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, Utf8Bytes,
        error::ProtocolError,
        protocol::{CloseFrame, Role, WebSocketConfig},
    },
};

use crate::{
    lenient::Lenient,
    policy::{Frames, Length},
};

/// Octets of the largest message and of the largest frame.
const MESSAGE_LIMIT: usize = 64 * 1024;
/// The longest time that one write may block on a peer that does not read.
const WRITE_PATIENCE: Duration = Duration::from_secs(5);
/// The longest time that an ended connection waits for its peer.
const LINGER: Duration = Duration::from_secs(2);
/// Octets of a violator that are read away, so that a reset does not overtake our close.
const DRAIN_LIMIT: usize = 64 * 1024 * 1024;

pub(crate) type Socket = WebSocketStream<Lenient<TokioIo<Upgraded>>>;

/// What came from the peer. Pings and pongs are dealt with below.
#[derive(Debug)]
pub(crate) enum Incoming {
    Text(Utf8Bytes),
    Binary,
    /// The socket has to end in this way.
    End(Ending),
}

/// How a socket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The peer sent a close frame that still has to be answered.
    Answer,
    /// We close, with a code and a reason.
    Close(u16, &'static str),
    /// The connection broke.
    Gone,
}

pub(crate) async fn open(upgraded: Upgraded, (frames, length): (Frames, Length)) -> Socket {
    let longest = match length {
        Length::Declared => MESSAGE_LIMIT,
        Length::Doubled => MESSAGE_LIMIT * 2,
        Length::Halved => MESSAGE_LIMIT / 2,
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(longest))
        .max_frame_size(Some(longest))
        .read_buffer_size(8 * 1024);
    let connection = Lenient::new(TokioIo::new(upgraded), frames);
    WebSocketStream::from_raw_socket(connection, Role::Server, Some(config)).await
}

/// The next message, or how to end. Cancel-safe.
pub(crate) async fn receive(socket: &mut Socket) -> Incoming {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Incoming::Text(text),
            Some(Ok(Message::Binary(_))) => return Incoming::Binary,
            Some(Ok(Message::Close(_))) => return Incoming::End(Ending::Answer),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            Some(Err(error)) => return Incoming::End(ending_of(&error)),
            None => return Incoming::End(Ending::Gone),
        }
    }
}

/// The close codes of RFC 6455 7.4.1.
fn ending_of(error: &Error) -> Ending {
    match error {
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Ending::Gone,
        Error::Protocol(_) => Ending::Close(1002, "Protocol error"),
        Error::Utf8(_) => Ending::Close(1007, "Invalid UTF-8"),
        Error::Capacity(_) => Ending::Close(1009, "Message too big"),
        _ => Ending::Gone,
    }
}

/// Sends a text; an error says that the connection is of no more use.
pub(crate) async fn send(socket: &mut Socket, text: impl Into<Utf8Bytes>) -> Result<(), Ending> {
    match timeout(WRITE_PATIENCE, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Ending::Gone),
    }
}

/// Ends the socket: closing handshake, then the connection (RFC 6455 7.1.1).
pub(crate) async fn end(mut socket: Socket, ending: Ending) {
    match ending {
        Ending::Gone => return,
        // The answer is queued already; flushing writes it.
        Ending::Answer => {
            let _ = timeout(WRITE_PATIENCE, socket.flush()).await;
        }
        Ending::Close(code, reason) => {
            let frame = CloseFrame {
                code: code.into(),
                reason: Utf8Bytes::from_static(reason),
            };
            let _ = timeout(WRITE_PATIENCE, socket.close(Some(frame))).await;
            let answered = async { while let Some(Ok(_)) = socket.next().await {} };
            let _ = timeout(LINGER, answered).await;
        }
    }
    let _ = timeout(LINGER, hang_up(&mut socket)).await;
}

async fn hang_up(socket: &mut Socket) {
    let connection = socket.get_mut();
    if connection.shutdown().await.is_err() {
        return;
    }
    let (mut scratch, mut drained) = ([0; 4096], 0);
    while drained < DRAIN_LIMIT {
        match connection.read(&mut scratch).await {
            Ok(0) | Err(_) => return,
            Ok(read) => drained += read,
        }
    }
}
