//! What is not judged: what the target said is shown, what may be tried is said, and nothing twice.

use gateproof_report::{Format, render};
use model::event::{Ending, Event, What};
use model::observation::{Evidence, Manner, Outcome};
use model::plan::Tag;
use model::verdict::{Harm, Kind};

use crate::cases::{BEARER, probe, refused};
use crate::tape::{Tape, breach, case, failed, seen, words};
use crate::wire::{answer, get, http, unreachable};

fn console(events: &[Event]) -> String {
    render(Format::Console, events).unwrap()
}

/// A case whose only act, a set-up, was answered so; the control behind it was never sent.
fn login_answered(status: u16) -> Vec<Event> {
    let mut tape = Tape::new();
    tape.plan(case("a/b", Vec::new()));
    tape.began("a/b");
    let said = Some(r#"{"error":"bad credentials"}"#);
    let evidence = http(get("/login", &[]), answer(status, &[], said));
    let set_up = seen(
        1,
        Tag::Setup,
        refused(Manner::Status(status), None),
        evidence,
    );
    tape.push(
        Some("a/b"),
        What::Observed {
            seen: Box::new(set_up),
            implied: true,
        },
    );
    let unclear = Outcome::Unclear(words("set-up `login` was refused"));
    tape.seen("a/b", seen(1, Tag::Control, unclear, Evidence::default()));
    tape.plain("a/b", Kind::Inconclusive, "no control");
    tape.end(Ending::Finished)
}

#[test]
fn the_set_up_that_failed_is_shown_and_not_the_control_that_was_never_sent() {
    let events = login_answered(401);
    let page = console(&events);
    assert!(
        page.contains("    > GET http://127.0.0.1:8000/login\n"),
        "{page}"
    );
    assert!(
        page.contains("    < {\"error\":\"bad credentials\"}\n"),
        "{page}"
    );
    assert!(
        page.contains("  hint      is the password or token right"),
        "{page}"
    );
    let html = render(Format::Html, &events).unwrap();
    assert!(html.contains("What was seen in a&#x2f;b"), "{html}");
    assert!(html.contains("bad credentials"), "{html}");
}

#[test]
fn each_answer_has_its_own_hint() {
    let hint = |status| {
        let page = console(&login_answered(status));
        let line = page.lines().find(|line| line.starts_with("  hint"));
        line.unwrap().to_owned()
    };
    let hints: Vec<String> = [302, 401, 403, 404, 422, 429, 500].map(hint).into();
    let mut distinct = hints.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), hints.len(), "{hints:?}");
}

#[test]
fn a_probe_without_an_answer_is_shown_without_a_hint() {
    let mut tape = Tape::new();
    tape.plan(case("a/b", Vec::new()));
    let control = http(get("/me", &[BEARER]), answer(200, &[], None));
    let accepted = Outcome::Accepted(words("it is alice"));
    tape.seen("a/b", seen(1, Tag::Control, accepted, control));
    let unclear = Outcome::Unclear(words("no answer in 1s"));
    tape.seen("a/b", seen(2, probe("p"), unclear, unreachable()));
    tape.plain("a/b", Kind::Inconclusive, "p: no answer in 1s");
    let page = console(&tape.end(Ending::Finished));
    assert!(page.contains("      fault: connection refused\n"), "{page}");
    assert!(
        !page.contains("  hint"),
        "a probe may do what it likes: {page}"
    );
}

#[test]
fn holes_are_one_finding_whatever_the_target_says_in_them() {
    let mut tape = Tape::new();
    for row in ["x", "y"] {
        let id = format!("a/b#{row}");
        tape.plan(case(&id, Vec::new()));
        let said = format!("accepted: session {row}");
        let hole = breach(2, "p", Harm::Hole, "refused", &said);
        tape.judged(&id, failed("accepted", vec![hole]));
    }
    let page = console(&tape.end(Ending::Finished));
    assert_eq!(page.matches("FAIL").count(), 1, "{page}");
    assert!(page.contains("rows      x, y"), "{page}");
}

#[test]
fn a_reason_to_skip_is_told_once_for_all_checks() {
    let mut tape = Tape::new();
    for id in ["a/b#x", "a/b#y", "a/c#x", "a/c#y", "a/d"] {
        tape.plan(case(id, Vec::new()));
    }
    for id in ["a/b#x", "a/b#y", "a/c#x", "a/d"] {
        tape.plain(id, Kind::Skipped, "no key");
    }
    tape.plain("a/c#y", Kind::Pass, "held");
    let page = console(&tape.end(Ending::Finished));
    assert!(page.contains("  no key\n    a/b, a/c#x, a/d\n"), "{page}");
    assert_eq!(page.matches("no key").count(), 1, "{page}");
}
