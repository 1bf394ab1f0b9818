//! Keys that a header leads to.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{Row, look};
use crate::support::{Target, forge::encode};

pub fn rows() -> Vec<Row> {
    vec![
        look!("jku-trusted", elsewhere, |_| [
            "401, 0 fetched",
            "alice, 1 fetched"
        ]),
        look!("jku-fetched", elsewhere, |_| [
            "401, 0 fetched",
            "401, 1 fetched"
        ]),
    ]
}

/// A token signed with a key of a stranger, who serves it.
async fn elsewhere(target: &Target) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    let fetched = Arc::new(AtomicUsize::new(0));
    let serving = tokio::spawn(serve(listener, Arc::clone(&fetched)));
    let stranger = target.forge().with_secret("a stranger's");
    let header = json!({"alg": "HS256", "jku": url, "kid": "s"});
    let token = stranger.sign(&header, &stranger.claims());
    let who = target.who_with(&token).await;
    serving.abort();
    format!("{who}, {} fetched", fetched.load(Ordering::SeqCst))
}

async fn serve(listener: TcpListener, fetched: Arc<AtomicUsize>) {
    let key = json!({"kty": "oct", "kid": "s", "k": encode(b"a stranger's")});
    let body = json!({"keys": [key]}).to_string();
    while let Ok((mut stream, _)) = listener.accept().await {
        fetched.fetch_add(1, Ordering::SeqCst);
        let _ = stream.read(&mut [0; 4096]).await;
        let length = body.len();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}
