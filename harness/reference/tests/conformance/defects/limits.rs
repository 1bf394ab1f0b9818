//! Limits: who is counted, what counts, for how long, and what is told of it.

use std::cmp::Ordering;

use futures_util::future::join_all;
use gateproof_reference::System;
use serde_json::json;
use tokio::net::TcpSocket;

use super::{Row, look};
use crate::support::{
    Target,
    http::{Answer, Request},
    socket::{Client, Knock},
    text,
};

/// The path of the templates: twenty looks in a minute for each address.
const TEMPLATES: &str = "/v1/workspace/templates";

pub fn rows() -> Vec<Row> {
    vec![
        look!("trusts-xff", forwarded, |_| ["429", "200"]),
        look!("limit-by-path-case", case, |_| ["404", "200"]),
        look!("limit-by-path-slashes", slashes, |_| ["404", "200"]),
        look!("limit-by-path-encoding", encoding, |_| ["404", "200"]),
        look!("limit-by-query", query, |_| ["429", "200"]),
        look!("limit-by-method", method, |_| ["405", "200"]),
        look!("limit-by-email-case", email, |_| ["401", "200"]),
        look!("fixed-window-edge", edge, |_| ["200, 429", "200, 200"]),
        look!("limit-one-more", spent, |_| ["as many", "1 more"]),
        look!("limit-one-less", spent, |_| ["as many", "1 fewer"]),
        look!("limit-never-recovers", in_time, |_| ["200", "429"]),
        look!("limit-recovers-early", in_half_the_time, |_| ["429", "200"]),
        look!("limit-by-address", elsewhere, |_| ["429", "200"]),
        look!("limit-counts-all-together", other, |_| ["200", "429"]),
        look!("limit-counted-late", together, |_| ["as many", "more"]),
        look!("limit-counts-refused", refused, |_| ["200", "429"]),
        look!("failed-limit-counts-successes", logins, |_| ["200", "429"]),
        look!("lockout-ends-with-password", locked, |_| ["429", "200"]),
        look!("retry-after-missing", retry, |_| ["in time", "nothing"]),
        look!("retry-after-too-short", retry, |_| ["in time", "soon"]),
        look!("retry-after-too-long", retry, |_| ["in time", "late"]),
        look!("rate-limit-remaining-stands", headers, |_| {
            ["58 of 60", "60 of 60"]
        }),
        look!("rate-limit-other-limit", headers, |_| {
            ["58 of 60", "58 of 120"]
        }),
        look!("messages-unlimited", messages, |system| match system {
            System::Quiz => ["50 answered", "52 answered"],
            _ => ["10 answered", "12 answered"],
        }),
        look!("no-connection-limit", fourth, |_| {
            ["close 1008 Too many connections", "open"]
        }),
        look!("slot-leaks-on-reset", after_reset, |_| {
            ["open", "close 1008 Too many connections"]
        }),
    ]
}

fn look(path: &str) -> Request {
    Request::get(path)
}

/// What a user may do so often in so many seconds: changes of a workspace, or questions.
fn limit(target: &Target) -> (usize, u64) {
    match target.system {
        System::Documents => (10, 3600),
        _ => (60, 60),
    }
}

async fn spend(target: &Target, token: &str) -> Answer {
    let (path, body) = match target.system {
        System::Documents => ("/v1/chat", json!({"question": "what"})),
        _ => ("/v1/workspace", json!({"name": "draft"})),
    };
    target.post(path, token, Some(body)).await
}

async fn spends(target: &Target, token: &str) -> u16 {
    spend(target, token).await.status
}

async fn spend_often(target: &Target, token: &str, times: usize) -> usize {
    let mut passed = 0;
    for _ in 0..times {
        passed += usize::from(spends(target, token).await == 200);
    }
    passed
}

/// Uses the whole limit up.
async fn use_up(target: &Target, token: &str) {
    let (times, _) = limit(target);
    assert_eq!(spend_often(target, token, times).await, times);
}

