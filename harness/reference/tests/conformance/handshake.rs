//! The opening handshake itself: what opens a socket, and what is told to everything else.

use crate::support::{ORIGIN, Target, http::Request};

#[tokio::test]
async fn what_opens_no_socket_is_told_so() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let plain = target.send(Request::get("/ws/x")).await;
    assert_eq!(
        (plain.status, plain.header("upgrade")),
        (426, Some("websocket"))
    );
    assert_eq!(plain.header("sec-websocket-version"), Some("13"));
    let cases: [(&str, &[&str], &str); 8] = [
        ("Connection", &["keep-alive, uPgrAde"], "open"),
        ("Upgrade", &["WebSocket"], "open"),
        ("Upgrade", &["h2c"], "status 426"),
        ("Sec-WebSocket-Version", &["8"], "status 426"),
        ("Sec-WebSocket-Version", &[], "status 400"),
        ("Sec-WebSocket-Key", &[], "status 400"),
        ("Sec-WebSocket-Key", &["c2hvcnQ="], "status 400"),
        (
            "Sec-WebSocket-Key",
            &["dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="],
            "status 400",
        ),
    ];
    for (name, values, fate) in cases {
        assert_eq!(
            knock.clone().with(name, values).fate(&target).await,
            fate,
            "{name} {values:?}"
        );
    }
    assert_eq!(target.send(Request::post("/ws/x")).await.status, 405);
}

#[tokio::test]
async fn the_usual_client_opens_it_too() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let session = target.session(&token).await;
    let url = format!("{}/ws/{session}?token={token}", target.server.ws());
    let mut request =
        tokio_tungstenite::tungstenite::client::IntoClientRequest::into_client_request(url)
            .unwrap();
    request
        .headers_mut()
        .insert("Origin", ORIGIN.parse().unwrap());
    let stream = target.connect().await;
    let (socket, answer) = tokio_tungstenite::client_async(request, stream)
        .await
        .unwrap();
    assert_eq!(answer.status(), 101);
    assert_eq!(crate::support::socket::Client(socket).fate().await, "open");
}
