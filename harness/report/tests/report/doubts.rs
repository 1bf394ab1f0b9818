//! What a run did not reach is said, and only then.

use gateproof_report::{Format, render};
use model::event::{Ending, Event};
use model::observation::{Evidence, Manner, Outcome};
use model::plan::Tag;
use model::refusal::Class;
use model::verdict::Kind;

use crate::runs;
use crate::tape::{Tape, case, seen, words};
use crate::wire::{answer, get, http, unreachable};

/// A run of one case that passed, and in which these were seen.
fn run(observations: Vec<(Outcome, Evidence)>) -> Vec<Event> {
    let mut tape = Tape::new();
    tape.plan(case("a/b", Vec::new()));
    for (act, (outcome, evidence)) in (1..).zip(observations) {
        tape.seen("a/b", seen(act, Tag::Probe("p".into()), outcome, evidence));
    }
    tape.plain("a/b", Kind::Pass, "held");
    tape.end(Ending::Finished)
}

fn missing(declared: Vec<Class>) -> (Outcome, Evidence) {
    let manner = Manner::Status(404);
    (
        Outcome::Refused { manner, declared },
        http(get("/x", &[]), answer(404, &[], None)),
    )
}

fn served() -> (Outcome, Evidence) {
    (
        Outcome::Accepted(words("it is there")),
        http(get("/x", &[]), answer(200, &[], None)),
    )
}

fn silent() -> (Outcome, Evidence) {
    (Outcome::Unclear(words("no answer")), unreachable())
}

fn beware(events: &[Event]) -> Option<String> {
    let page = render(Format::Console, events).unwrap();
    let line = page.lines().find(|line| line.starts_with("Beware: "));
    line.map(str::to_owned)
}

#[test]
fn most_requests_at_a_wrong_path() {
    let said = beware(&run(vec![missing(vec![]), missing(vec![]), served()])).unwrap();
    assert!(
        said.starts_with("Beware: 2 of 3 requests were answered 404: "),
        "{said}"
    );
    assert_eq!(
        beware(&run(vec![missing(vec![]), served()])),
        None,
        "half is not most"
    );
}

#[test]
fn a_404_that_the_contract_declares_is_no_doubt() {
    let declared = || missing(vec![Class::Forbidden]);
    assert_eq!(beware(&run(vec![declared(), declared(), served()])), None);
}

#[test]
fn most_requests_without_an_answer() {
    let said = beware(&run(vec![silent(), silent(), served()])).unwrap();
    assert_eq!(
        said,
        "Beware: 2 of 3 requests got no answer: the target is unreachable, not secure"
    );
}

#[test]
fn a_run_in_which_nothing_passed() {
    let mut tape = Tape::new();
    tape.plan(case("a/b", Vec::new()));
    tape.plain("a/b", Kind::Fail, "not held");
    let said = beware(&tape.end(Ending::Finished)).unwrap();
    assert!(said.contains("no case passed"), "{said}");
    assert_eq!(beware(&runs::holes()), None);
}