/// What another spelling of a look comes to, once the templates were looked at twenty times.
async fn then(target: &Target, request: Request) -> String {
    for _ in 0..20 {
        assert_eq!(target.send(look(TEMPLATES)).await.status, 200);
    }
    assert_eq!(target.send(look(TEMPLATES)).await.status, 429);
    target.send(request).await.status.to_string()
}

async fn forwarded(target: &Target) -> String {
    let claiming = look(TEMPLATES).header("X-Forwarded-For", "203.0.113.7");
    then(target, claiming).await
}

async fn case(target: &Target) -> String {
    then(target, look("/V1/Workspace/TEMPLATES")).await
}

async fn slashes(target: &Target) -> String {
    then(target, look("//v1/workspace/templates")).await
}

async fn encoding(target: &Target) -> String {
    then(target, look("/v1/workspace/template%73")).await
}

async fn query(target: &Target) -> String {
    then(target, look("/v1/workspace/templates?more=1")).await
}

async fn method(target: &Target) -> String {
    let overridden = Request::post(TEMPLATES).header("X-HTTP-Method-Override", "GET");
    then(target, overridden.body(None, "")).await
}

async fn log_in(target: &Target, name: &str, password: &str) -> u16 {
    let body = target.credentials(name, password);
    let login = Request::post(target.login_path()).json(&body);
    target.send(login).await.status
}

/// Carol, whose account saw ten wrong passwords.
async fn carol(target: &Target) {
    target.newcomer("carol").await;
    for _ in 0..10 {
        assert_eq!(log_in(target, "carol", "wrong").await, 401);
    }
    assert_eq!(log_in(target, "carol", "wrong").await, 429);
}

async fn email(target: &Target) -> String {
    carol(target).await;
    log_in(target, "CAROL", "a long password").await.to_string()
}

async fn locked(target: &Target) -> String {
    carol(target).await;
    log_in(target, "carol", "a long password").await.to_string()
}

async fn logins(target: &Target) -> String {
    target.newcomer("carol").await;
    let body = target.credentials("carol", "a long password");
    for _ in 0..9 {
        // And out again: a user has only so many sessions.
        let login = Request::post(target.login_path()).json(&body);
        let token = text(&target.send(login).await.json()["access_token"]);
        target.log_out(&token).await;
    }
    log_in(target, "carol", "a long password").await.to_string()
}

/// One at the start, the others shortly before the time is over, and two after it.
async fn edge(target: &Target) -> String {
    let (times, seconds) = limit(target);
    let token = target.login("alice").await;
    assert_eq!(spends(target, &token).await, 200);
    target.advance(seconds - 5, false).await;
    let token = target.login("alice").await;
    assert_eq!(spend_often(target, &token, times - 1).await, times - 1);
    target.advance(5, false).await;
    let first = spends(target, &token).await;
    format!("{first}, {}", spends(target, &token).await)
}

async fn spent(target: &Target) -> String {
    let (times, _) = limit(target);
    let token = target.login("alice").await;
    let passed = spend_often(target, &token, times + 2).await;
    match passed.checked_sub(times) {
        None => format!("{} fewer", times - passed),
        Some(0) => "as many".to_owned(),
        Some(more) => format!("{more} more"),
    }
}

/// One more, so long after the limit was used up.
async fn after(target: &Target, seconds: u64) -> String {
    let token = target.login("alice").await;
    use_up(target, &token).await;
    target.advance(seconds, false).await;
    let token = target.login("alice").await;
    spends(target, &token).await.to_string()
}

async fn in_time(target: &Target) -> String {
    after(target, limit(target).1).await
}

async fn in_half_the_time(target: &Target) -> String {
    after(target, limit(target).1 / 2 + 1).await
}

async fn elsewhere(target: &Target) -> String {
    let token = target.login("alice").await;
    use_up(target, &token).await;
    let from = TcpSocket::new_v4().unwrap();
    from.bind("127.0.0.9:0".parse().unwrap()).unwrap();
    let stream = from.connect(target.address()).await.unwrap();
    let body = json!({"name": "draft"});
    let change = Request::post("/v1/workspace").bearer(&token).json(&body);
    change.send(stream).await.status.to_string()
}

