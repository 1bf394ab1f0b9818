//! What is done for some and not for others shows in how long answers take: the shortest of several,
//! asked in turn, tells it whatever else the machine does.

use std::time::{Duration, Instant};

use serde_json::json;

use gateproof_reference::System;

use super::{Row, look};
use crate::support::{Target, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("mail-before-answer", codes, |_| ["alike", "apart"]),
        look!("read-more-if-known", codes, |_| ["alike", "apart"]),
        look!("cached-if-known", codes, |_| ["alike", "apart"]),
        look!("password-hashed-if-known", logins, |_| ["alike", "apart"]),
        look!("signature-compared-in-turn", signatures, |_| {
            ["alike", "apart"]
        }),
        look!("ws-signature-compared-in-turn", handshakes, |_| {
            ["alike", "apart"]
        }),
    ]
}

/// Five codes are all that one address may ask for: one is spared for the control.
async fn codes(target: &Target) -> String {
    let ask = |email| Request::post("/api/auth/send-code").json(&json!({"email": email}));
    let [one, other] = ["alice@example.test", "nobody@example.test"];
    apart(target, [ask(one), ask(other)], (2, 2_000)).await
}

async fn logins(target: &Target) -> String {
    let log_in = |name| {
        let wrong = target.credentials(name, "not the password");
        Request::post(target.login_path()).json(&wrong)
    };
    apart(target, [log_in("alice"), log_in("nobody")], (20, 100)).await
}

async fn signatures(target: &Target) -> String {
    let token = target.login("alice").await;
    let ask = |token: String| Request::get(target.me_path()).bearer(&token);
    apart(target, wrong(&token).map(ask), (20, 150)).await
}

async fn handshakes(target: &Target) -> String {
    let token = match target.system {
        System::Workspace => target.ticket(&target.login("alice").await).await,
        _ => target.login("alice").await,
    };
    let [one, other] = wrong(&token);
    let both = [
        target.knock(Some(&one)).await,
        target.knock(Some(&other)).await,
    ];
    let mut shortest = [Duration::MAX; 2];
    for _ in 0..20 {
        for (knock, shortest) in both.iter().zip(&mut shortest) {
            let began = Instant::now();
            knock.clone().fate(target).await;
            *shortest = (*shortest).min(began.elapsed());
        }
    }
    told(shortest, 150)
}

/// The token with another signature: in its first octet, and in its last but one.
fn wrong(token: &str) -> [String; 2] {
    let first = token.rfind('.').unwrap() + 1;
    [first, token.len() - 3].map(|place| {
        let mut octets = token.to_owned().into_bytes();
        octets[place] = if octets[place] == b'A' { b'B' } else { b'A' };
        String::from_utf8(octets).unwrap()
    })
}

/// Whether one of two requests, made so often each, takes so many microseconds longer.
async fn apart(target: &Target, both: [Request; 2], (times, us): (usize, u64)) -> String {
    let mut shortest = [Duration::MAX; 2];
    for _ in 0..times {
        for (request, shortest) in both.iter().zip(&mut shortest) {
            let began = Instant::now();
            target.send(request.clone()).await;
            *shortest = (*shortest).min(began.elapsed());
        }
    }
    told(shortest, us)
}

fn told([one, other]: [Duration; 2], us: u64) -> String {
    match one.abs_diff(other) > Duration::from_micros(us) {
        true => "apart".to_owned(),
        false => "alike".to_owned(),
    }
}
