//! Cookies that the server sets and clears.

use super::{Row, look};
use crate::support::{Target, http::Answer};

const SET: &str = "access_token Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Strict, \
                   refresh_token Path=/auth; Max-Age=604800; HttpOnly; Secure; SameSite=Strict";

pub fn rows() -> Vec<Row> {
    vec![
        look!("cookie-no-httponly", set, |_| [
            SET,
            "access_token Path=/; Max-Age=900; Secure; SameSite=Strict, \
             refresh_token Path=/auth; Max-Age=604800; Secure; SameSite=Strict"
        ]),
        look!("cookie-not-secure", set, |_| [
            SET,
            "access_token Path=/; Max-Age=900; HttpOnly; SameSite=Strict, \
             refresh_token Path=/auth; Max-Age=604800; HttpOnly; SameSite=Strict"
        ]),
        look!("cookie-samesite-missing", set, |_| [
            SET,
            "access_token Path=/; Max-Age=900; HttpOnly; Secure, \
             refresh_token Path=/auth; Max-Age=604800; HttpOnly; Secure"
        ]),
        look!("cookie-max-age-wrong", set, |_| [
            SET,
            "access_token Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=Strict, \
             refresh_token Path=/auth; Max-Age=31536000; HttpOnly; Secure; SameSite=Strict"
        ]),
        look!("cookies-not-cleared-on-logout", cleared, |_| [
            "access_token Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict, \
             refresh_token Path=/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
            ""
        ]),
    ]
}

async fn set(target: &Target) -> String {
    attributes(&target.log_in("alice").await)
}

async fn cleared(target: &Target) -> String {
    let token = target.login("alice").await;
    attributes(&target.log_out(&token).await)
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
