//! What attempts were told of a limit: lies, silence where something is declared, and what nobody can say.

use crate::support::{accepted, recipe, refused, seen};
use gateproof_judge::build;
use model::clean::Clean;
use model::contract::Limit;
use model::experiment::Next;
use model::many::{Attempt, AttemptKind, Attempts};
use model::metadata::{Level, Severity};
use model::observation::{Evidence, Manner, Outcome};
use model::plan::{Expected, LimitRule, Predicate, Recipe};
use model::refusal::Class;
use model::step::Shape;
use model::told::{Dialect, Quota, Told};
use model::verdict::{Kind, Verdict};
use proptest::prelude::*;
use serde_json::json;

const MS: u64 = 1_000;
const SECOND: u64 = 1_000 * MS;

/// Three in ten seconds, and more of it as `name=value`.
fn limit(more: &str) -> Limit {
    let mut limit =
        json!({"requests": 3, "per": "10s", "key": "user", "covers": ["hit"], "window": "sliding"});
    for pair in more.split_whitespace() {
        let (name, value) = pair.split_once('=').unwrap();
        limit[name] = match name {
            "tells" => json!(value.split(',').collect::<Vec<_>>()),
            _ => json!(value),
        };
    }
    serde_json::from_value(limit).unwrap()
}

/// What is told, as `w5` (Retry-After), `r2` (remaining of three, in `RateLimit`), `x2` (in `X-RateLimit`),
/// `t7` (reset of the last), `l6` (limit of the last), `?` (unreadable).
fn told(text: &str) -> Option<Box<Told>> {
    let mut told = Told::default();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let number = part[1..].parse().unwrap_or_default();
        let quota = |remaining| Quota {
            limit: Some(3),
            remaining: Some(remaining),
            ..Quota::default()
        };
        match &part[..1] {
            "w" => told.retry_after = Some(number),
            "r" => told.quotas.push((Dialect::RateLimit, quota(number))),
            "x" => told.quotas.push((Dialect::XRateLimit, quota(number))),
            "t" => told.quotas.last_mut().unwrap().1.reset = Some(number),
            "l" => told.quotas.last_mut().unwrap().1.limit = Some(number),
            _ => told.unread = Some(Clean::words("`Retry-After: soon` tells no number")),
        }
    }
    (!told.is_empty()).then(|| Box::new(told))
}

/// Attempts as `a:TOLD`, `l:TOLD` or `f:TOLD` (failed), a number of seconds between them.
fn attempts(text: &str) -> Attempts {
    let mut attempts = Attempts::default();
    let mut at_us = 0;
    for word in text.split_whitespace() {
        if let Ok(seconds) = word.parse::<u64>() {
            at_us += seconds * SECOND;
            continue;
        }
        let (letter, said) = word.split_once(':').unwrap();
        let outcome = match letter {
            "a" => accepted(),
            "l" => Outcome::Refused {
                manner: Manner::Status(429),
                declared: vec![Class::Limited],
            },
            _ => refused(&[Class::Unauthenticated]),
        };
        let kind = attempts.kinds.len();
        attempts.kinds.push(AttemptKind {
            outcome,
            count: 1,
            first: kind as u64 + 1,
            evidence: Evidence::default(),
            away: false,
        });
        attempts.each.push(Attempt {
            at_us,
            took_us: MS,
            kind,
            lane: None,
            told: told(said),
        });
        at_us += MS;
    }
    attempts
}

fn judged(rule: LimitRule, attempts: Attempts) -> Verdict {
    let Recipe::Steps(mut steps) = recipe(model::expectation::Is::Quiet, Level::Must);
    steps.expect = vec![Expected {
        number: 1,
        probes: vec!["p".to_owned()],
        predicate: Predicate::LimitTold(Box::new(rule)),
        level: Level::Contract,
    }];
    let mut experiment = build(&Recipe::Steps(steps), Severity::High);
    let mut shown = Vec::new();
    loop {
        match experiment.next(&shown) {
            Next::Done(verdict) => return verdict,
            Next::Do(batch) => {
                let act = &batch.acts()[0];
                let outcome = match act.number {
                    2 => refused(&[Class::Unauthenticated]),
                    _ => accepted(),
                };
                let mut observation = seen(act, outcome);
                if act.number == 3 {
                    observation.attempts = Some(Box::new(attempts.clone()));
                }
                shown = vec![observation];
            }
        }
    }
}

