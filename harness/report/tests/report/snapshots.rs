//! What a person or a program reads, run by run.

use gateproof_report::{Format, render};
use model::clean::Clean;
use model::event::{Event, What};

use crate::runs;

fn console(events: &[Event]) -> String {
    render(Format::Console, events).unwrap()
}

#[test]
fn console_of_a_conforming_run() {
    insta::assert_snapshot!(console(&runs::conforming()));
}

#[test]
fn console_of_a_run_with_holes() {
    insta::assert_snapshot!(console(&runs::holes()));
}

#[test]
fn console_of_a_killed_run() {
    insta::assert_snapshot!(console(&runs::killed(24)));
}

#[test]
fn console_of_an_interrupted_run() {
    insta::assert_snapshot!(console(&runs::interrupted()));
}

#[test]
fn console_of_a_run_that_was_not_ready() {
    insta::assert_snapshot!(console(&runs::not_ready()));
}

#[test]
fn console_of_an_empty_run() {
    insta::assert_snapshot!(console(&runs::empty()));
}

#[test]
fn console_of_a_wrong_path() {
    insta::assert_snapshot!(console(&runs::wrong_path()));
}

#[test]
fn a_wait_is_told_when_it_begins() {
    let what = "waiting past `contract.rotation.grace` (15m)";
    let mut events = runs::conforming();
    let wait = |ms| What::Waiting {
        ms,
        what: Clean::words(what),
    };
    let judged = |event: &Event| matches!(event.what, What::Judged { .. });
    let first = events.iter().position(judged).expect("a verdict");
    let case = events[first].case.clone();
    events.insert(
        first,
        Event {
            what: wait(899_100),
            ..events[first].clone()
        },
    );
    let told = console(&events);
    let line = format!("{}: {what}, 15m from now\n", case.expect("of a case"));
    assert!(told.contains(&line), "{told}");
}

#[test]
fn a_run_of_chosen_cases_says_so() {
    let events = runs::chosen();
    insta::assert_snapshot!(console(&events));
    let json = render(Format::Json, &events).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["selection"],
        serde_json::json!({ "by": ["token", "cookie"], "not": ["cwe/347", "token/forged#expired"], "checks": 1, "cases": 2 })
    );
    let html = render(Format::Html, &events).unwrap();
    assert!(html.contains("1 check and 2 cases of others"));
    let all = render(Format::Json, &runs::conforming()).unwrap();
    assert!(!all.contains("selection"));
}

#[test]
fn json_of_a_run_with_holes() {
    insta::assert_snapshot!(render(Format::Json, &runs::holes()).unwrap());
}

#[test]
fn json_of_a_killed_run() {
    insta::assert_snapshot!(render(Format::Json, &runs::killed(14)).unwrap());
}

#[test]
fn junit_of_a_run_with_holes() {
    insta::assert_snapshot!(render(Format::Junit, &runs::holes()).unwrap());
}

#[test]
fn junit_of_a_run_that_was_not_ready() {
    insta::assert_snapshot!(render(Format::Junit, &runs::not_ready()).unwrap());
}

/// Without its style: a colour is no change of what is said.
#[test]
fn html_of_a_run_with_holes() {
    let page = render(Format::Html, &runs::holes()).unwrap();
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!(format!("{head}{body}"));
}
