//! What is wrong with the cookies of a response, and what cannot be said of them.

use model::clean::Redactor;
use model::cookies::Cookies;
use model::wire::{Answer, Hop, Raw, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::judged;

const DATE: (&str, &str) = ("Date", "Wed, 01 Jan 2025 00:00:00 GMT");

fn raw(headers: &[(&str, &str)]) -> Raw {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
    Raw {
        request: Some(Request {
            service: "app".to_owned(),
            method: "POST".to_owned(),
            url: "http://127.0.0.1/auth/login".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            from: None,
        }),
        answer: Some(Answer {
            version: "HTTP/1.1",
            status: 200,
            headers: headers.iter().map(owned).collect(),
            body: Vec::new(),
            cut: false,
        }),
        ..Raw::default()
    }
}

fn asked(which: Value, attributes: &str, headers: &[(&str, &str)]) -> String {
    let cookies = json!({ "which": which, "attributes": attributes });
    let cookies: Cookies = serde_json::from_value(cookies).unwrap();
    match judged(&cookies, (&raw(headers), false), &Redactor::default()) {
        None => "nobody can say".to_owned(),
        Some((held, seen)) => format!("{held}: {seen}"),
    }
}

fn declared(headers: &[(&str, &str)]) -> String {
    let rules = json!({
        "http-only": true, "secure": true, "same-site": "strict", "path": "/",
        "domain": "absent", "lasts": { "seconds": 900 }
    });
    let which = json!({ "each": [{ "name": "a", "rules": rules }] });
    asked(which, "as-declared", headers)
}

fn set(value: &str) -> (&'static str, &str) {
    ("Set-Cookie", value)
}

const RIGHT: &str = "a=1; path=/; HTTPONLY; secure; samesite=strict; max-age=900";

#[test]
fn every_attribute_is_compared() {
    let told = [
        declared(&[set(RIGHT)]),
        declared(&[]),
        declared(&[set("b=1"), set("a=1")]),
        declared(&[set(
            "a=1; HttpOnly; Secure; SameSite=Lax; Path=/auth; Domain=.App.Test; Max-Age=901",
        )]),
        // The last of one name, path and domain is what a browser keeps.
        declared(&[set("a=1; Path=/"), set(RIGHT)]),
        declared(&[set(RIGHT), set("a=2; Path=/")]),
        // What takes an old one away has no attributes to judge.
        declared(&[set("a=; Path=/old; Max-Age=0"), set(RIGHT)]),
        declared(&[set("a=; Path=/; Max-Age=0")]),
        declared(&[set("a=1; HttpOnly; Secure; SameSite=Strict; Path=/")]),
    ];
    insta::assert_snapshot!(told.join("\n"), @r#"
    true: cookie `a`: HttpOnly Secure SameSite=strict Path=/ Max-Age=900
    false: cookie `a` was not set
    false: cookie `a`: not HttpOnly, not Secure, no SameSite in place of Strict, path /auth in place of /, ends with the browser, and shall end after 900 s
    false: cookie `a`: SameSite=Lax in place of Strict, path /auth in place of /, Domain=app.test, where none is declared, Max-Age=901, and shall end after 900 s
    true: cookie `a`: HttpOnly Secure SameSite=strict Path=/ Max-Age=900
    false: cookie `a`: not HttpOnly, not Secure, no SameSite in place of Strict, ends with the browser, and shall end after 900 s
    true: cookie `a`: HttpOnly Secure SameSite=strict Path=/ Max-Age=900
    false: cookie `a` was not set
    false: cookie `a`: ends with the browser, and shall end after 900 s
    "#);
}

#[test]
fn a_date_is_measured_by_that_of_the_answer() {
    let cookie = |time: &str| {
        format!(
            "a=1; Path=/; HttpOnly; Secure; SameSite=Strict; Expires=Wed, 01 Jan 2025 {time} GMT"
        )
    };
    let told = |time: &str, headers: &[(&'static str, &'static str)]| {
        let cookie = cookie(time);
        let mut all = vec![set(&cookie)];
        all.extend_from_slice(headers);
        declared(&all)
    };
    for time in ["00:14:59", "00:15:00", "00:15:01"] {
        assert!(told(time, &[DATE]).starts_with("true"), "{time}");
    }
    assert!(told("00:15:02", &[DATE]).contains("expires after 902 s, and shall end after 900 s"));
    assert_eq!(told("00:15:00", &[]), "nobody can say");
}

#[test]
fn a_cookie_is_taken_away_where_it_is() {
    let cleared = |headers: &[(&str, &str)]| {
        let rules = json!({ "path": "/", "domain": "absent" });
        let which = json!({ "each": [{ "name": "a", "rules": rules }] });
        asked(which, "cleared", headers)
    };
    let told = [
        cleared(&[set("a=; Path=/; Max-Age=0")]),
        cleared(&[set("a=gone; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT")]),
        cleared(&[
            DATE,
            set("a=; Path=/; Expires=Tue, 31 Dec 2024 23:59:59 GMT"),
        ]),
        cleared(&[
            set("a=; Path=/auth; Max-Age=0"),
            set("a=; Path=/; Max-Age=0"),
        ]),
        cleared(&[]),
        cleared(&[set("a=; Path=/")]),
        cleared(&[set("a=; Max-Age=0")]),
        cleared(&[set("a=; Path=/; Domain=app.test; Max-Age=0")]),
        cleared(&[set("a=; Path=/; Max-Age=60")]),
        cleared(&[set("a=; Path=/; Expires=Tue, 31 Dec 2030 23:59:59 GMT")]),
    ];
    insta::assert_snapshot!(told.join("\n"), @r#"
    true: cookie `a`: Path=/ Max-Age=0
    true: cookie `a`: Path=/ Expires
    true: cookie `a`: Path=/ Expires
    true: cookie `a`: Path=/ Max-Age=0
    false: cookie `a` was not taken away
    false: cookie `a`: not taken away, but set anew: Path=/
    false: cookie `a`: taken away where it is not: path /auth in place of /
    false: cookie `a`: taken away where it is not: Domain=app.test, where none is declared
    false: cookie `a`: not taken away, but set anew: Path=/ Max-Age=60
    nobody can say
    "#);
    let site = ("Clear-Site-Data", "\"cache\", \"cookies\"");
    assert!(cleared(&[site]).starts_with("true"));
    let host = json!({ "each": [{ "name": "__Host-a", "rules": {} }] });
    let told = asked(host, "cleared", &[set("__Host-a=; Path=/; Max-Age=0")]);
    assert!(
        told.starts_with("false") && told.contains("not Secure"),
        "{told}"
    );
}

#[test]
fn a_prefix_demands_its_attributes_in_any_case() {
    let told = [
        "__Secure-a=1; Secure",
        "__Secure-a=1",
        "__Host-a=1; Secure; Path=/",
        "__host-a=1; Secure; Path=/auth; Domain=app.test",
        "__Host-a=1; Path=/",
        "__Host-a=1; Secure",
        "a=1",
    ]
    .map(|cookie| asked(json!("prefixed"), "as-prefix-demands", &[set(cookie)]));
    insta::assert_snapshot!(told.join("\n"), @r#"
    true: cookie `__Secure-a`: Secure
    false: cookie `__Secure-a`: not Secure
    true: cookie `__Host-a`: Secure Path=/
    false: cookie `__host-a`: Path=/auth in place of /, Domain=app.test, where none may stand
    false: cookie `__Host-a`: not Secure
    false: cookie `__Host-a`: no Path in place of /
    nobody can say
    "#);
}

#[test]
fn what_travels_over_tls_alone_is_told() {
    let secure = |cookie: &str| {
        let which = json!({ "each": [{ "name": "a", "rules": {} }] });
        asked(which, "secure", &[set(cookie)])
    };
    assert!(secure("a=1; secure").starts_with("true"));
    assert_eq!(secure("a=1; secured"), "false: cookie `a`: not Secure");
}

#[test]
fn of_several_declared_ones_those_that_are_there_count() {
    let which = json!({ "any": [
        { "name": "a", "rules": { "http-only": true } },
        { "name": "b", "rules": { "http-only": false, "secure": false, "lasts": "session" } },
    ]});
    let any = |headers: &[(&str, &str)]| asked(which.clone(), "as-declared", headers);
    assert!(any(&[set("a=1; HttpOnly")]).starts_with("true"));
    assert!(
        any(&[
            set("a=1; HttpOnly"),
            set("b=1; Secure; HttpOnly; Max-Age=1")
        ])
        .starts_with("false")
    );
    assert_eq!(any(&[set("c=1")]), "nobody can say");
}

#[test]
fn redirects_set_cookies_too_and_of_a_part_nothing_is_missing() {
    let hop = raw(&[set("a=1; HttpOnly"), set("b=1")]);
    let mut last = raw(&[set("b=; Path=/auth; Max-Age=0")]);
    last.hops.push(Hop {
        request: hop.request.unwrap(),
        answer: hop.answer.unwrap(),
    });
    let told = |name: &str, attributes: &str, part: bool| {
        let which = json!({ "each": [{ "name": name, "rules": { "http-only": true } }] });
        let cookies = json!({ "which": which, "attributes": attributes });
        let cookies: Cookies = serde_json::from_value(cookies).unwrap();
        let found = judged(&cookies, (&last, part), &Redactor::default());
        found.map(|(held, seen)| format!("{held}: {seen}"))
    };
    assert!(told("a", "as-declared", false).unwrap().starts_with("true"));
    assert!(told("b", "cleared", false).unwrap().starts_with("true"));
    assert_eq!(
        told("c", "as-declared", false).unwrap(),
        "false: cookie `c` was not set"
    );
    assert_eq!(told("c", "as-declared", true), None);
    assert_eq!(told("c", "cleared", true), None);
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(headers in prop::collection::vec("(?s).{0,80}", 0..4), name in "(__Host-)?[ab]") {
        let headers: Vec<_> = headers.iter().map(|header| set(header)).collect();
        let each = json!({ "each": [{ "name": name, "rules": { "path": "/", "lasts": { "seconds": 1 } } }] });
        for which in [each, json!("prefixed")] {
            for attributes in ["as-declared", "as-prefix-demands", "secure", "cleared"] {
                asked(which.clone(), attributes, &headers);
            }
        }
    }

    /// What is written as declared is read as declared, in any order and case.
    #[test]
    fn what_is_written_is_read(order in Just(["path=/", "HttpOnly", "SECURE", "sameSite=STRICT", "Max-AGE=900"]).prop_shuffle()) {
        let cookie = format!("a=1; {}", order.join(" ; "));
        prop_assert!(declared(&[set(&cookie)]).starts_with("true"));
    }
}
