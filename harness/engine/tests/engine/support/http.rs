//! HTTP servers of a few lines.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as a server saw it.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub line: String,
    pub headers: String,
    pub body: String,
}

impl Asked {
    /// Whether its head carries this anywhere.
    pub fn carries(&self, text: &str) -> bool {
        self.headers.contains(text) || self.line.contains(text)
    }

    pub fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }
}

/// A server that gives every connection to `serve`; its address, `127.0.0.1:PORT`.
pub async fn listen<F, T>(serve: F) -> String
where
    F: Fn(TcpStream) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Or the kernel holds a close frame back until we speak.
            stream.set_nodelay(true).unwrap();
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// Reads one request; `None` when the peer has gone.
pub async fn request(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let (line, headers) = head.split_once("\r\n")?;
    let length = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some(Asked {
        line: line.to_owned(),
        headers: headers.to_owned(),
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// A server that answers every request with what `answer` makes of it, and keeps connections alive.
pub async fn answering(answer: impl Fn(&Asked) -> String + Send + Sync + 'static) -> String {
    let answer = Arc::new(answer);
    listen(move |mut stream| {
        let answer = Arc::clone(&answer);
        async move {
            while let Some(asked) = request(&mut stream).await {
                if stream.write_all(answer(&asked).as_bytes()).await.is_err() {
                    return;
                }
            }
        }
    })
    .await
}

/// An answer with its length.
pub fn says(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
}

pub fn ok(body: &str) -> String {
    says("200 OK", "", body)
}

pub fn no() -> String {
    says("401 Unauthorized", "", "")
}
