//! Verdicts of whole experiments: controls at both ends, and what each outcome means.

use crate::support::*;
use gateproof_judge::{build, rejudge};
use model::event::{Event, SCHEMA, Selection, Start, What};
use model::expectation::Is;
use model::experiment::Next;
use model::metadata::{Level, Severity, Status};
use model::name::{CaseId, CheckId};
use model::observation::{Manner, Outcome};
use model::plan::{About, Case, Recipe, Tag, Work};
use model::refusal::Class;
use model::verdict::{Giver, Harm, Kind, Verdict};
use proptest::prelude::*;

/// Plays an experiment; acts are answered by `answer`. Gives the verdict and the acts asked for.
fn play(recipe: &Recipe, mut answer: impl FnMut(u32) -> Outcome) -> (Verdict, Vec<u32>) {
    let mut experiment = build(recipe, Severity::High);
    let mut seen_last = Vec::new();
    let mut asked = Vec::new();
    for _ in 0..50 {
        match experiment.next(&seen_last) {
            Next::Done(verdict) => return (verdict, asked),
            Next::Do(batch) => {
                let acts = batch.acts();
                asked.extend(acts.iter().map(|act| act.number));
                seen_last = acts
                    .iter()
                    .map(|act| seen(act, answer(act.number)))
                    .collect();
            }
        }
    }
    panic!("the experiment does not end");
}

/// Controls that hold, and this outcome of the probe.
fn judged(is: Is, probe: Outcome) -> Verdict {
    play(&recipe(is, Level::Must), |number| match number {
        2 => refused(&[Class::Unauthenticated]),
        3 => probe.clone(),
        _ => accepted(),
    })
    .0
}

fn unauthenticated() -> Is {
    Is::Refused(Class::Unauthenticated)
}

#[test]
fn the_four_outcomes_of_a_negative_check() {
    let declared = refused(&[Class::Unauthenticated]);
    assert_eq!(judged(unauthenticated(), declared).kind, Kind::Pass);
    let hole = judged(unauthenticated(), accepted());
    assert_eq!((hole.kind, hole.breaches[0].harm), (Kind::Fail, Harm::Hole));
    assert_eq!(hole.breaches[0].severity, Severity::High);
    let otherwise = judged(unauthenticated(), refused(&[]));
    assert_eq!(
        (otherwise.kind, otherwise.breaches[0].harm),
        (Kind::Fail, Harm::Otherwise)
    );
    assert_eq!(otherwise.breaches[0].severity, Severity::Low);
    assert_eq!(
        judged(unauthenticated(), unclear()).kind,
        Kind::Inconclusive
    );
    let broken = judged(unauthenticated(), broken());
    assert_eq!(
        (broken.kind, broken.breaches[0].harm),
        (Kind::Fail, Harm::Broken)
    );
    assert_eq!(broken.breaches[0].severity, Severity::Medium);
}

#[test]
fn a_limit_in_the_way_says_nothing() {
    assert_eq!(
        judged(unauthenticated(), refused(&[Class::Limited])).kind,
        Kind::Inconclusive
    );
    assert_eq!(
        judged(Is::NotAccepted, refused(&[Class::Capacity])).kind,
        Kind::Inconclusive
    );
    assert_eq!(
        judged(Is::Accepted, refused(&[Class::Limited])).kind,
        Kind::Inconclusive
    );
    assert_eq!(
        judged(Is::Refused(Class::Limited), refused(&[Class::Limited])).kind,
        Kind::Pass
    );
}

