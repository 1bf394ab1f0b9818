//! Servers that are no service at all: each does one thing, whatever is asked. What passes here would pass
//! anywhere.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use crate::failure::Failure;

/// Octets of a head, and of a body, at most.
const LONGEST: usize = 256 * 1024;

/// What a server does, whatever it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dummy {
    /// Nobody listens.
    Dead,
    /// Answers 200 with an empty object.
    Always200,
    /// Answers 401 with a challenge.
    Always401,
    /// Answers 404.
    Always404,
    /// Opens every socket, and says nothing on it; 200 to all else.
    OpensAll,
    /// Answers 403 to every handshake, and 200 to all else.
    OpensNone,
    /// Opens every socket and says again what it hears; the same with bodies.
    Echo,
}

impl Dummy {
    /// All of them.
    pub const ALL: [Dummy; 7] = [
        Dummy::Dead,
        Dummy::Always200,
        Dummy::Always401,
        Dummy::Always404,
        Dummy::OpensAll,
        Dummy::OpensNone,
        Dummy::Echo,
    ];

    /// What it does, in words.
    pub fn words(self) -> &'static str {
        match self {
            Dummy::Dead => "does not listen",
            Dummy::Always200 => "answers 200 to everything",
            Dummy::Always401 => "answers 401 to everything",
            Dummy::Always404 => "answers 404 to everything",
            Dummy::OpensAll => "opens every socket",
            Dummy::OpensNone => "opens no socket",
            Dummy::Echo => "says everything again",
        }
    }
}

/// A dummy on loopback, for as long as this lives.
pub struct Running {
    pub address: SocketAddr,
    task: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Starts one.
pub async fn start(dummy: Dummy) -> Result<Running, Failure> {
    let bound = TcpListener::bind("127.0.0.1:0").await;
    let listener = bound.map_err(Failure::harness)?;
    let address = listener.local_addr().map_err(Failure::harness)?;
    // The port of one that is dead was free a moment ago.
    let task = (dummy != Dummy::Dead).then(|| tokio::spawn(serve(listener, dummy)));
    Ok(Running { address, task })
}

async fn serve(listener: TcpListener, dummy: Dummy) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(talk(stream, dummy));
    }
}

/// One request after the other, until the client goes or has a socket.
async fn talk(mut stream: TcpStream, dummy: Dummy) {
    let mut octets = Vec::new();
    while let Some((head, body)) = asked(&mut stream, &mut octets).await {
        if let (Some(key), Dummy::OpensAll | Dummy::Echo) =
            (field(&head, "sec-websocket-key"), dummy)
        {
            let accept = derive_accept_key(key.as_bytes());
            let answer = format!(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Accept: {accept}\r\n\r\n"
            );
            if stream.write_all(answer.as_bytes()).await.is_ok() {
                converse(stream, dummy).await;
            }
            return;
        }
        let (status, more, body) = match dummy {
            Dummy::Always401 => (
                "401 Unauthorized",
                "WWW-Authenticate: Bearer\r\n",
                Vec::new(),
            ),
            Dummy::Always404 => ("404 Not Found", "", Vec::new()),
            Dummy::OpensNone if field(&head, "sec-websocket-key").is_some() => {
                ("403 Forbidden", "", Vec::new())
            }
            Dummy::Echo => ("200 OK", "Content-Type: application/json\r\n", body),
            _ => (
                "200 OK",
                "Content-Type: application/json\r\n",
                b"{}".to_vec(),
            ),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\n{more}Content-Length: {}\r\n\r\n",
            body.len()
        );
        if stream
            .write_all(&[head.into_bytes(), body].concat())
            .await
            .is_err()
        {
            return;
        }
    }
}

/// The next head and body; none when there is none.
async fn asked(stream: &mut TcpStream, octets: &mut Vec<u8>) -> Option<(String, Vec<u8>)> {
    let end = loop {
        let end = octets.windows(4).position(|four| four == b"\r\n\r\n");
        match end {
            Some(end) => break end + 4,
            None if octets.len() > LONGEST => return None,
            None => more(stream, octets).await?,
        }
    };
    let head = String::from_utf8_lossy(octets.get(..end)?).into_owned();
    let length = field(&head, "content-length").and_then(|it| it.parse().ok());
    let length: usize = length.filter(|it| *it <= LONGEST).unwrap_or(0);
    while octets.len() < end + length {
        more(stream, octets).await?;
    }
    let rest = octets.split_off(end + length);
    let body = std::mem::replace(octets, rest).split_off(end);
    Some((head, body))
}

async fn more(stream: &mut TcpStream, octets: &mut Vec<u8>) -> Option<()> {
    let read = stream.read_buf(octets).await.ok()?;
    (read > 0).then_some(())
}

fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let found = lines.find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

async fn converse(stream: TcpStream, dummy: Dummy) {
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
    while let Some(Ok(message)) = socket.next().await {
        let said = message.is_text() || message.is_binary();
        if dummy == Dummy::Echo && said && socket.send(message).await.is_err() {
            return;
        }
    }
}
