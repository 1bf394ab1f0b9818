//! A raw HTTP/1.1 client: what it is given goes out octet for octet.

use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};

use super::PATIENCE;

#[derive(Clone)]
pub struct Request {
    line: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Request {
        let headers = vec![("Host".to_owned(), b"127.0.0.1".to_vec())];
        Request {
            line: format!("{method} {path} HTTP/1.1"),
            headers,
            body: Vec::new(),
        }
    }

    pub fn get(path: &str) -> Request {
        Request::new("GET", path)
    }

    pub fn post(path: &str) -> Request {
        Request::new("POST", path)
    }

    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Request {
        self.headers
            .push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub fn without(mut self, name: &str) -> Request {
        self.headers.retain(|(held, _)| held != name);
        self
    }

    pub fn bearer(self, token: &str) -> Request {
        self.header("Authorization", format!("Bearer {token}"))
    }

    pub fn body(mut self, content_type: Option<&str>, body: impl AsRef<[u8]>) -> Request {
        self.body = body.as_ref().to_vec();
        let length = self.body.len().to_string();
        let request = self.header("Content-Length", length);
        match content_type {
            Some(value) => request.header("Content-Type", value),
            None => request,
        }
    }

    pub fn json(self, body: &Value) -> Request {
        self.body(Some("application/json"), body.to_string())
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.line.clone().into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("\r\n{name}: ").as_bytes());
            bytes.extend_from_slice(value);
        }
        bytes.extend_from_slice(b"\r\n\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Sends the request and reads the answer up to the end of the connection.
    pub async fn send(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) -> Answer {
        let bytes = self.header("Connection", "close").to_bytes();
        // A server that has refused already may not read the rest.
        let _ = stream.write_all(&bytes).await;
        let mut answer = Vec::new();
        let read = timeout(PATIENCE, stream.read_to_end(&mut answer))
            .await
            .expect("an answer");
        // Unread octets make a reset of the end: what came before counts.
        let _ = read;
        Answer::parse(&answer)
    }
}

impl Answer {
    pub fn parse(bytes: &[u8]) -> Answer {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        Answer {
            status,
            headers: headers.collect(),
            body: body.to_owned(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(held, _)| held == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{self:?}"
        );
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn detail(&self) -> String {
        crate::support::text(&self.json()["detail"])
    }
}