#[test]
fn the_other_predicates() {
    assert_eq!(judged(Is::NotAccepted, refused(&[])).kind, Kind::Pass);
    assert_eq!(judged(Is::NotAccepted, accepted()).kind, Kind::Fail);
    assert_eq!(judged(Is::NotAccepted, broken()).kind, Kind::Fail);
    assert_eq!(judged(Is::Accepted, accepted()).kind, Kind::Pass);
    assert_eq!(judged(Is::Accepted, refused(&[])).kind, Kind::Fail);
    assert_eq!(judged(Is::Accepted, Outcome::Quiet).kind, Kind::Fail);
    // A socket that is gone keeps somebody out, and refuses nobody.
    let gone = || Outcome::Gone(Manner::Dropped);
    assert_eq!(judged(Is::Accepted, gone()).kind, Kind::Fail);
    assert_eq!(judged(unauthenticated(), gone()).kind, Kind::Inconclusive);
    assert_eq!(judged(Is::Either, accepted()).kind, Kind::Pass);
    assert_eq!(judged(Is::Either, refused(&[])).kind, Kind::Pass);
    assert_eq!(judged(Is::Either, broken()).kind, Kind::Fail);
    assert_eq!(judged(Is::Quiet, Outcome::Quiet).kind, Kind::Pass);
    assert_eq!(
        judged(Is::Quiet, Outcome::Heard(Default::default())).kind,
        Kind::Fail
    );
    assert_eq!(
        judged(Is::NotRefused(Class::Limited), refused(&[Class::Limited])).kind,
        Kind::Fail
    );
    assert_eq!(
        judged(Is::NotRefused(Class::Limited), accepted()).kind,
        Kind::Pass
    );
    assert_eq!(
        judged(Is::Ended("session".into()), Outcome::Quiet).kind,
        Kind::Fail
    );
}

#[test]
fn a_socket_is_closed_in_whatever_manner_that_keeps_to_the_protocol() {
    let ended = |manner| Outcome::Ended {
        manner,
        declared: Vec::new(),
    };
    let close = |code| ended(Manner::Close(code, Default::default()));
    let violation = || ended(Manner::Violation(Default::default()));
    let with = || Is::ClosedWith(vec![1002, 1003]);
    for (is, outcome, kind) in [
        (Is::Closed, close(1002), Kind::Pass),
        (Is::Closed, close(1000), Kind::Pass),
        (Is::Closed, ended(Manner::Dropped), Kind::Pass),
        (Is::Closed, violation(), Kind::Fail),
        (Is::Closed, Outcome::Quiet, Kind::Fail),
        (Is::Closed, unclear(), Kind::Inconclusive),
        (with(), close(1003), Kind::Pass),
        (with(), close(1000), Kind::Fail),
        // Whoever drops the connection says no code.
        (with(), ended(Manner::Dropped), Kind::Pass),
        (with(), Outcome::Quiet, Kind::Fail),
    ] {
        assert_eq!(judged(is.clone(), outcome).kind, kind, "{is}");
    }
}

#[test]
fn a_lost_control_before_sends_no_probe() {
    for lost in [refused(&[]), broken(), unclear(), Outcome::Quiet] {
        let (verdict, asked) = play(
            &recipe(unauthenticated(), Level::Must),
            |number| match number {
                1 => lost.clone(),
                _ => accepted(),
            },
        );
        assert_eq!(verdict.kind, Kind::Inconclusive);
        assert_eq!(asked, [1]);
    }
    // The anonymous control is lost when it is accepted.
    let (verdict, asked) = play(&recipe(Is::Accepted, Level::Must), |_| accepted());
    assert_eq!((verdict.kind, asked), (Kind::Inconclusive, vec![1, 2]));
}

#[test]
fn a_lost_control_after_voids_a_pass_and_never_a_hole() {
    let lost_after = |probe: Outcome| {
        play(
            &recipe(unauthenticated(), Level::Must),
            |number| match number {
                2 => refused(&[]),
                3 => probe.clone(),
                5 => unclear(),
                _ => accepted(),
            },
        )
        .0
    };
    assert_eq!(
        lost_after(refused(&[Class::Unauthenticated])).kind,
        Kind::Inconclusive
    );
    assert_eq!(lost_after(refused(&[])).kind, Kind::Inconclusive);
    assert_eq!(lost_after(accepted()).kind, Kind::Fail);
}

