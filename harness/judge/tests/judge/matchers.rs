//! The one matcher and the one finder of outputs, through what the classifier makes of them.

use crate::support::*;
use gateproof_judge::{Classifier, Goal, find_in};
use indexmap::IndexMap;
use model::clean::Redactor;
use model::observation::Outcome;
use model::operation::Output;
use model::wire::{Answer, Raw};
use serde_json::{Value, json};

fn raw(headers: &[(&str, &str)], body: &str) -> Raw {
    let answer = Answer {
        version: "HTTP/1.1",
        status: 200,
        headers: headers
            .iter()
            .map(|(k, v)| (k.to_string(), v.as_bytes().to_vec()))
            .collect(),
        body: body.as_bytes().to_vec(),
        cut: false,
    };
    Raw {
        answer: Some(answer),
        ..Raw::default()
    }
}

fn proves(spec: &Value, raw: &Raw) -> Outcome {
    let goal = Goal::Answer {
        status: None,
        matcher: Some(matcher(spec.clone())),
        outputs: IndexMap::new(),
    };
    Classifier::new(criteria(goal)).outcome(raw, &Redactor::default())
}

#[test]
fn every_source_and_test() {
    let raw = raw(
        &[
            ("Set-Cookie", "sid=abc; Path=/"),
            ("Location", "/cb?code=x%20y#z"),
            ("A", "1"),
        ],
        r#"{"user":"alice","n":5,"none":null}"#,
    );
    for (spec, expected) in [
        (json!({"json": "$.user", "equals": "alice"}), true),
        (json!({"json": "$.user", "equals": "bob"}), false),
        (json!({"json": "$.n", "equals": "5"}), true),
        (json!({"json": "$.none", "equals": null}), true),
        (json!({"json": "$.none"}), false),
        (json!({"json": "$.none", "exists": true}), false),
        (json!({"json": "$.none", "exists": false}), true),
        (json!({"json": "$.gone", "exists": false}), true),
        (json!({"json": "$.gone"}), false),
        (json!({"header": "a", "one-of": [1, 2]}), true),
        (json!({"cookie": "sid", "equals": "abc"}), true),
        (json!({"location": "code", "equals": "x y"}), true),
        (json!({"contains": "alice"}), true),
        (json!({"header": "a", "lacks": "2"}), true),
        (json!({"header": "a", "lacks": "1"}), false),
        (json!({"header": "gone", "lacks": "1"}), false),
        (json!({"regex": "^\\{"}), true),
        (json!({"regex": "^x"}), false),
    ] {
        let got = proves(&spec, &raw);
        assert_eq!(
            matches!(got, Outcome::Accepted(_)),
            expected,
            "{spec}: {got}"
        );
    }
}

#[test]
fn what_is_no_json_proves_nothing_by_what_it_lacks() {
    let spec = json!({"json": "$.error", "exists": false});
    assert!(matches!(
        proves(&spec, &raw(&[], "<html>")),
        Outcome::Unclear(_)
    ));
    assert!(matches!(proves(&spec, &raw(&[], "")), Outcome::Unclear(_)));
    assert!(matches!(
        proves(&spec, &raw(&[], "{}")),
        Outcome::Accepted(_)
    ));
}

#[test]
fn what_is_found_is_shown_without_secrets() {
    let shown = |spec: Value, headers: &[(&str, &str)], body: &str| {
        proves(&spec, &raw(headers, body)).to_string()
    };
    let cookie = [("Set-Cookie", "sid=opaque1; Path=/")];
    assert!(!shown(json!({"cookie": "sid"}), &cookie, "").contains("opaque1"));
    assert!(!shown(json!({"header": "Set-Cookie"}), &cookie, "").contains("opaque1"));
    let moved = [("Location", "/cb?code=opaque1")];
    assert!(!shown(json!({"location": "code"}), &moved, "").contains("opaque1"));
    for path in ["$.access_token", "$['access_token']", "$..token"] {
        let body = r#"{"access_token":"opaque1","a":{"token":"opaque1"}}"#;
        let text = shown(json!({ "json": path }), &[], body);
        assert!(!text.contains("opaque1"), "{text}");
    }
    // A secret on the edge of what is quoted does not lose its end, and so its name.
    let mut redactor = Redactor::default();
    let secret = "s3cr3t-s3cr3t-s3cr3t-s3cr3t";
    redactor.register("access", &model::secret::Secret::new(secret));
    let body = format!("{}{secret}", "x".repeat(110));
    let goal = Goal::Answer {
        status: None,
        matcher: Some(matcher(json!({"contains": "xxx"}))),
        outputs: IndexMap::new(),
    };
    let outcome = Classifier::new(criteria(goal)).outcome(&raw(&[], &body), &redactor);
    assert!(!outcome.to_string().contains("s3cr3t"), "{outcome}");
}

#[test]
fn outputs_take_the_first_group() {
    let output = |spec: Value| -> Output { serde_json::from_value(spec).unwrap() };
    let page = raw(&[], "x = \"abc\";");
    let quoted = output(json!({"text": "whole", "regex": "\"([^\"]+)\""}));
    assert_eq!(find_in(&quoted, &page).as_deref(), Some("abc"));
    assert_eq!(find_in(&output(json!({"json": "$.a"})), &page), None);
    // On a socket, the first message that has it.
    let opened = opened(&["hello", r#"{"a":"1"}"#], None);
    assert_eq!(
        find_in(&output(json!({"json": "$.a"})), &opened).as_deref(),
        Some("1")
    );
}

#[test]
fn nothing_is_no_output() {
    let output: Output = serde_json::from_value(json!({"json": "$.token"})).unwrap();
    for body in [r#"{"token":null}"#, r#"{"token":""}"#, "{}", ""] {
        assert_eq!(find_in(&output, &raw(&[], body)), None, "{body}");
    }
}

#[test]
fn a_cookie_that_is_taken_away_is_not_set() {
    let output: Output = serde_json::from_value(json!({"cookie": "sid"})).unwrap();
    let found = |cookies: &[&str]| {
        let headers: Vec<_> = cookies
            .iter()
            .map(|cookie| ("Set-Cookie", *cookie))
            .collect();
        find_in(&output, &raw(&headers, ""))
    };
    assert_eq!(
        found(&["sid=; Max-Age=0", "sid=new; Path=/"]).as_deref(),
        Some("new")
    );
    assert_eq!(found(&["other=1", "sid=old; max-age=0"]), None);
    assert_eq!(
        found(&["sid=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]),
        None
    );
    assert_eq!(
        found(&["sid=x; Expires=Thu, 01 Jan 2070 00:00:00 GMT"]).as_deref(),
        Some("x")
    );
}
