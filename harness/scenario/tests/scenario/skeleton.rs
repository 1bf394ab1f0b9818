//! The skeleton of a check: refused until it is filled in, and a check then.

use crate::common::source;
use gateproof_scenario::{FAMILIES, NoSkeleton, lint, read_check, read_scenario, skeleton};

/// What stands in the place of each text that is to be filled in, in their order.
const FILLED: [&str; 13] = [
    "A token is accepted twice",
    "high",
    "replay",
    "RFC 6750",
    "3.1",
    "a token that was used is invalid",
    "294",
    "A token that was used once was accepted again.",
    "Whoever sees a token uses it.",
    "Remember what was used.",
    "token-accepted-twice",
    "eyJ",
    "must",
];

fn filled(skeleton: &str) -> String {
    let mut text = String::new();
    let mut rest = skeleton.split_once('\n').expect("a first line").1;
    for words in FILLED {
        let (before, after) = rest.split_once("\"FILL IN").expect("something to fill in");
        let (_, after) = after.split_once('"').expect("its end");
        text.push_str(&format!("{before}\"{words}\""));
        rest = after;
    }
    assert!(!rest.contains("FILL IN"), "{rest}");
    text + rest
}

#[test]
fn what_is_filled_in_is_a_check() {
    for family in FAMILIES {
        let id = format!("{family}/used-twice");
        let text = filled(&skeleton(&id, "0.1.0").expect("a family"));
        let check = read_check(source(&format!("catalogue/{id}.yaml"), text));
        let check = check.unwrap_or_else(|errors| panic!("{errors}"));
        let found = lint(None, &check);
        assert!(found.is_empty(), "{found}");
    }
}

#[test]
fn what_is_not_filled_in_is_refused_and_nothing_else_is_wrong_with_it() {
    let text = skeleton("token/used-twice", "0.1.0").expect("a family");
    let file = source("catalogue/token/used-twice.yaml", text.clone());
    let errors = read_check(file).expect_err("it is not filled in");
    assert_eq!(errors.len(), FILLED.len(), "{errors}");
    insta::assert_snapshot!(errors.to_string());
    // A scenario of one's own is as unfinished.
    assert!(read_scenario(source("own.yaml", text)).is_err());
}

#[test]
fn there_is_none_for_what_is_no_id() {
    for id in [
        "token",
        "token/",
        "/x",
        "Token/x",
        "token/x/y",
        "token/../x",
        "token/-x",
        "token/x.yaml",
        "",
    ] {
        assert_eq!(skeleton(id, "0.1.0"), Err(NoSkeleton::Id(id.to_owned())));
    }
    let error = skeleton("tokn/x", "0.1.0")
        .expect_err("no family")
        .to_string();
    assert!(
        error.contains("no family `tokn`; did you mean `token`?\nhelp: one of `audit`"),
        "{error}"
    );
}