async fn other(target: &Target) -> String {
    let (alice, bob) = (target.login("alice").await, target.login("bob").await);
    use_up(target, &alice).await;
    let status = spends(target, &bob).await;
    // The control at the end logs in, too.
    target.advance(limit(target).1, false).await;
    status.to_string()
}

async fn together(target: &Target) -> String {
    let (times, _) = limit(target);
    let token = target.login("alice").await;
    let all = join_all((0..times + 10).map(|_| spends(target, &token))).await;
    let passed = all.iter().filter(|status| **status == 200).count();
    match passed.cmp(&times) {
        Ordering::Equal => "as many",
        Ordering::Less => "fewer",
        Ordering::Greater => "more",
    }
    .to_owned()
}

async fn refused(target: &Target) -> String {
    let (times, seconds) = limit(target);
    let token = target.login("alice").await;
    use_up(target, &token).await;
    target.advance(seconds / 2, false).await;
    let token = target.login("alice").await;
    assert_eq!(spend_often(target, &token, times).await, 0);
    target.advance(seconds / 2, false).await;
    let token = target.login("alice").await;
    spends(target, &token).await.to_string()
}

async fn retry(target: &Target) -> String {
    let (times, seconds) = limit(target);
    let token = target.login("alice").await;
    spend_often(target, &token, times).await;
    let refused = spend(target, &token).await;
    let wait = refused.header("retry-after").map(str::parse::<u64>);
    match wait {
        None => "nothing",
        Some(Ok(wait)) if wait < seconds / 3 => "soon",
        Some(Ok(wait)) if wait <= seconds => "in time",
        Some(_) => "late",
    }
    .to_owned()
}

/// What two dialects tell after two changes.
async fn headers(target: &Target) -> String {
    let token = target.login("alice").await;
    spend(target, &token).await;
    let second = spend(target, &token).await;
    let header = |name| second.header(name).unwrap_or_default().to_owned();
    let (remaining, limit) = (header("x-ratelimit-remaining"), header("x-ratelimit-limit"));
    let state = format!(r#""changes";r={remaining};t=60"#);
    assert_eq!(header("ratelimit"), state);
    let policy = format!(r#""changes";q={limit};w=60"#);
    assert_eq!(header("ratelimit-policy"), policy);
    format!("{remaining} of {limit}")
}

async fn messages(target: &Target) -> String {
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut client = knock.open(target).await;
    let sent = match target.system {
        System::Quiz => 52,
        _ => 12,
    };
    for _ in 0..sent {
        client.send(r#"{"type":"ping"}"#).await;
    }
    let mut answered = 0;
    for _ in 0..sent {
        answered += usize::from(client.json().await["type"] == "pong");
    }
    // The control at the end says something, too.
    if target.system == System::Quiz {
        target.advance(1, false).await;
    }
    format!("{answered} answered")
}

/// A knock of bob at his own session.
async fn bob(target: &Target) -> Knock {
    let token = target.login("bob").await;
    match target.system {
        System::Sessions => {
            let session = target.session(&token).await;
            Knock::at(&format!("/ws/{session}?token={token}"))
        }
        _ => target.knock(Some(&token)).await,
    }
}

async fn fourth(target: &Target) -> String {
    let knock = bob(target).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(knock.clone().open(target).await);
    }
    knock.fate(target).await
}

/// The place of a connection that was reset, as soon as the server can have seen it.
async fn after_reset(target: &Target) -> String {
    let knock = bob(target).await;
    let mut open: Vec<Client> = Vec::new();
    for _ in 0..3 {
        open.push(knock.clone().open(target).await);
    }
    if let Some(reset) = open.pop() {
        reset.0.get_ref().set_zero_linger().unwrap();
    }
    let mut fate = knock.clone().fate(target).await;
    for _ in 0..300 {
        if fate != "open" {
            fate = knock.clone().fate(target).await;
        }
    }
    fate
}
