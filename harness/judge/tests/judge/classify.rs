//! The classifier on what real servers do: each manner, by its name.

use std::time::Duration;

use crate::support::*;
use gateproof_judge::{Classifier, Goal};
use model::clean::Redactor;
use model::observation::{Manner, Outcome};
use model::refusal::Class;
use model::wire::{End, Fault, Patience, Phase, Raw, Watch};

fn outcome(goal: Goal, raw: &Raw) -> Outcome {
    Classifier::new(criteria(goal)).outcome(raw, &Redactor::default())
}

fn socket(raw: &Raw) -> Outcome {
    outcome(Goal::Socket(pong()), raw)
}

fn fault(fault: Fault) -> Raw {
    Raw {
        fault: Some(fault),
        ..Raw::default()
    }
}

#[test]
fn an_answer_is_accepted_only_by_its_proof() {
    assert!(matches!(
        outcome(whoami(), &answered(200, r#"{"user":"alice"}"#)),
        Outcome::Accepted(_)
    ));
    for body in [r#"{"user":"bob"}"#, "{}", "alice", ""] {
        let got = outcome(whoami(), &answered(200, body));
        assert!(matches!(got, Outcome::Unclear(_)), "{body}: {got}");
    }
    // A body that names the identity is no proof when the status says no.
    let got = outcome(whoami(), &answered(403, r#"{"user":"alice"}"#));
    assert!(matches!(got, Outcome::Refused { .. }), "{got}");
    let nothing = Goal::Answer {
        status: None,
        matcher: None,
        outputs: Default::default(),
    };
    assert!(matches!(
        outcome(nothing, &answered(200, "{}")),
        Outcome::Unclear(_)
    ));
}

#[test]
fn an_http_refusal_has_its_classes() {
    let classes = |status| match outcome(whoami(), &answered(status, "")) {
        Outcome::Refused { manner, declared } => (manner, declared),
        other => panic!("{other}"),
    };
    assert_eq!(
        classes(401),
        (Manner::Status(401), vec![Class::Unauthenticated])
    );
    assert_eq!(classes(400), (Manner::Status(400), vec![]));
    assert_eq!(classes(429), (Manner::Status(429), vec![Class::Limited]));
    assert!(matches!(classes(302), (Manner::Redirect(302, _), declared) if declared.is_empty()));
    assert_eq!(
        outcome(whoami(), &answered(500, "")),
        Outcome::Broken(Manner::Status(500))
    );
}

#[test]
fn a_socket_is_accepted_only_by_an_answer() {
    assert!(matches!(
        socket(&opened(&[r#"{"type":"pong"}"#], None)),
        Outcome::Accepted(_)
    ));
    let hello = r#"{"type":"hello"}"#;
    assert!(matches!(
        socket(&opened(&[hello, r#"{"type":"pong"}"#], None)),
        Outcome::Accepted(_)
    ));
    assert!(matches!(
        socket(&opened(&[hello], None)),
        Outcome::Unclear(_)
    ));
    assert!(matches!(socket(&opened(&[], None)), Outcome::Unclear(_)));
    assert!(matches!(
        outcome(Goal::Socket(None), &opened(&[hello], None)),
        Outcome::Unclear(_)
    ));
}

#[test]
fn a_socket_is_refused_in_many_manners() {
    let refused = |raw: &Raw| match socket(raw) {
        Outcome::Refused { manner, declared } => (manner, declared),
        other => panic!("{other}"),
    };
    assert_eq!(
        refused(&answered(401, "no")),
        (Manner::Handshake(401), vec![Class::Unauthenticated])
    );
    assert_eq!(
        refused(&answered(403, "no")),
        (Manner::Handshake(403), vec![Class::Origin])
    );
    assert_eq!(
        refused(&answered(200, "no")),
        (Manner::Handshake(200), vec![])
    );
    let (manner, declared) = refused(&opened(&[], closed(4401, "bad")));
    assert!(matches!(manner, Manner::Close(4401, _)));
    assert_eq!(declared, [Class::Unauthenticated]);
    assert_eq!(
        refused(&opened(&[], closed(1008, "full"))).1,
        [Class::Capacity]
    );
    assert_eq!(refused(&opened(&[], closed(1008, "other"))).1, []);
    assert_eq!(
        refused(&opened(&[], Some(End::Dropped))),
        (Manner::Dropped, vec![])
    );
    let message = r#"{"code":"forbidden"}"#;
    assert_eq!(
        refused(&opened(&[message], None)),
        (Manner::Message(None), vec![Class::Forbidden])
    );
    let (manner, _) = refused(&opened(&[message], closed(4401, "")));
    assert!(matches!(manner, Manner::Message(Some(_))), "{manner}");
    // Dropped before any answer is a manner; every other fault says nothing.
    assert_eq!(
        refused(&fault(Fault::Cut { octets: 0 })),
        (Manner::Dropped, vec![])
    );
}

#[test]
fn a_head_that_says_no_is_enough() {
    let cut = |status| Raw {
        fault: Some(Fault::Cut { octets: 38 }),
        ..answered(status, "")
    };
    for (goal, manner) in [
        (whoami(), Manner::Status(431)),
        (Goal::Socket(pong()), Manner::Handshake(431)),
    ] {
        let got = outcome(goal, &cut(431));
        assert!(
            matches!(&got, Outcome::Refused { manner: it, .. } if *it == manner),
            "{got}"
        );
    }
    for status in [200, 302, 500] {
        let got = outcome(whoami(), &cut(status));
        assert!(matches!(got, Outcome::Unclear(_)), "{status}: {got}");
    }
}

#[test]
fn what_breaks_is_broken() {
    assert_eq!(
        socket(&answered(500, "")),
        Outcome::Broken(Manner::Handshake(500))
    );
    assert!(matches!(
        socket(&opened(&[], closed(1011, ""))),
        Outcome::Broken(_)
    ));
    let violation = Some(End::Violation("RSV1".to_owned()));
    assert!(matches!(
        socket(&opened(&[], violation)),
        Outcome::Broken(_)
    ));
}

#[test]
fn no_fault_is_a_verdict() {
    let limit = Duration::from_secs(1);
    for fault in [
        Fault::Unresolved("x".to_owned()),
        Fault::Unreachable("x".to_owned()),
        Fault::Tls("x".to_owned()),
        Fault::TimedOut {
            phase: Phase::Head,
            limit,
        },
        Fault::Cut { octets: 7 },
        Fault::NotHttp("x".to_owned()),
        Fault::HeadTooLarge(9),
        Fault::BadHandshake("x".to_owned()),
        Fault::NoSocket("x".to_owned()),
    ] {
        for goal in [
            whoami(),
            Goal::Socket(pong()),
            Goal::Reply(pong()),
            Goal::End,
            Goal::Heed,
        ] {
            let with_101 = Raw {
                fault: Some(fault.clone()),
                ..answered(101, "")
            };
            let got = outcome(goal.clone(), &with_101);
            assert!(
                matches!(got, Outcome::Unclear(_)),
                "{goal:?} {fault}: {got}"
            );
        }
    }
}

#[test]
fn waiting_ends_as_soon_as_enough_was_seen() {
    let patience = |goal: Goal, raw: &Raw| Classifier::new(criteria(goal)).sign(raw);
    let just = |raw: Raw| Raw {
        elapsed: Duration::ZERO,
        ..raw
    };
    let silent = just(opened(&[], None));
    assert_eq!(
        patience(Goal::Socket(pong()), &silent),
        Patience::More(Duration::from_secs(1))
    );
    let proof = just(opened(&[r#"{"type":"pong"}"#], None));
    assert_eq!(patience(Goal::Socket(pong()), &proof), Patience::Enough);
    let ended = opened(&[], closed(4401, ""));
    assert_eq!(patience(Goal::Socket(pong()), &ended), Patience::Enough);
    // After a message that says no, the close is awaited, but not for the whole settle time.
    let said_no = just(opened(&[r#"{"code":"forbidden"}"#], None));
    let wait = patience(Goal::Socket(pong()), &said_no);
    assert!(
        matches!(wait, Patience::More(time) if time < Duration::from_secs(1)),
        "{wait:?}"
    );
    // A target that talks on and on does not stretch the time.
    let late = Raw {
        elapsed: Duration::from_secs(2),
        ..opened(&["a", "b"], None)
    };
    assert_eq!(patience(Goal::Socket(pong()), &late), Patience::Enough);
}

#[test]
fn waits_and_silence() {
    let message = Goal::Message(matcher(serde_json::json!({"contains": "x"})));
    assert!(matches!(
        outcome(message.clone(), &opened(&["axb"], None)),
        Outcome::Accepted(_)
    ));
    assert_eq!(
        outcome(message.clone(), &opened(&["a"], None)),
        Outcome::Quiet
    );
    assert!(matches!(
        outcome(message, &opened(&[], closed(4401, ""))),
        Outcome::Ended { .. }
    ));
    match outcome(Goal::End, &opened(&[], closed(4401, ""))) {
        Outcome::Ended { declared, .. } => assert_eq!(declared, ["session"]),
        other => panic!("{other}"),
    }
    assert_eq!(outcome(Goal::End, &opened(&["x"], None)), Outcome::Quiet);
    assert_eq!(
        outcome(Goal::Silence(None), &opened(&[], None)),
        Outcome::Quiet
    );
    assert!(matches!(
        outcome(Goal::Silence(None), &opened(&["x"], None)),
        Outcome::Heard(_)
    ));
    let of_y = Goal::Silence(Some(matcher(serde_json::json!({"contains": "y"}))));
    assert_eq!(outcome(of_y.clone(), &opened(&["x"], None)), Outcome::Quiet);
    // A socket that has gone is silent for another reason.
    assert!(matches!(
        outcome(of_y, &opened(&[], Some(End::Dropped))),
        Outcome::Unclear(_)
    ));
}
