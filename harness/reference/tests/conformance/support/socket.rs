//! A WebSocket client: an own handshake, so that refusals are seen whole, then tungstenite.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};

use super::{
    ORIGIN, PATIENCE, Target,
    http::{Answer, Request},
};

/// A handshake that is about to be sent; the key and its answer are those of RFC 6455 1.3.
#[derive(Clone)]
pub struct Knock(pub Request);

pub struct Client<S = TcpStream>(pub WebSocketStream<S>);

impl Knock {
    pub fn at(path: &str) -> Knock {
        let request = Request::get(path)
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("Origin", ORIGIN);
        Knock(request)
    }

    /// The same handshake with these values of a header instead.
    pub fn with(self, name: &str, values: &[&str]) -> Knock {
        let request = self.0.without(name);
        Knock(
            values
                .iter()
                .fold(request, |request, value| request.header(name, value)),
        )
    }

    /// The head of the answer.
    pub async fn head<S>(&self, stream: &mut S) -> Answer
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        stream.write_all(&self.0.to_bytes()).await.unwrap();
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            let read = timeout(PATIENCE, stream.read_exact(&mut byte))
                .await
                .expect("an answer");
            read.expect("a whole head");
            head.push(byte[0]);
        }
        Answer::parse(&head)
    }

    pub async fn on<S>(self, mut stream: S) -> Result<Client<S>, Answer>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut answer = self.head(&mut stream).await;
        if answer.status != 101 {
            let length = answer.header("content-length").unwrap().parse().unwrap();
            let mut body = vec![0; length];
            stream.read_exact(&mut body).await.unwrap();
            answer.body = String::from_utf8(body).unwrap();
            return Err(answer);
        }
        assert_eq!(
            answer.header("sec-websocket-accept"),
            Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        );
        assert_eq!(answer.header("upgrade"), Some("websocket"));
        Ok(Client(
            WebSocketStream::from_raw_socket(stream, Role::Client, None).await,
        ))
    }

    /// Opens a socket that must be accepted.
    pub async fn open(self, target: &Target) -> Client {
        match self.on(target.connect().await).await {
            Ok(client) => client,
            Err(answer) => panic!("refused: {answer:?}"),
        }
    }

    /// What becomes of the handshake, in words.
    pub async fn fate(self, target: &Target) -> String {
        match self.on(target.connect().await).await {
            Ok(mut client) => client.fate().await,
            Err(answer) => format!("status {}", answer.status),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub async fn send(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// Sends a text to a server that may have closed already.
    pub async fn say(&mut self, text: &str) {
        let _ = self.0.send(Message::text(text)).await;
    }

    /// The next message that is not a ping or a pong; `None` at the end.
    pub async fn next(&mut self) -> Option<Message> {
        loop {
            match timeout(PATIENCE, self.0.next())
                .await
                .expect("a message or the end")
            {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(message)) => return Some(message),
                Some(Err(_)) | None => return None,
            }
        }
    }

    pub async fn text(&mut self) -> String {
        match self.next().await {
            Some(Message::Text(text)) => text.to_string(),
            other => panic!("no text but {other:?}"),
        }
    }

    pub async fn json(&mut self) -> Value {
        serde_json::from_str(&self.text().await).unwrap()
    }

    pub async fn ask(&mut self, text: &str) -> Value {
        self.send(text).await;
        self.json().await
    }

    /// Code and reason of the close that has to come next.
    pub async fn closed(&mut self) -> String {
        match self.next().await {
            Some(message @ Message::Close(_)) => in_words(&message),
            other => panic!("no close but {other:?}"),
        }
    }

    /// `open` once the server answers a message, else what it says until the end.
    pub async fn fate(&mut self) -> String {
        let mut seen = Vec::new();
        // After a close that is the next to read.
        self.say(r#"{"type":"ping"}"#).await;
        loop {
            let Some(message) = self.next().await else {
                return if seen.is_empty() {
                    "end".to_owned()
                } else {
                    seen.join(", ")
                };
            };
            match in_words(&message).as_str() {
                r#"{"type":"pong"}"# | r#"Echo: {"type":"ping"}"# => seen.push("open".to_owned()),
                words => seen.push(words.to_owned()),
            }
            if matches!(message, Message::Close(_)) || seen.last().is_some_and(|it| it == "open") {
                return seen.join(", ");
            }
        }
    }

    /// Closes cleanly and waits for the server's answer; the connection stays with the caller.
    pub async fn close(mut self) -> WebSocketStream<S> {
        self.0.close(None).await.unwrap();
        assert!(
            matches!(self.next().await, Some(Message::Close(_))),
            "the close is answered"
        );
        self.0
    }
}

pub fn in_words(message: &Message) -> String {
    match message {
        Message::Close(Some(frame)) => format!("close {} {}", u16::from(frame.code), frame.reason),
        Message::Close(None) => "close".to_owned(),
        Message::Text(text) => text.to_string(),
        other => format!("{other:?}"),
    }
}
