//! What pages of other origins may read.

use super::{Row, look};
use crate::support::{ORIGIN, Target, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("cors-reflects-origin", foreign, |_| [
            "nothing",
            "https://evil.test true"
        ]),
        look!("cors-allows-null", null, |_| ["nothing", "null true"]),
        look!("cors-suffix-match", suffix, |_| [
            "nothing",
            "https://evilapp.example.test true"
        ]),
        look!("cors-wildcard-with-credentials", own, |_| [
            "https://app.example.test true",
            "* true"
        ]),
    ]
}

async fn foreign(target: &Target) -> String {
    shared(target, "https://evil.test").await
}

async fn null(target: &Target) -> String {
    shared(target, "null").await
}

async fn suffix(target: &Target) -> String {
    shared(target, "https://evilapp.example.test").await
}

async fn own(target: &Target) -> String {
    shared(target, ORIGIN).await
}

/// To whom the answer to a page of this origin is shown.
async fn shared(target: &Target, origin: &str) -> String {
    let answer = target
        .send(Request::get("/health").header("Origin", origin))
        .await;
    let Some(allowed) = answer.header("access-control-allow-origin") else {
        return "nothing".to_owned();
    };
    let credentials = answer.header("access-control-allow-credentials");
    format!("{allowed} {}", credentials.unwrap_or("without"))
}
