//! Raw facts, plans and observations for the tests of the judge.

use std::time::Duration;

use gateproof_judge::{Criteria, Goal, Refusing};
use indexmap::IndexMap;
use model::clean::Clean;
use model::expectation::Is;
use model::matcher::Matcher;
use model::metadata::Level;
use model::observation::{Evidence, Manner, Observation, Outcome};
use model::plan::{Act, Expected, Predicate, Recipe, Steps, Tag};
use model::refusal::{Class, HttpRefusal, SocketRefusal};
use model::step::{Call, Step};
use model::wire::{Answer, End, Frame, FrameKind, Raw, SeenFrame};
use serde_json::{Value, json};

pub fn matcher(value: Value) -> Matcher {
    serde_json::from_value(value).unwrap()
}

/// A contract: 401 or close 4401, an in-band message, 403 for a foreign origin, 429.
pub fn refusing() -> Refusing {
    let http = |class, status: u16| {
        (
            class,
            HttpRefusal {
                status: vec![status],
                matcher: None,
            },
        )
    };
    let ws = |class, value| {
        (
            class,
            serde_json::from_value::<SocketRefusal>(value).unwrap(),
        )
    };
    Refusing {
        http: vec![
            http(Class::Unauthenticated, 401),
            http(Class::Forbidden, 403),
        ],
        ws: vec![
            ws(
                Class::Unauthenticated,
                json!({"handshake": {"status": [401]}}),
            ),
            ws(Class::Unauthenticated, json!({"close": {"code": 4401}})),
            ws(
                Class::Forbidden,
                json!({"message": {"json": "$.code", "equals": "forbidden"}}),
            ),
            ws(Class::Origin, json!({"handshake": {"status": [403]}})),
            ws(
                Class::Capacity,
                json!({"close": {"code": 1008, "reason": "full"}}),
            ),
        ],
        endings: serde_json::from_value(json!({"session": [{"close": {"code": 4401}}]})).unwrap(),
        marker: None,
    }
}

pub fn criteria(goal: Goal) -> Criteria {
    Criteria {
        goal,
        refusing: refusing(),
        patience: Duration::from_secs(1),
    }
}

pub fn whoami() -> Goal {
    Goal::Answer {
        status: None,
        matcher: Some(matcher(json!({"json": "$.user", "equals": "alice"}))),
        outputs: IndexMap::new(),
    }
}

pub fn pong() -> Option<Matcher> {
    Some(matcher(json!({"json": "$.type", "equals": "pong"})))
}

pub fn answered(status: u16, body: &str) -> Raw {
    let headers = vec![("Location".to_owned(), b"/login".to_vec())];
    let body = body.as_bytes().to_vec();
    let answer = Answer {
        version: "HTTP/1.1",
        status,
        headers,
        body,
        cut: false,
    };
    Raw {
        answer: Some(answer),
        ..Raw::default()
    }
}

pub fn opened(texts: &[&str], end: Option<End>) -> Raw {
    let frames = texts.iter().map(|text| SeenFrame {
        at: Duration::ZERO,
        sent: false,
        frame: Frame {
            kind: FrameKind::Text,
            payload: text.as_bytes().to_vec(),
        },
    });
    Raw {
        frames: frames.collect(),
        end,
        // Watched for as long as anybody asked for.
        elapsed: Duration::from_secs(1),
        ..answered(101, "")
    }
}

pub fn closed(code: u16, reason: &str) -> Option<End> {
    Some(End::Closed(code, reason.as_bytes().to_vec()))
}

pub fn act(number: u32, tag: Tag) -> Act {
    let what = Step::Call(Call {
        op: "whoami".to_owned(),
        ..Call::default()
    });
    Act {
        number,
        step: number,
        tag,
        what,
    }
}

/// Control, probe, control; the probe must be `is`.
pub fn recipe(is: Is, level: Level) -> Recipe {
    Recipe::Steps(Steps {
        batches: 1,
        values: IndexMap::new(),
        before: vec![act(1, Tag::Control), act(2, Tag::ControlRefused)],
        inner: vec![act(3, Tag::Probe("p".to_owned()))],
        after: vec![act(4, Tag::Setup), act(5, Tag::Control)],
        expect: vec![Expected {
            number: 1,
            probes: vec!["p".to_owned()],
            predicate: Predicate::Is(is),
            level,
        }],
    })
}

pub fn seen(act: &Act, outcome: Outcome) -> Observation {
    Observation {
        act: act.number,
        tag: act.tag.clone(),
        outcome,
        facts: Vec::new(),
        features: IndexMap::new(),
        counts: IndexMap::new(),
        attempts: None,
        deliveries: None,
        notices: Vec::new(),
        evidence: Evidence::default(),
    }
}

pub fn accepted() -> Outcome {
    Outcome::Accepted(Clean::words("proof"))
}

pub fn refused(declared: &[Class]) -> Outcome {
    Outcome::Refused {
        manner: Manner::Status(401),
        declared: declared.to_vec(),
    }
}

pub fn broken() -> Outcome {
    Outcome::Broken(Manner::Status(500))
}

pub fn unclear() -> Outcome {
    Outcome::Unclear(Clean::words("silence"))
}

/// A release of which so many lanes met.
pub fn together(overlap: u32) -> model::release::Release {
    model::release::Release {
        held: model::release::Held::EndOfHead,
        lanes: 20,
        acknowledged: true,
        segments: None,
        spread_ns: 100_000,
        overlap,
        closest_ns: Some(1_000),
        early: 0,
    }
}
