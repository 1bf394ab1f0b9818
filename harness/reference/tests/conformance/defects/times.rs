//! What is done for some and not for others shows in how long answers take: the shortest of several,
//! asked in turn, tells it whatever else the machine does.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{Row, look};
use crate::support::{Target, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("mail-before-answer", codes, |_| ["alike", "apart"]),
        look!("password-hashed-if-known", logins, |_| ["alike", "apart"]),
        look!("signature-compared-in-turn", signatures, |_| {
            ["alike", "apart"]
        }),
    ]
}

/// Five codes are all that one address may ask for: one is spared for the control.
async fn codes(target: &Target) -> String {
    let ask = |email| Request::post("/api/auth/send-code").json(&json!({"email": email}));
    let [one, other] = ["alice@example.test", "nobody@example.test"];
    apart(target, [ask(one), ask(other)], 2).await
}

async fn logins(target: &Target) -> String {
    let log_in = |name| {
        let wrong = target.credentials(name, "not the password");
        Request::post(target.login_path()).json(&wrong)
    };
    apart(target, [log_in("alice"), log_in("nobody")], 20).await
}

async fn signatures(target: &Target) -> String {
    let token = target.login("alice").await;
    let ask = |place: usize| {
        let mut octets = token.clone().into_bytes();
        octets[place] = if octets[place] == b'A' { b'B' } else { b'A' };
        let token = String::from_utf8(octets).unwrap();
        Request::get(target.me_path()).bearer(&token)
    };
    let first = token.rfind('.').unwrap() + 1;
    apart(target, [ask(first), ask(token.len() - 3)], 20).await
}

/// Whether one of two requests takes half as long again as the other.
async fn apart(target: &Target, both: [Request; 2], times: usize) -> String {
    let mut shortest = [Duration::MAX; 2];
    for _ in 0..times {
        for (request, shortest) in both.iter().zip(&mut shortest) {
            let began = Instant::now();
            target.send(request.clone()).await;
            *shortest = (*shortest).min(began.elapsed());
        }
    }
    let [one, other] = shortest;
    match one.max(other) > one.min(other) * 3 / 2 {
        true => "apart".to_owned(),
        false => "alike".to_owned(),
    }
}