fn rule(limit: Limit, shape: Shape) -> LimitRule {
    LimitRule {
        limit,
        shape,
        beside: Vec::new(),
    }
}

#[test]
fn what_is_told_is_true_or_a_lie() {
    use Shape::{AtOnce, Over, Recovery};
    for (more, shape, text, wanted) in [
        ("", Over, "a:r2 a:r1 a:r0 l:r0,w10", "passed"),
        ("", Over, "a: a: a: l:w9", "passed"),
        ("", Over, "a: a: a: l:", "no answer tells of the limit"),
        ("", Over, "a:r2 a:r1 a:r0", "nothing was refused"),
        (
            "tells=retry-after",
            Over,
            "a: a: a: l:",
            "`Retry-After` is declared, and is not there",
        ),
        (
            "tells=rate-limit,retry-after",
            Over,
            "a:r2 a:r1 a: l:w9",
            "attempt 3 of 4 was told nothing: `RateLimit` is declared",
        ),
        (
            "",
            Over,
            "a: a: a: l:?",
            "`Retry-After: soon` tells no number",
        ),
        // Too short and too long.
        (
            "",
            Over,
            "a: a: a: l:w5",
            "Retry-After is 5 s, and nothing is free before 10 s",
        ),
        (
            "",
            Over,
            "a: a: a: l:r0,t5",
            "the reset of RateLimit is 5 s, and nothing is free before 10 s",
        ),
        (
            "",
            Over,
            "a: a: a: l:w13",
            "Retry-After is 13 s, and the whole window is 10s",
        ),
        (
            "",
            Over,
            "a:r2,t99 a:r1 a:r0 l:r0",
            "the reset of RateLimit is 99 s, and the whole window is 10s",
        ),
        // Of a fixed window nobody knows when it began.
        ("window=fixed", Over, "a: a: a: l:w1", "passed"),
        (
            "window=fixed",
            Recovery,
            "a: a: a: l:w2 4 l:w1",
            "Retry-After is 2 s, and attempt 5 was refused after that",
        ),
        (
            "window=fixed",
            Recovery,
            "a: a: a: l:w9 3 a:",
            "Retry-After is 9 s, and attempt 5 passed after 3 s",
        ),
        ("window=fixed", Recovery, "a: a: a: l:w9 8 a:", "passed"),
        ("", Recovery, "a: a: a: l:w10 8 l:w2 4 a:", "passed"),
        // What remains.
        ("", Over, "a:r3 a:r2 a:r1 l:r0", "passed"),
        (
            "",
            Over,
            "a:r3 a:r3 a:r3 l:r0",
            "RateLimit says that 3 remain, and 2 of 3 were counted",
        ),
        (
            "",
            Over,
            "a:x3 a:x3 a:x3 l:x0",
            "X-RateLimit says that 3 remain, and 2 of 3 were counted",
        ),
        (
            "",
            Over,
            "a:r2 a:r0 a:r0 l:r0",
            "RateLimit says that 0 remain, and 2 of 3 were counted",
        ),
        (
            "",
            Over,
            "a:r2 a:r1 a:r0 l:r1",
            "RateLimit says that 1 remain, and it refuses",
        ),
        ("", AtOnce, "a:r0 a:r2 a:r1 l:r0", "passed"),
        (
            "counts=failed",
            Over,
            "a:r3 f:r2 f:r1 f:r0 l:r0,w10",
            "passed",
        ),
        (
            "counts=failed",
            Over,
            "f:r3 f:r3 f:r3 l:r0",
            "RateLimit says that 3 remain, and 2 of 3 were counted",
        ),
        // A fixed window may begin anew in the middle.
        (
            "window=fixed",
            Over,
            "a:r0 a:r2 a:r1 l:r0",
            "RateLimit says that 0 remain, and 1 of 3 were counted",
        ),
        (
            "window=fixed",
            Over,
            "a:r2 a:r1 a:r2 a:r1 a:r0 l:r0",
            "passed",
        ),
        (
            "window=bucket",
            Over,
            "a:r2 4 a:r2 a:r1 a:r0 l:r0",
            "passed",
        ),
        // Another limit.
        (
            "",
            Over,
            "a:r2,l6 a:r1,l6 a:r0,l6 l:r0,l6",
            "RateLimit tells of a limit of 6, and 3 in 10s are declared",
        ),
    ] {
        let verdict = judged(rule(limit(more), shape), attempts(text));
        let said = match verdict.kind {
            Kind::Pass => "passed",
            _ => verdict.reason.as_str(),
        };
        assert!(said.contains(wanted), "{more} {shape:?} {text}: {said}");
        let unclear = ["no answer tells of the limit", "nothing was refused"];
        let lied = wanted != "passed" && !unclear.contains(&wanted);
        assert_eq!(verdict.kind == Kind::Fail, lied, "{text}: {said}");
    }
}

