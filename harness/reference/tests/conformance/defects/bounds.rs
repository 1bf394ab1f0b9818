//! What some accounts are held to, logouts that lack something, counts that are kept apart, and what is
//! checked in one step and done in another.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use super::{Row, look};
use crate::support::{
    Target,
    http::{Answer, Request},
    text,
};

pub fn rows() -> Vec<Row> {
    vec![
        look!("demo-unlimited", fourth_document, |_| [
            "200, 403", "200, 200"
        ]),
        look!("access-period-ignored", after_its_period, |_| [
            "403", "carol"
        ]),
        look!("logout-without-refresh-ends-one", without_refresh, |_| {
            ["401", "alice"]
        }),
        look!("logout-expired-refused", expired, |_| ["200", "401"]),
        look!("limits-alike-together", alike, |_| ["401", "429"]),
        look!("messages-by-connection", second_connection, |_| {
            ["error", "pong"]
        }),
        look!("code-check-then-act", codes_at_once, |_| ["1", "8"]),
        look!("refresh-check-then-act", refreshed_at_once, |_| ["1", "8"]),
        look!("ticket-check-then-act", tickets_at_once, |_| {
            ["1", "more than 1"]
        }),
        look!("connections-check-then-act", connected_at_once, |_| {
            ["3", "more than 3"]
        }),
        look!("sessions-check-then-act", begun_at_once, |_| {
            ["5", "more than 5"]
        }),
    ]
}

async fn fourth_document(target: &Target) -> String {
    let body = json!({"email": "dave@example.test"});
    let register = Request::post("/api/auth/register-demo").json(&body);
    assert_eq!(target.send(register).await.status, 201);
    let token = target.login("dave").await;
    let write = async || {
        let title = Some(json!({"title": "Minutes"}));
        target.post("/api/documents", &token, title).await.status
    };
    let mut last = 0;
    for _ in 0..3 {
        last = write().await;
    }
    format!("{last}, {}", write().await)
}

async fn after_its_period(target: &Target) -> String {
    let token = target.newcomer("carol").await.access;
    target
        .administer("POST", "carol", "/end-access", None)
        .await;
    target.who_with(&token).await
}

async fn without_refresh(target: &Target) -> String {
    let [one, other] = [target.login("alice").await, target.login("alice").await];
    let left = target.post("/auth/logout", &one, None).await;
    assert_eq!(left.status, 200);
    target.who_with(&other).await
}

async fn expired(target: &Target) -> String {
    let token = target.login("alice").await;
    target.advance(16 * 60, false).await;
    let left = target.post("/auth/logout", &token, None).await;
    left.status.to_string()
}

/// A wrong code from an address that has asked for as many as it may.
async fn alike(target: &Target) -> String {
    let ask = json!({"email": "alice@example.test"});
    for _ in 0..5 {
        from_there(target, "/api/auth/send-code", &ask).await;
    }
    let wrong = target.credentials("alice", "wrong");
    let answer = from_there(target, target.login_path(), &wrong).await;
    answer.status.to_string()
}

/// How many of eight log in who bring one code at the same time.
async fn codes_at_once(target: &Target) -> String {
    let code = target.code("alice@example.test").await;
    let body = target.credentials("alice", &code);
    let request = || Request::post(target.login_path()).json(&body);
    winners(target, request).await
}

/// How many of eight get new tokens for one refresh token at the same time.
async fn refreshed_at_once(target: &Target) -> String {
    let token = target.session_of("alice").await.refresh;
    let body = json!({"refresh_token": token});
    let request = || Request::post("/api/auth/refresh").json(&body);
    winners(target, request).await
}

/// How many of eight have a socket who bring one ticket at the same time.
async fn tickets_at_once(target: &Target) -> String {
    let ticket = target.ticket(&target.login("alice").await).await;
    open_at_once(target, &ticket, 1).await
}

/// How many of eight sockets of one user are open that are opened at the same time.
async fn connected_at_once(target: &Target) -> String {
    let token = target.login("alice").await;
    open_at_once(target, &token, 3).await
}

async fn open_at_once(target: &Target, token: &str, most: usize) -> String {
    let knock = target.knock(Some(token)).await;
    let open = async || {
        let stream = target.connect().await;
        let mut client = knock.clone().on(stream).await.ok()?;
        let fate = client.fate().await;
        Some((client, fate))
    };
    let all = join_all((0..8).map(|_| open())).await;
    let open = all.iter().flatten().filter(|(_, fate)| fate == "open");
    at_most(open.count(), most)
}

/// How many of eight sessions of one user are good that begin at the same time.
async fn begun_at_once(target: &Target) -> String {
    let answers = join_all((0..8).map(|_| target.try_to_log_in("admin"))).await;
    let mut good = 0;
    for answer in answers.iter().filter(|answer| answer.status == 200) {
        let token = text(&answer.json()["access_token"]);
        good += usize::from(target.who_with(&token).await == "admin");
    }
    at_most(good, 5)
}

fn at_most(count: usize, most: usize) -> String {
    match count > most {
        true => format!("more than {most}"),
        false => count.to_string(),
    }
}

async fn winners(target: &Target, request: impl Fn() -> Request) -> String {
    let answers = join_all((0..8).map(|_| target.send(request()))).await;
    let won = answers.iter().filter(|answer| answer.status == 200);
    won.count().to_string()
}

async fn from_there(target: &Target, path: &str, body: &Value) -> Answer {
    let from = TcpSocket::new_v4().unwrap();
    from.bind("127.0.0.9:0".parse().unwrap()).unwrap();
    let stream = from.connect(target.address()).await.unwrap();
    Request::post(path).json(body).send(stream).await
}

/// What the fifty-first message of a user gets, on another connection than the others.
async fn second_connection(target: &Target) -> String {
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let (mut one, mut other) = (knock.clone().open(target).await, knock.open(target).await);
    for _ in 0..50 {
        one.ask(r#"{"type":"ping"}"#).await;
    }
    let last = other.ask(r#"{"type":"ping"}"#).await;
    // The control at the end says something, too.
    target.advance(1, false).await;
    last["type"].as_str().unwrap_or_default().to_owned()
}
