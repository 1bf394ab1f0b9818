//! One-time codes: what they look like, and when they are good.

use super::{Row, look};
use crate::support::{Target, accounts::Login, http::Request};

const ALICE: &str = "alice@example.test";

pub fn rows() -> Vec<Row> {
    vec![
        look!("code-reusable", twice, |_| ["200, 401", "200, 200"]),
        look!("code-replay-keeps-session", replay, |_| ["401", "alice"]),
        look!("code-not-bound-to-user", foreign, |_| ["401", "200"]),
        look!("code-outlives-expiry", late, |_| ["401", "200"]),
        look!("older-code-still-good", older, |_| ["401", "200"]),
        look!("code-attempts-unlimited", sixth, |_| ["401", "200"]),
        look!("code-not-compared", wrong, |_| ["401", "200"]),
        look!("codes-short", length, |_| ["6", "4"]),
        look!("codes-sequential", distance, |_| ["apart", "next"]),
        look!("codes-repeated", distance, |_| ["apart", "the same"]),
    ]
}

async fn verify(target: &Target, user: &str, code: &str) -> (String, Option<Login>) {
    let body = target.credentials(user, code);
    let request = Request::post(target.login_path()).json(&body);
    let answer = target.send(request).await;
    let login = (answer.status == 200).then(|| Login::read(&answer));
    (answer.status.to_string(), login)
}

async fn twice(target: &Target) -> String {
    let code = target.code(ALICE).await;
    let first = verify(target, "alice", &code).await.0;
    format!("{first}, {}", verify(target, "alice", &code).await.0)
}

async fn replay(target: &Target) -> String {
    let code = target.code(ALICE).await;
    let login = verify(target, "alice", &code).await.1.unwrap();
    verify(target, "alice", &code).await;
    target.who_with(&login.access).await
}

async fn foreign(target: &Target) -> String {
    target.code(ALICE).await;
    let code = target.code("bob@example.test").await;
    verify(target, "alice", &code).await.0
}

async fn late(target: &Target) -> String {
    let code = target.code(ALICE).await;
    target.advance(10 * 60, false).await;
    verify(target, "alice", &code).await.0
}

async fn older(target: &Target) -> String {
    let older = target.code(ALICE).await;
    // One time in a million both are the same.
    while target.code(ALICE).await == older {}
    verify(target, "alice", &older).await.0
}

async fn sixth(target: &Target) -> String {
    let code = target.code(ALICE).await;
    for _ in 0..5 {
        verify(target, "alice", "wrong").await;
    }
    verify(target, "alice", &code).await.0
}

async fn wrong(target: &Target) -> String {
    target.code(ALICE).await;
    verify(target, "alice", "wrong").await.0
}

async fn length(target: &Target) -> String {
    target.code(ALICE).await.len().to_string()
}

async fn distance(target: &Target) -> String {
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(target.code(ALICE).await.parse::<u32>().unwrap());
    }
    let all = |distance: u32| seen.windows(2).all(|pair| pair[0] + distance == pair[1]);
    let mut words = [(0, "the same"), (1, "next")].into_iter();
    let found = words.find(|(distance, _)| all(*distance));
    found.map_or("apart", |(_, word)| word).to_owned()
}
