//! Answers that say two things, or that somebody else gave: nothing is read into them.

use std::time::Duration;

use crate::support::*;
use gateproof_judge::{Classifier, Criteria, Goal};
use indexmap::IndexMap;
use model::clean::Redactor;
use model::observation::{Manner, Outcome};
use model::refusal::{Class, HttpRefusal};
use model::wire::{End, Frame, FrameKind, Patience, Raw, SeenFrame, Watch};
use serde_json::json;

const PONG: &str = r#"{"type":"pong"}"#;
const NO: &str = r#"{"code":"forbidden"}"#;

fn outcome(goal: Goal, raw: &Raw) -> Outcome {
    Classifier::new(criteria(goal)).outcome(raw, &Redactor::default())
}

/// Frames by their milliseconds, `>` before those that we sent.
fn talk(frames: &[(u64, &str)], end: Option<End>) -> Raw {
    let close = end.as_ref().map(|_| SeenFrame {
        at: Duration::from_millis(frames.last().map_or(0, |(at, _)| *at)),
        sent: false,
        frame: Frame {
            kind: FrameKind::Close(4401),
            payload: Vec::new(),
        },
    });
    let frames = frames.iter().map(|(at, text)| SeenFrame {
        at: Duration::from_millis(*at),
        sent: text.starts_with('>'),
        frame: Frame {
            kind: FrameKind::Text,
            payload: text.trim_start_matches('>').as_bytes().to_vec(),
        },
    });
    Raw {
        frames: frames.chain(close).collect(),
        end,
        elapsed: Duration::from_secs(1),
        ..Raw::default()
    }
}

fn unclear(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Unclear(_))
}

#[test]
fn what_came_before_we_spoke_answers_nothing() {
    let reply = || Goal::Reply(pong());
    assert!(unclear(&outcome(
        reply(),
        &talk(&[(0, PONG), (1, ">ping")], None)
    )));
    assert!(unclear(&outcome(
        reply(),
        &talk(&[(0, NO), (1, ">ping")], None)
    )));
    let both = talk(&[(0, NO), (1, ">ping"), (2, PONG)], None);
    assert!(matches!(outcome(reply(), &both), Outcome::Accepted(_)));
    // Of a greeting, too.
    let pushed = Raw {
        frames: talk(&[(1, PONG), (2, ">ping")], None).frames,
        ..opened(&[], None)
    };
    assert!(unclear(&outcome(Goal::Socket(pong()), &pushed)));
}

#[test]
fn a_message_that_proves_and_refuses_is_unclear() {
    let quoting = r#"{"code":"forbidden","you":{"type":"pong"},"type":"pong"}"#;
    let raw = talk(&[(1, ">ping"), (2, quoting)], None);
    assert!(unclear(&outcome(Goal::Reply(pong()), &raw)));
}

#[test]
fn an_echo_that_is_taken_back_is_no_proof() {
    let proof = || Goal::Reply(Some(matcher(json!({"contains": "ping"}))));
    let echoed = [(1, ">ping"), (2, "ping")];
    assert!(matches!(
        outcome(proof(), &talk(&echoed, None)),
        Outcome::Accepted(_)
    ));
    let closed = talk(&echoed, closed(4401, ""));
    assert!(unclear(&outcome(proof(), &closed)));
    let refused = talk(&[(1, ">ping"), (2, "ping"), (3, NO)], None);
    assert!(unclear(&outcome(proof(), &refused)));
    // A proof of its own stands, whatever follows: data came before the refusal.
    let own = talk(&[(1, ">ping"), (2, PONG), (3, NO)], None);
    assert!(matches!(
        outcome(Goal::Reply(pong()), &own),
        Outcome::Accepted(_)
    ));
    // And only the echo is waited for.
    let wait = |goal: Goal, text: &str| {
        let raw = Raw {
            elapsed: Duration::from_millis(2),
            ..talk(&[(1, ">ping"), (2, text)], None)
        };
        Classifier::new(criteria(goal)).sign(&raw)
    };
    assert!(matches!(wait(proof(), "ping"), Patience::More(_)));
    assert_eq!(wait(Goal::Reply(pong()), PONG), Patience::Enough);
}

#[test]
fn chatter_does_not_end_the_wait_for_a_refusal() {
    let chatter = Raw {
        elapsed: Duration::from_millis(3),
        ..talk(&[(0, "a"), (1, ">x"), (2, "b")], None)
    };
    let mut classifier = Classifier::new(criteria(Goal::Heed));
    assert!(matches!(classifier.sign(&chatter), Patience::More(_)));
    let refused = talk(&[(0, "a"), (1, ">x"), (2, "b"), (9, NO)], None);
    assert!(matches!(
        outcome(Goal::Heed, &refused),
        Outcome::Refused { .. }
    ));
    assert!(matches!(outcome(Goal::Heed, &chatter), Outcome::Heard(_)));
    assert!(unclear(&outcome(
        Goal::Heed,
        &talk(&[(0, "a"), (1, ">x")], None)
    )));
}

