//! What shows that the own page sent a request: the double-submit pair and the origin of `quiz`, the
//! content type of `workspace`.

use gateproof_reference::System;
use serde_json::json;

use super::{Row, look};
use crate::support::{ORIGIN, Target, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("csrf-cookie-only", cookie_only, |_| ["403", "200"]),
        look!("csrf-empty-pair", empty, |_| ["403", "200"]),
        look!("csrf-not-bound", foreign, |_| ["403", "200"]),
        look!("csrf-not-on-patch", patch, |_| ["403", "200"]),
        look!("csrf-stale-pair", stale, |_| ["403", "200"]),
        look!("csrf-exempt-too-wide", bare, |_| ["403", "204"]),
        look!("csrf-content-type-case", capitals, |_| ["403", "204"]),
        look!("csrf-untyped-spared", bare, |_| ["403", "204"]),
        look!("csrf-safe-override", overridden, |_| ["403", "204"]),
        look!("csrf-on-get", listed, |_| ["200", "403"]),
        look!("csrf-get-changes-state", by_get, |_| ["405 405", "200 200"]),
        look!("csrf-method-override", by_get, |_| ["405 405", "405 200"]),
        look!("csrf-origin-ignored", foreign_page, |_| ["403", "200"]),
        look!("csrf-origin-prefix", resembling_page, |_| ["403", "200"]),
        look!("csrf-referer-ignored", foreign_referrer, |_| ["403", "200"]),
        look!("csrf-exempt-not-honoured", logged_in_twice, |_| {
            ["200", "403"]
        }),
        look!("csrf-text-plain", as_text, |_| ["422 422", "200 200"]),
        look!("csrf-type-substring", as_text, |_| ["422 422", "422 200"]),
    ]
}

/// The status of a new quiz of alice with this pair.
async fn with(target: &Target, pair: &str) -> String {
    let token = target.login("alice").await;
    let request = Request::post(target.written())
        .bearer(&token)
        .cookie(target.pair(), pair)
        .header("X-CSRF-Token", pair)
        .json(&json!({"title": "Capitals"}));
    target.send(request).await.status.to_string()
}

async fn cookie_only(target: &Target) -> String {
    let login = target.session_of("alice").await;
    let request = Request::post(target.written())
        .bearer(&login.access)
        .cookie(target.pair(), &login.csrf)
        .json(&json!({"title": "Capitals"}));
    target.send(request).await.status.to_string()
}

async fn empty(target: &Target) -> String {
    with(target, "").await
}

async fn foreign(target: &Target) -> String {
    let pair = target.session_of("bob").await.csrf;
    with(target, &pair).await
}

async fn patch(target: &Target) -> String {
    let token = target.login("alice").await;
    let called = match target.system {
        System::Documents => "name",
        _ => "nickname",
    };
    let request = Request::new("PATCH", "/api/profile")
        .bearer(&token)
        .json(&json!({called: "al"}));
    target.send(request).await.status.to_string()
}

/// The pair of an earlier session of alice.
async fn stale(target: &Target) -> String {
    let earlier = target.session_of("alice").await.csrf;
    with(target, &earlier).await
}

/// A logout with the session alone.
async fn logout(target: &Target, path: &str, header: Option<(&str, &str)>) -> String {
    let token = target.login("alice").await;
    let request = Request::post(path).bearer(&token);
    let request = match header {
        Some((name, value)) => request.header(name, value),
        None => request,
    };
    target.send(request.body(None, "")).await.status.to_string()
}

async fn bare(target: &Target) -> String {
    logout(target, "/api/logout", None).await
}

async fn capitals(target: &Target) -> String {
    let what = ("Content-Type", "Application/X-WWW-Form-Urlencoded");
    logout(target, "/api/logout", Some(what)).await
}

async fn overridden(target: &Target) -> String {
    logout(target, "/api/logout?_method=GET", None).await
}

async fn listed(target: &Target) -> String {
    let token = target.login("alice").await;
    let request = Request::get("/api/sessions").bearer(&token);
    target.send(request).await.status.to_string()
}

/// A quiz by GET, and by GET that says it means POST.
async fn by_get(target: &Target) -> String {
    let token = target.login("alice").await;
    let get = |path: &str| Request::get(path).bearer(&token);
    let plain = target.send(get("/api/quizzes?title=a")).await;
    let says = target.send(get("/api/quizzes?title=a&_method=POST")).await;
    format!("{} {}", plain.status, says.status)
}

/// A quiz with the right pair, and this header.
async fn from(target: &Target, name: &str, value: &str) -> String {
    let token = target.login("alice").await;
    let request = Request::post("/api/quizzes")
        .bearer(&token)
        .header(name, value)
        .json(&json!({"title": "Capitals"}));
    let request = target.genuine(request, &token);
    target.send(request).await.status.to_string()
}

async fn foreign_page(target: &Target) -> String {
    from(target, "Origin", "https://evil.test").await
}

async fn resembling_page(target: &Target) -> String {
    from(target, "Origin", &format!("{ORIGIN}.evil.test")).await
}

async fn foreign_referrer(target: &Target) -> String {
    from(target, "Referer", "https://evil.test/page").await
}

async fn logged_in_twice(target: &Target) -> String {
    let token = target.login("alice").await;
    let body = target.credentials("alice", &target.password("alice").await);
    let request = Request::post(target.login_path())
        .cookie(target.cookie(), &token)
        .json(&body);
    target.send(request).await.status.to_string()
}

/// A workspace whose JSON is said to be text, and to be text that mentions JSON.
async fn as_text(target: &Target) -> String {
    let token = target.login("alice").await;
    let mut seen = Vec::new();
    for what in ["text/plain", "text/plain; application/json"] {
        let request = Request::post("/v1/workspace").bearer(&token);
        let request = request.body(Some(what), r#"{"name":"draft"}"#);
        seen.push(target.send(request).await.status.to_string());
    }
    seen.join(" ")
}
