//! Limits against the times of attempts: holes, refusals that came too early, and what cannot be said.

use crate::support::{accepted, broken, recipe, refused, seen, together, unclear};
use gateproof_judge::{build, burst};
use model::clean::Clean;
use model::contract::Limit;
use model::experiment::Next;
use model::many::{Attempt, AttemptKind, Attempts};
use model::metadata::{Level, Severity};
use model::observation::{Evidence, Manner, Outcome};
use model::plan::{Expected, LimitRule, Predicate, Recipe};
use model::refusal::Class;
use model::step::{Burst, Shape};
use model::verdict::{Harm, Kind, Verdict};
use proptest::prelude::*;
use serde_json::json;

const MS: u64 = 1_000;

/// Three in ten seconds, unless more is said.
fn limit(more: &str) -> Limit {
    let mut limit = json!({"requests": 3, "per": "10s", "key": "user", "covers": ["hit"]});
    for pair in more.split_whitespace() {
        let (name, value) = pair.split_once('=').unwrap();
        limit[name] = json!(value);
    }
    serde_json::from_value(limit).unwrap()
}

/// `a` was accepted, `l` limited, `f` refused by somebody else, `o` refused otherwise, `b` broken, `u`
/// unclear; a digit lets so many seconds pass.
fn attempts(told: &str) -> Attempts {
    let mut attempts = Attempts::default();
    let mut at_us = 0;
    for letter in told.chars() {
        let outcome = match letter {
            'a' => accepted(),
            'l' => Outcome::Refused {
                manner: Manner::Status(429),
                declared: vec![Class::Limited],
            },
            'f' => refused(&[Class::Unauthenticated]),
            'o' => refused(&[]),
            'b' => broken(),
            'u' => unclear(),
            digit => {
                at_us += u64::from(digit.to_digit(10).unwrap()) * 1_000 * MS;
                continue;
            }
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
            told: None,
        });
        at_us += MS;
    }
    attempts.release = Some(Box::new(together(20)));
    attempts
}

fn judged(limit: &Limit, shape: Shape, attempts: Attempts) -> Verdict {
    let Recipe::Steps(mut steps) = recipe(model::expectation::Is::Quiet, Level::Must);
    steps.expect = vec![Expected {
        number: 1,
        probes: vec!["p".to_owned()],
        predicate: Predicate::LimitHolds(Box::new(LimitRule {
            limit: limit.clone(),
            shape,
            beside: Vec::new(),
        })),
        level: Level::Contract,
    }];
    let mut experiment = build(&Recipe::Steps(steps), Severity::High);
    let mut shown = Vec::new();
    loop {
        match experiment.next(&shown) {
            Next::Done(verdict) => return verdict,
            Next::Do(batch) => {
                let act = &batch.acts()[0];
                let mut observation = seen(
                    act,
                    match act.number {
                        2 => refused(&[Class::Unauthenticated]),
                        _ => accepted(),
                    },
                );
                if act.number == 3 {
                    observation.outcome = Outcome::Unclear(Clean::words("many"));
                    observation.attempts = Some(Box::new(attempts.clone()));
                }
                shown = vec![observation];
            }
        }
    }
}

/// The verdict in a word: `holds`, a harm, or `unclear`.
fn word(more: &str, shape: Shape, told: &str, spent: u64) -> &'static str {
    let attempts = Attempts {
        spent,
        ..attempts(told)
    };
    let verdict = judged(&limit(more), shape, attempts);
    match (
        verdict.kind,
        verdict.breaches.first().map(|breach| breach.harm),
    ) {
        (Kind::Pass, _) => "holds",
        (Kind::Fail, Some(Harm::Hole)) => "hole",
        (Kind::Fail, Some(Harm::Shut)) => "shut",
        (Kind::Fail, Some(Harm::Otherwise)) => "otherwise",
        (Kind::Fail, Some(Harm::Broken)) => "broken",
        _ => "unclear",
    }
}