#[test]
fn another_declared_limit_may_be_told_of_as_well() {
    let mut both = rule(limit("tells=rate-limit"), Shape::Over);
    both.beside = vec![limit("")];
    both.beside[0].requests = 6;
    let text = "a:r5,l6,r2 a:r4,l6,r1 a:r3,l6,r0 l:r3,l6,r0";
    assert_eq!(judged(both.clone(), attempts(text)).kind, Kind::Pass);
    let alone = "a:r5,l6 a:r4,l6 a:r3,l6 l:r3,l6";
    assert_eq!(judged(both, attempts(alone)).kind, Kind::Pass);
}

#[test]
fn requests_of_others_may_have_used_up_some() {
    let spent = Attempts {
        spent: 2,
        ..attempts("a:r0 l:r0,w3")
    };
    assert_eq!(judged(rule(limit(""), Shape::Over), spent).kind, Kind::Pass);
}

proptest! {
    /// A server that counts rightly and tells what it counts never lies, however long its answers take.
    #[test]
    fn a_right_server_is_no_liar(
        gaps in prop::collection::vec((0u64..4_000, 1u64..900, 0u64..100), 1..40),
        fixed in any::<bool>(),
        down in any::<bool>(),
    ) {
        let window = if fixed { "fixed" } else { "sliding" };
        let limit = limit(&format!("window={window} counts=served tells=retry-after,rate-limit"));
        let per = 10 * SECOND;
        let mut counted = Vec::<u64>::new();
        let mut all = Attempts { kinds: attempts("a: l:").kinds, ..Attempts::default() };
        let mut at = 0;
        for (gap, took, within) in gaps {
            at += gap * MS;
            let now = at + took * MS * within / 100;
            match fixed {
                true if counted.first().is_some_and(|first| first + per <= now) => counted.clear(),
                true => {}
                false => counted.retain(|then| then + per > now),
            }
            let passes = counted.len() < 3;
            if passes {
                counted.push(now);
            }
            let wait = counted[0] + per - now;
            // Half of those that compute seconds round down.
            let wait = if down { wait / SECOND } else { wait.div_ceil(SECOND) };
            let quota = Quota {
                limit: Some(3),
                window: Some(10),
                remaining: Some(3 - counted.len() as u64),
                reset: Some(wait),
            };
            all.each.push(Attempt {
                at_us: at,
                took_us: took * MS,
                kind: usize::from(!passes),
                lane: None,
                told: Some(Box::new(Told {
                    retry_after: (!passes).then_some(wait),
                    quotas: vec![(Dialect::RateLimit, quota)],
                    unread: None,
                })),
            });
            at += took * MS;
        }
        let verdict = judged(rule(limit, Shape::Over), all);
        prop_assert!(verdict.kind != Kind::Fail, "{}", verdict.reason);
    }
}
