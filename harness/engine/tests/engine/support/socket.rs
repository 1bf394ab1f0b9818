//! WebSocket servers of a few lines.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::http::{Asked, listen, request, says};

pub type Ws = WebSocketStream<TcpStream>;

/// A server whose plain requests get `answer` (and 200 without one), and whose sockets are given to
/// `serve` after their 101.
pub async fn sockets<F, T>(
    answer: impl Fn(&Asked) -> Option<String> + Send + Sync + 'static,
    serve: F,
) -> String
where
    F: Fn(Ws, Asked) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let (answer, serve) = (Arc::new(answer), Arc::new(serve));
    listen(move |mut stream| {
        let (answer, serve) = (Arc::clone(&answer), Arc::clone(&serve));
        async move {
            while let Some(asked) = request(&mut stream).await {
                if let Some(refusal) = answer(&asked) {
                    let _ = stream.write_all(refusal.as_bytes()).await;
                } else if let Some(head) = granted(&asked) {
                    stream.write_all(head.as_bytes()).await.unwrap();
                    let socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
                    return serve(socket, asked).await;
                } else {
                    let _ = stream.write_all(says("200 OK", "", "{}").as_bytes()).await;
                }
            }
        }
    })
    .await
}

/// The 101 that grants this upgrade; nothing when it is none.
pub fn granted(asked: &Asked) -> Option<String> {
    let lines = asked.headers.lines();
    let mut pairs = lines.filter_map(|line| line.split_once(": "));
    let (_, key) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-key"))?;
    let accept = derive_accept_key(key.as_bytes());
    Some(format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    ))
}

/// The next text message; nothing when the socket has ended.
pub async fn heard(socket: &mut Ws) -> Option<String> {
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Text(text) = message {
            return Some(text.to_string());
        }
    }
    None
}

pub async fn say(socket: &mut Ws, text: &str) -> bool {
    socket.send(Message::Text(text.into())).await.is_ok()
}

pub async fn close(socket: &mut Ws, code: u16, reason: &str) {
    let frame = CloseFrame {
        code: code.into(),
        reason: reason.into(),
    };
    let _ = socket.send(Message::Close(Some(frame))).await;
    while let Some(Ok(_)) = socket.next().await {}
}

/// Answers `ping` with `pong` until the socket ends.
pub async fn pongs(mut socket: Ws) {
    while let Some(text) = heard(&mut socket).await {
        if text == "ping" && !say(&mut socket, "pong").await {
            return;
        }
    }
}

pub fn bytes(length: usize) -> Message {
    Message::Binary(Bytes::from(vec![b'x'; length]))
}