#[test]
fn a_flood_that_cuts_the_time_short_is_no_silence() {
    let of_y = || Goal::Silence(Some(matcher(json!({"contains": "y"}))));
    let cut = |goal| {
        let raw = Raw {
            elapsed: Duration::from_millis(200),
            ..opened(&["x"; 9], None)
        };
        outcome(goal, &raw)
    };
    assert!(unclear(&cut(of_y())));
    assert!(unclear(&cut(Goal::End)));
    assert!(unclear(&cut(Goal::Message(matcher(
        json!({"contains": "y"})
    )))));
    assert_eq!(outcome(of_y(), &opened(&["x"; 9], None)), Outcome::Quiet);
}

#[test]
fn our_own_limits_accuse_nobody() {
    let over = Some(End::Violation(format!(
        "{}: 2 MiB",
        model::wire::OVER_LIMIT
    )));
    assert!(unclear(&outcome(
        Goal::Socket(pong()),
        &opened(&[], over.clone())
    )));
    assert!(unclear(&outcome(Goal::End, &opened(&[], over))));
}

#[test]
fn a_server_that_asks_to_come_back_is_unavailable() {
    let mut raw = answered(503, "");
    assert_eq!(
        outcome(whoami(), &raw),
        Outcome::Broken(Manner::Status(503))
    );
    let answer = raw.answer.as_mut().unwrap();
    answer
        .headers
        .push(("Retry-After".to_owned(), b"5".to_vec()));
    let declared = |outcome: Outcome| match outcome {
        Outcome::Refused { declared, .. } => declared,
        other => panic!("{other}"),
    };
    assert_eq!(declared(outcome(whoami(), &raw)), [Class::Unavailable]);
    assert_eq!(
        declared(outcome(Goal::Socket(pong()), &raw)),
        [Class::Unavailable]
    );
    let restarting = opened(&[], closed(1012, ""));
    assert_eq!(
        declared(outcome(Goal::Socket(pong()), &restarting)),
        [Class::Unavailable]
    );
}

#[test]
fn a_limiter_that_answers_200_is_told_by_its_text() {
    let slow = HttpRefusal {
        status: vec![200],
        matcher: Some(matcher(json!({"contains": "slow down"}))),
    };
    let with = |goal: Goal| {
        let mut criteria: Criteria = criteria(goal);
        criteria.refusing.http.push((Class::Limited, slow.clone()));
        let raw = answered(200, r#"{"user":"alice","note":"slow down"}"#);
        Classifier::new(criteria).outcome(&raw, &Redactor::default())
    };
    let by_status = Goal::Answer {
        status: Some(200),
        matcher: None,
        outputs: IndexMap::new(),
    };
    // The text outweighs a bare status, and contradicts any other proof.
    assert!(
        matches!(with(by_status), Outcome::Refused { declared, .. } if declared == [Class::Limited])
    );
    assert!(unclear(&with(whoami())));
}

#[test]
fn frames_before_a_refusal_are_counted_up_to_it() {
    let early = |raw: &Raw| Classifier::new(criteria(Goal::Socket(pong()))).early(raw);
    assert_eq!(early(&opened(&[NO, "bye"], closed(1000, ""))), 0);
    assert_eq!(early(&opened(&["hello", NO], None)), 1);
    assert_eq!(early(&opened(&["hello"], closed(4401, ""))), 1);
}

#[test]
fn a_socket_that_had_ended_before_refuses_nothing() {
    let gone = |outcome: &Outcome| matches!(outcome, Outcome::Gone(_));
    for goal in [Goal::Reply(pong()), Goal::Heed] {
        let before = talk(&[(0, "bye")], closed(4401, ""));
        assert!(gone(&outcome(goal.clone(), &before)));
        // It may still take what we say while it is closing.
        let mut closing = talk(&[(0, "bye")], closed(4401, ""));
        closing.frames.extend(talk(&[(2, ">ping")], None).frames);
        assert!(gone(&outcome(goal.clone(), &closing)));
        let after = talk(&[(1, ">ping")], closed(4401, ""));
        assert!(matches!(outcome(goal, &after), Outcome::Refused { .. }));
    }
}

#[test]
fn what_differs_for_any_two_visitors_is_no_difference() {
    use model::expectation::Feature;
    let with = |headers: &[(&str, &str)]| {
        let mut raw = answered(401, "");
        let answer = raw.answer.as_mut().unwrap();
        let own = |(name, value): &(&str, &str)| (name.to_string(), value.as_bytes().to_vec());
        answer.headers = headers.iter().map(own).collect();
        let outcome = outcome(whoami(), &raw);
        let digest = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        gateproof_judge::features(&raw, &outcome, &Redactor::default(), &digest)[&Feature::Headers]
            .clone()
    };
    let visitor = |id: &str| {
        with(&[
            ("Set-Cookie", &format!("sid={id}; Path=/; Expires={id}")),
            ("X-Request-Id", id),
            ("Server", "x"),
        ])
    };
    assert_eq!(visitor("a"), visitor("b"));
    assert_ne!(
        with(&[("Set-Cookie", "sid=a; Path=/")]),
        with(&[("Set-Cookie", "sid=a")])
    );
    assert_ne!(with(&[("Server", "x")]), with(&[("Server", "y")]));
}
