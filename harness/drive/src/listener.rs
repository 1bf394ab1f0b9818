//! A listener of ours on loopback: it answers every request alike, and keeps what came.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::error::DriveError;

/// Requests that are answered; later ones find nobody.
const MOST: u64 = 1000;
/// Heads that are kept.
const KEPT: usize = 40;
/// Octets of the longest head.
const HEAD: usize = 16 << 10;
/// Connections that are served at once.
const AT_ONCE: usize = 32;
/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a listener answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its media type.
    pub media: &'static str,
    /// Its body.
    pub body: String,
}

/// What came to a listener.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    /// How many requests.
    pub requests: u64,
    /// The heads of the first of them.
    pub heads: Vec<Vec<u8>>,
}

/// Owns the task that serves: dropping it ends everything.
pub(crate) struct Listener {
    url: String,
    visits: Arc<Mutex<Visits>>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Begins to listen on a free port.
    pub async fn open(name: &str, page: Page) -> Result<Listener, DriveError> {
        let failed = |error: std::io::Error| DriveError::Harness(format!("no listener: {error}"));
        let socket = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        let visits: Arc<Mutex<Visits>> = Arc::default();
        let task = tokio::spawn(serve(socket, answer(&page), Arc::clone(&visits)));
        Ok(Listener {
            url: format!("http://{address}/{name}"),
            visits,
            task,
        })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What came so far.
    pub fn visits(&self) -> Visits {
        lock(&self.visits).clone()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(visits: &Mutex<Visits>) -> MutexGuard<'_, Visits> {
    visits.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(page: &Page) -> Arc<[u8]> {
    let (media, length) = (page.media, page.body.len());
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    Arc::from([head.as_bytes(), page.body.as_bytes()].concat())
}

async fn serve(socket: TcpListener, answer: Arc<[u8]>, visits: Arc<Mutex<Visits>>) {
    let mut served = JoinSet::new();
    while lock(&visits).requests < MOST {
        if served.len() >= AT_ONCE {
            served.join_next().await;
        }
        while served.try_join_next().is_some() {}
        // A peer that was gone before it was served is nobody's fault.
        let Ok((stream, _)) = socket.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let (answer, visits) = (Arc::clone(&answer), Arc::clone(&visits));
        served.spawn(async move {
            let _ = timeout(PATIENCE, one(stream, &answer, &visits)).await;
        });
    }
    drop(socket);
    while served.join_next().await.is_some() {}
}

/// Reads the head of one request and answers it.
async fn one(mut stream: TcpStream, answer: &[u8], visits: &Mutex<Visits>) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() >= HEAD || (&mut stream).take(1024).read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    {
        let mut visits = lock(visits);
        visits.requests += 1;
        if visits.heads.len() < KEPT {
            visits.heads.push(head);
        }
    }
    stream.write_all(answer).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(url: &str, head: &str) -> String {
        let authority = url.split('/').nth(2).unwrap();
        let mut stream = TcpStream::connect(authority).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn it_answers_counts_and_ends() {
        let page = Page {
            media: "application/json",
            body: "{}".to_owned(),
        };
        let listener = Listener::open("rogue", page).await.unwrap();
        let url = listener.url().to_owned();
        assert!(
            url.starts_with("http://127.0.0.1:") && url.ends_with("/rogue"),
            "{url}"
        );
        assert_eq!(listener.visits().requests, 0);
        let answer = ask(&url, "GET /rogue HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(
            answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("\r\n\r\n{}"),
            "{answer}"
        );
        // Half a request, and one that is too long, are none.
        let endless = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(HEAD * 2));
        let authority = url.split('/').nth(2).unwrap().to_owned();
        let mut stream = TcpStream::connect(&authority).await.unwrap();
        let _ = stream.write_all(endless.as_bytes()).await;
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        let visits = listener.visits();
        assert_eq!((visits.requests, visits.heads.len(), rest.len()), (1, 1, 0));
        drop(listener);
        tokio::task::yield_now().await;
        assert!(
            TcpStream::connect(&authority).await.is_err(),
            "nobody listens any more"
        );
    }
}
