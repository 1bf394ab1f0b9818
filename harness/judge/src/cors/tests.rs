//! What pages may read and send, by example.

use model::wire::{Answer, Raw, Request};

use super::*;

const PAGE: (&str, &str) = ("Origin", "https://page.test");
const NAMED: (&str, &str) = ("Access-Control-Allow-Origin", "https://page.test");
const ANY: (&str, &str) = ("access-control-allow-origin", "*");
const CREDENTIALS: (&str, &str) = ("Access-Control-Allow-Credentials", "true");

fn raw(asked: &[(&str, &str)], status: u16, answered: &[(&str, &str)]) -> Raw {
    let owned = |all: &[(&str, &str)]| {
        let all = all.iter();
        all.map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
            .collect()
    };
    Raw {
        request: Some(Request {
            service: String::new(),
            method: "GET".to_owned(),
            url: String::new(),
            headers: owned(asked),
            body: Vec::new(),
            from: None,
        }),
        answer: Some(Answer {
            version: "HTTP/1.1",
            status,
            headers: owned(answered),
            body: Vec::new(),
            cut: false,
        }),
        ..Raw::default()
    }
}

fn readable(asked: &[(&str, &str)], answered: &[(&str, &str)]) -> Option<bool> {
    decided(&raw(asked, 200, answered), false).map(|decision| decision.is_ok())
}

#[test]
fn without_credentials_the_origin_or_any_will_do() {
    assert_eq!(readable(&[PAGE], &[NAMED]), Some(true));
    assert_eq!(readable(&[PAGE], &[ANY]), Some(true));
    assert_eq!(
        readable(&[PAGE, ("Authorization", "Bearer x")], &[ANY]),
        Some(true)
    );
    assert_eq!(
        readable(
            &[("Origin", "null")],
            &[("Access-Control-Allow-Origin", "null")]
        ),
        Some(true)
    );
    for other in [
        "https://page.test/",
        "https://PAGE.test",
        "null",
        "",
        "https://page.test, *",
    ] {
        let named = [("Access-Control-Allow-Origin", other)];
        assert_eq!(readable(&[PAGE], &named), Some(false), "{other}");
    }
    assert_eq!(readable(&[PAGE], &[NAMED, NAMED]), Some(false));
    assert_eq!(readable(&[PAGE], &[]), Some(false));
}

#[test]
fn with_a_cookie_the_origin_is_named_and_credentials_are_allowed() {
    let asked = [PAGE, ("Cookie", "a=1")];
    assert_eq!(readable(&asked, &[NAMED, CREDENTIALS]), Some(true));
    assert_eq!(readable(&asked, &[ANY, CREDENTIALS]), Some(false));
    assert_eq!(readable(&asked, &[NAMED]), Some(false));
    let other = ("Access-Control-Allow-Credentials", "True");
    assert_eq!(readable(&asked, &[NAMED, other]), Some(false));
}

#[test]
fn no_page_sends_no_origin_or_two() {
    assert_eq!(readable(&[], &[ANY]), None);
    assert_eq!(readable(&[PAGE, PAGE], &[NAMED]), None);
}

#[test]
fn a_preflight_allows_method_and_headers_by_name() {
    let asking = |method, headers| {
        [
            PAGE,
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", headers),
        ]
    };
    let allowed = |status, asked: &[(&str, &str)], more: &[(&str, &str)], ambient| {
        let answered = [&[NAMED, CREDENTIALS], more].concat();
        decided(&raw(asked, status, &answered), ambient)
            .unwrap()
            .is_ok()
    };
    let methods = |value| ("Access-Control-Allow-Methods", value);
    let headers = |value| ("Access-Control-Allow-Headers", value);
    let put = asking("PUT", "authorization,x-a");
    let all = [methods("GET, PUT"), headers("Authorization, X-A")];
    assert!(allowed(204, &put, &all, true));
    assert!(!allowed(403, &put, &all, true));
    assert!(!allowed(204, &put, &[methods("put"), all[1]], true));
    assert!(!allowed(204, &put, &[all[0]], true));
    // `*` is a wildcard only without credentials, and never means Authorization.
    let wild = [methods("*"), headers("*")];
    assert!(!allowed(204, &asking("PUT", "x-a"), &wild, true));
    assert!(allowed(204, &asking("PUT", "x-a"), &wild, false));
    assert!(!allowed(204, &put, &wild, false));
    assert!(allowed(
        204,
        &put,
        &[wild[0], headers("*, authorization")],
        false
    ));
    // These methods need no permission.
    assert!(allowed(
        200,
        &[PAGE, ("Access-Control-Request-Method", "POST")],
        &[],
        true
    ));
}