#[test]
fn levels_decide_what_a_breach_means() {
    let judged = |level| {
        play(&recipe(unauthenticated(), level), |number| match number {
            2 => refused(&[]),
            _ => accepted(),
        })
        .0
    };
    assert_eq!(judged(Level::Must).kind, Kind::Fail);
    assert_eq!(judged(Level::Contract).kind, Kind::Fail);
    let should = judged(Level::Should);
    assert_eq!((should.kind, should.notes.len()), (Kind::Pass, 1));
    assert_eq!(judged(Level::Reach).kind, Kind::Inconclusive);
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        4 => Just(accepted()),
        4 => Just(refused(&[Class::Unauthenticated])),
        1 => Just(refused(&[])),
        1 => Just(refused(&[Class::Limited])),
        1 => Just(broken()),
        1 => Just(unclear()),
        1 => Just(Outcome::Quiet),
        1 => Just(Outcome::Done),
    ]
}

proptest! {
    /// Never a vacuous pass, whatever a target does.
    #[test]
    fn a_pass_means_that_every_control_held(outcomes in proptest::collection::vec(any_outcome(), 5)) {
        let at = |number: u32| outcomes[number as usize - 1].clone();
        let (verdict, asked) = play(&recipe(unauthenticated(), Level::Must), at);
        if verdict.kind == Kind::Pass {
            prop_assert_eq!(asked, vec![1, 2, 3, 4, 5]);
            for control in [1, 5] {
                prop_assert!(matches!(at(control), Outcome::Accepted(_)));
            }
            let held = matches!(at(2), Outcome::Refused { .. });
            prop_assert!(held);
            prop_assert_eq!(at(3), refused(&[Class::Unauthenticated]));
        }
        if verdict.kind == Kind::Fail {
            let proven = !matches!(at(3), Outcome::Unclear(_));
            prop_assert!(proven);
        }
    }

    /// What was written can be judged again, and a changed verdict is noticed.
    #[test]
    fn the_journal_gives_the_same_verdict(outcomes in proptest::collection::vec(any_outcome(), 5)) {
        let mut events = journal(&outcomes);
        let text: String = events.iter().map(|e| model::journal::line(e).unwrap()).collect();
        let read = model::journal::read(&text).unwrap();
        prop_assert_eq!(&read, &events);
        let (recomputed, mismatches) = rejudge(&read);
        prop_assert_eq!((recomputed, mismatches.len()), (1, 0), "{:?}", mismatches);
        if let Some(What::Judged { verdict, .. }) = events.last_mut().map(|event| &mut event.what) {
            verdict.kind = if verdict.kind == Kind::Pass { Kind::Fail } else { Kind::Pass };
        }
        prop_assert_eq!(rejudge(&events).1.len(), 1);
    }
}

#[test]
fn only_an_experiment_passes_and_only_once() {
    let held = [
        accepted(),
        refused(&[]),
        refused(&[Class::Unauthenticated]),
        accepted(),
        accepted(),
    ];
    let events = journal(&held);
    assert_eq!(rejudge(&events), (1, Vec::new()));
    let last = events.last().unwrap().clone();
    // A pass that nobody earned.
    let mut given = events.clone();
    if let Some(What::Judged { by, .. }) = given.last_mut().map(|event| &mut event.what) {
        *by = Giver::Engine;
    }
    let (recomputed, mismatches) = rejudge(&given);
    assert_eq!(recomputed, 0);
    assert!(mismatches[0].what.contains("cannot give"), "{mismatches:?}");
    // A second verdict, and a second plan.
    let twice = |event: Event| [events.clone(), vec![event]].concat();
    assert!(rejudge(&twice(last)).1[0].what.contains("judged twice"));
    assert!(
        rejudge(&twice(events[1].clone())).1[0]
            .what
            .contains("planned twice")
    );
}

