//! Cookies that the server sets and clears.

use gateproof_reference::System;

use super::{Row, look};
use crate::support::{Target, http::Answer};

const SET: [&str; 3] = [
    "access_token Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Strict, \
     refresh_token Path=/auth; Max-Age=604800; HttpOnly; Secure; SameSite=Strict",
    "__Host-session Path=/; Max-Age=1800; HttpOnly; Secure; SameSite=Lax, \
     __Host-refresh Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax, \
     __Host-csrf Path=/; Max-Age=1800; Secure; SameSite=Lax",
    "access_token Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Lax, \
     refresh_token Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax, \
     csrf_token Path=/; Max-Age=604800; Secure; SameSite=Lax",
];

/// The conforming attributes, and these in `workspace`, in `quiz` and in `documents`.
fn shown(system: System, planted: [&'static str; 3]) -> [&'static str; 2] {
    let of = match system {
        System::Quiz => 1,
        System::Documents => 2,
        _ => 0,
    };
    [SET[of], planted[of]]
}

pub fn rows() -> Vec<Row> {
    vec![
        look!("cookie-no-httponly", set, |system| {
            let workspace = "access_token Path=/; Max-Age=900; Secure; SameSite=Strict, \
                 refresh_token Path=/auth; Max-Age=604800; Secure; SameSite=Strict";
            let quiz = "__Host-session Path=/; Max-Age=1800; Secure; SameSite=Lax, \
                 __Host-refresh Path=/; Max-Age=604800; Secure; SameSite=Lax, \
                 __Host-csrf Path=/; Max-Age=1800; Secure; SameSite=Lax";
            let documents = "access_token Path=/; Max-Age=900; Secure; SameSite=Lax, \
                 refresh_token Path=/; Max-Age=604800; Secure; SameSite=Lax, \
                 csrf_token Path=/; Max-Age=604800; Secure; SameSite=Lax";
            shown(system, [workspace, quiz, documents])
        }),
        look!("cookie-not-secure", set, |system| {
            let workspace = "access_token Path=/; Max-Age=900; HttpOnly; SameSite=Strict, \
                 refresh_token Path=/auth; Max-Age=604800; HttpOnly; SameSite=Strict";
            let quiz = "__Host-session Path=/; Max-Age=1800; HttpOnly; SameSite=Lax, \
                 __Host-refresh Path=/; Max-Age=604800; HttpOnly; SameSite=Lax, \
                 __Host-csrf Path=/; Max-Age=1800; SameSite=Lax";
            let documents = "access_token Path=/; Max-Age=900; HttpOnly; SameSite=Lax, \
                 refresh_token Path=/; Max-Age=604800; HttpOnly; SameSite=Lax, \
                 csrf_token Path=/; Max-Age=604800; SameSite=Lax";
            shown(system, [workspace, quiz, documents])
        }),
        look!("cookie-samesite-missing", set, |system| {
            let workspace = "access_token Path=/; Max-Age=900; HttpOnly; Secure, \
                 refresh_token Path=/auth; Max-Age=604800; HttpOnly; Secure";
            let quiz = "__Host-session Path=/; Max-Age=1800; HttpOnly; Secure, \
                 __Host-refresh Path=/; Max-Age=604800; HttpOnly; Secure, \
                 __Host-csrf Path=/; Max-Age=1800; Secure";
            let documents = "access_token Path=/; Max-Age=900; HttpOnly; Secure, \
                 refresh_token Path=/; Max-Age=604800; HttpOnly; Secure, \
                 csrf_token Path=/; Max-Age=604800; Secure";
            shown(system, [workspace, quiz, documents])
        }),
        look!("cookie-max-age-wrong", set, |system| {
            let workspace = "access_token Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Strict, \
                 refresh_token Path=/auth; Max-Age=31536000; HttpOnly; Secure; SameSite=Strict";
            let quiz = "__Host-session Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax, \
                 __Host-refresh Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax, \
                 __Host-csrf Path=/; Max-Age=31536000; Secure; SameSite=Lax";
            let documents = "access_token Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax, \
                 refresh_token Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Lax, \
                 csrf_token Path=/; Max-Age=31536000; Secure; SameSite=Lax";
            shown(system, [workspace, quiz, documents])
        }),
        look!("host-prefix-with-domain", set, |system| {
            let quiz = "__Host-session Path=/; Max-Age=1800; Domain=127.0.0.1; HttpOnly; Secure; SameSite=Lax, \
                 __Host-refresh Path=/; Max-Age=604800; Domain=127.0.0.1; HttpOnly; Secure; SameSite=Lax, \
                 __Host-csrf Path=/; Max-Age=1800; Domain=127.0.0.1; Secure; SameSite=Lax";
            shown(system, ["", quiz, ""])
        }),
        look!("cookies-not-cleared-on-logout", cleared, |system| {
            match system {
                System::Quiz | System::Documents => ["3 with Max-Age=0", "0 with Max-Age=0"],
                _ => ["2 with Max-Age=0", "0 with Max-Age=0"],
            }
        }),
    ]
}

async fn set(target: &Target) -> String {
    attributes(&target.log_in("alice").await)
}

async fn cleared(target: &Target) -> String {
    let token = target.login("alice").await;
    let answer = target.log_out(&token).await;
    let cleared = answer.cookies().into_iter();
    let count = cleared.filter(|cookie| cookie.contains("=; ") && cookie.contains("Max-Age=0;"));
    format!("{} with Max-Age=0", count.count())
}

/// The cookies without their values.
fn attributes(answer: &Answer) -> String {
    let cookies = answer.cookies().into_iter().map(|cookie| {
        let (name, rest) = cookie.split_once('=').unwrap();
        let (_, attributes) = rest.split_once("; ").unwrap();
        format!("{name} {attributes}")
    });
    cookies.collect::<Vec<_>>().join(", ")
}