#[test]
fn a_limit_is_held_or_broken_by_its_window() {
    use Shape::{AtOnce, Edge, Fill, Over, Recovery};
    for (more, shape, told, spent, wanted) in [
        ("", Fill, "aaa", 0, "holds"),
        ("", Fill, "aal", 0, "shut"),
        ("", Over, "aaal", 0, "holds"),
        ("", Over, "aaaa", 0, "hole"),
        ("", Over, "aall", 0, "shut"),
        ("", AtOnce, "alalal", 0, "shut"),
        ("", AtOnce, "aaalll", 0, "holds"),
        ("", AtOnce, "llaaal", 0, "shut"),
        // A refusal before its turn is one, whenever the others came.
        ("", Over, "laaa", 0, "shut"),
        ("", Over, "aaao", 0, "otherwise"),
        ("", Over, "aaab", 0, "broken"),
        ("", Over, "aaau", 0, "unclear"),
        // What others asked before may have counted.
        ("", Over, "aall", 1, "holds"),
        ("", Over, "llll", 3, "unclear"),
        ("window=sliding", Over, "aaaa", 1, "hole"),
        // A window that earlier requests began may end in the middle.
        ("", Over, "aaaa", 1, "unclear"),
        // Longer than the window: nothing shows that it was met.
        ("", Over, "a5a5a5a", 0, "unclear"),
        ("window=sliding", Over, "a9aal", 0, "holds"),
        ("window=sliding", Over, "a9aaal", 0, "hole"),
        // A bucket fills up meanwhile: three seconds and a bit for each.
        ("window=bucket", Over, "aaa4al", 0, "holds"),
        ("window=bucket", Over, "aaa3al", 0, "hole"),
        ("window=bucket", Over, "aaa4aa", 0, "hole"),
        // Which requests count.
        ("", Over, "aaa8lll4l", 0, "holds"),
        ("counts=served", Over, "aaa8lll4l", 0, "shut"),
        ("counts=failed", Over, "fffl", 0, "holds"),
        ("counts=failed", Over, "ffff", 0, "hole"),
        ("counts=failed", Over, "aafl", 0, "shut"),
        // One, the rest just before the end of its window, as many just after.
        ("window=sliding", Edge, "a9aa1all", 0, "holds"),
        ("window=sliding", Edge, "a9aa1aaa", 0, "hole"),
        ("", Edge, "a9aa1aaa", 0, "holds"),
        ("", Edge, "aaaaaa", 0, "unclear"),
        // Used up, just before the end, after it.
        ("window=sliding", Recovery, "aaal9l2a", 0, "holds"),
        ("window=sliding", Recovery, "aaal9a", 0, "hole"),
        ("", Recovery, "aaal5a", 0, "holds"),
        (
            "window=sliding counts=served",
            Recovery,
            "aaal9l2l",
            0,
            "shut",
        ),
        (
            "window=sliding counts=served",
            Recovery,
            "aaal4l",
            0,
            "unclear",
        ),
        ("", Recovery, "aaaa", 0, "hole"),
    ] {
        assert_eq!(
            word(more, shape, told, spent),
            wanted,
            "{more} {shape:?} {told} {spent}"
        );
    }
}

#[test]
fn what_follows_a_burst_needs_the_rest_of_the_window() {
    let rule = |shape| LimitRule {
        limit: limit("window=sliding"),
        shape,
        beside: Vec::new(),
    };
    let step: Burst = serde_json::from_value(json!({"limit": "hits"})).unwrap();
    for (shape, told, worked) in [
        (Shape::Over, "a3aal", true),
        (Shape::Over, "a4aal", false),
        (Shape::Over, "aaaa", false),
        (Shape::Fill, "a4aa", true),
    ] {
        let outcome = burst(&step, Some(&rule(shape)), &attempts(told));
        assert_eq!(matches!(outcome, Outcome::Accepted(_)), worked, "{told}");
    }
}

proptest! {
    /// A server that counts rightly is never found to have a hole, however long its answers take and
    /// whenever within them it decides.
    #[test]
    fn a_right_server_has_no_hole(
        gaps in proptest::collection::vec((0u64..4_000, 1u64..900, 0u64..100), 1..40),
        window in prop::sample::select(vec!["sliding", "bucket"]),
    ) {
        let limit = limit(&format!("window={window}"));
        let per = 10_000 * MS;
        let (mut decided, mut tokens, mut last) = (Vec::<u64>::new(), 3.0f64, 0u64);
        let mut told = Attempts {
            kinds: attempts("al").kinds,
            ..Attempts::default()
        };
        let mut at = 0;
        for (gap, took, within) in gaps {
            at += gap * MS;
            let now = at + took * MS * within / 100;
            let passes = match window {
                "sliding" => {
                    decided.retain(|then| then + per > now);
                    decided.len() < 3
                }
                _ => {
                    tokens = (tokens + 3.0 * (now - last) as f64 / per as f64).min(3.0);
                    tokens >= 1.0
                }
            };
            last = now;
            if passes {
                decided.push(now);
                tokens -= 1.0;
            }
            told.each.push(Attempt { at_us: at, took_us: took * MS, kind: usize::from(!passes), lane: None, told: None });
            at += took * MS;
        }
        let verdict = judged(&limit, Shape::Over, told);
        let holes = verdict.breaches.iter().filter(|breach| breach.harm == Harm::Hole);
        prop_assert_eq!(holes.count(), 0, "{}", verdict.reason);
        let shut = verdict.breaches.iter().filter(|breach| breach.harm == Harm::Shut);
        // It counts fewer than are declared, and so refuses none too early.
        prop_assert_eq!(shut.count(), 0, "{}", verdict.reason);
    }
}

#[test]
fn what_holds_all_at_once_holds_only_where_the_requests_met() {
    let with = |overlap| {
        let release = Some(Box::new(together(overlap)));
        let attempts = Attempts {
            release,
            ..attempts("aaalll")
        };
        judged(&limit(""), Shape::AtOnce, attempts).kind
    };
    assert_eq!(with(20), Kind::Pass);
    assert_eq!(with(1), Kind::Inconclusive);
}