#[test]
fn steps_without_controls_pass_nothing() {
    for missing in ["before", "after"] {
        let Recipe::Steps(mut steps) = recipe(unauthenticated(), Level::Must);
        match missing {
            "before" => steps.before.clear(),
            _ => steps.after.clear(),
        }
        let (verdict, _) = play(&Recipe::Steps(steps), |number| match number {
            2 => refused(&[]),
            3 => refused(&[Class::Unauthenticated]),
            _ => accepted(),
        });
        assert_eq!(verdict.kind, Kind::Inconclusive, "{}", verdict.reason);
        assert!(
            verdict.reason.as_str().contains(missing),
            "{}",
            verdict.reason
        );
    }
}

/// The journal that an engine would write.
fn journal(outcomes: &[Outcome]) -> Vec<Event> {
    let recipe = recipe(unauthenticated(), Level::Must);
    let about = About {
        check: CheckId("a/b".to_owned()),
        title: "t".to_owned(),
        status: Status::Stable,
        severity: Severity::High,
        class: None,
        impact: Default::default(),
        references: Vec::new(),
        what: None,
        why: None,
        remedy: None,
        file: "f".to_owned(),
    };
    let id = CaseId("a/b".to_owned());
    let work = Work::Run(recipe.clone());
    let case = Case {
        id: id.clone(),
        about,
        rows: Default::default(),
        work,
    };
    let start = Start {
        schema: SCHEMA,
        version: "0".to_owned(),
        seed: 0,
        started: "2026-01-01T00:00:00Z".to_owned(),
        target: "t".to_owned(),
        services: Vec::new(),
        target_digest: String::new(),
        catalogue_digest: String::new(),
        strict: false,
        selection: Selection::default(),
    };
    let mut whats = vec![
        What::RunStarted(Box::new(start)),
        What::Planned {
            plan: Box::new(case),
        },
    ];
    let mut experiment = build(&recipe, Severity::High);
    let mut last = Vec::new();
    loop {
        match experiment.next(&last) {
            Next::Done(verdict) => {
                whats.push(What::Judged {
                    verdict,
                    by: Giver::Experiment,
                });
                break;
            }
            Next::Do(batch) => {
                whats.push(What::Asked {
                    batch: batch.clone(),
                });
                last = batch
                    .acts()
                    .iter()
                    .map(|act| seen(act, outcomes[act.number as usize - 1].clone()))
                    .collect();
                for seen in &last {
                    assert!(!matches!(seen.tag, Tag::Setup) || seen.act == 4);
                    let seen = Box::new(seen.clone());
                    whats.push(What::Observed {
                        seen,
                        implied: false,
                    });
                }
            }
        }
    }
    let with_number = |(index, what)| Event {
        seq: index as u64 + 1,
        at_ms: 0,
        case: (index > 0).then(|| id.clone()),
        what,
    };
    whats.into_iter().enumerate().map(with_number).collect()
}

#[test]
fn a_case_that_was_cut_short_fails_by_what_was_proven_and_nothing_else() {
    let held = refused(&[Class::Unauthenticated]);
    for (probe, proven) in [(accepted(), true), (held, false)] {
        let all = [accepted(), refused(&[]), probe, accepted(), accepted()];
        let mut events = journal(&all);
        // Without the last control: the time was over.
        let asked = events
            .iter()
            .rposition(|e| matches!(e.what, What::Asked { .. }))
            .unwrap();
        let cut = events.len() - 1;
        events.drain(asked + 1..cut);
        for (index, event) in events.iter_mut().enumerate() {
            event.seq = index as u64 + 1;
        }
        if let Some(What::Judged { verdict, by }) = events.last_mut().map(|event| &mut event.what) {
            verdict.kind = Kind::Fail;
            *by = Giver::Engine;
        }
        assert_eq!(rejudge(&events).1.is_empty(), proven);
    }
}
