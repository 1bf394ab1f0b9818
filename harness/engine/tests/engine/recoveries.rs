//! Limits that end when they say so, or lie.

use std::time::Duration;

use crate::support::files::scenario;
use crate::support::http::Asked;
use crate::support::limiter::{Counting, limited, telling};
use crate::support::stage::{Played, Stage};
use model::verdict::Kind;

const MINUTE: Duration = Duration::from_secs(60);

type Tell = fn(usize, Option<Duration>) -> String;

fn nothing(_: usize, _: Option<Duration>) -> String {
    String::new()
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

fn truth(left: usize, wait: Option<Duration>) -> String {
    let retry = wait.map(|wait| format!("Retry-After: {}\r\n", seconds(wait)));
    format!(
        "X-RateLimit-Limit: 3\r\nX-RateLimit-Remaining: {left}\r\n{}",
        retry.unwrap_or_default()
    )
}

fn too_soon(_: usize, wait: Option<Duration>) -> String {
    let retry = wait.map(|wait| format!("Retry-After: {}\r\n", seconds(wait) / 4));
    retry.unwrap_or_default()
}

/// A burst that sees a limit end which three requests in this time use up, judged in this way.
async fn met(
    (per, counting): (Duration, Counting),
    declared: &str,
    tell: Tell,
    is: &str,
) -> Played {
    let by_path = |asked: &Asked, _: &str| asked.path().to_owned();
    let address = telling((3, per, counting), by_path, tell).await;
    let steps =
        "call: { op: free, control: both }\nburst: { limit: hits, shape: recovery, probe: met }";
    let expect = format!("{{ probe: met, is: {is}, level: contract }}");
    let target = limited(&address, declared);
    Stage::new(target, scenario(steps, &expect)).play().await
}

#[tokio::test]
async fn a_limit_is_seen_to_end_as_declared() {
    for tell in [nothing as Tell, truth] {
        for (counting, window) in [(Counting::Sliding, "sliding"), (Counting::Fixed, "fixed")] {
            let declared =
                format!("requests: 3, per: 60s, key: user, counts: served, window: {window}");
            let played = met((MINUTE, counting), &declared, tell, "limit-holds").await;
            played.is(Kind::Pass, "");
            let attempts = played.probe("met").attempts.unwrap();
            // Used up, refused just before the end as often as is allowed, served after it.
            let seen: Vec<(u64, usize)> = attempts
                .each
                .iter()
                .map(|it| (it.at_us / 1_000_000, it.kind))
                .collect();
            assert_eq!(seen.len(), 8, "{seen:?}");
            let pressing = |it: &(u64, usize)| (57..=59).contains(&it.0) && it.1 == 1;
            assert!(seen[4..7].iter().all(pressing), "{seen:?}");
            assert!((60..=64).contains(&seen[7].0) && seen[7].1 == 0, "{seen:?}");
        }
    }
}

#[tokio::test]
async fn a_limit_that_ends_at_another_time_fails() {
    let declared = "requests: 3, per: 60s, key: user, counts: served, window: sliding";
    for (per, reason) in [
        (MINUTE / 2, "4 of 5 attempts came through, 4 of them within"),
        (MINUTE * 3, "where 3 are allowed"),
    ] {
        let played = met((per, Counting::Sliding), declared, nothing, "limit-holds").await;
        played.is(Kind::Fail, reason);
    }
}

#[tokio::test]
async fn what_is_told_is_held_against_what_comes() {
    let declared = |tells: &str| {
        format!("requests: 3, per: 60s, key: user, counts: served, window: fixed, tells: [{tells}]")
    };
    let fixed = (MINUTE, Counting::Fixed);
    let all = declared("retry-after, x-rate-limit");
    met(fixed, &all, truth, "limit-told")
        .await
        .is(Kind::Pass, "");
    met(fixed, &all, nothing, "limit-told")
        .await
        .is(Kind::Fail, "`X-RateLimit` is declared, and is not there");
    met(fixed, &declared("retry-after"), too_soon, "limit-told")
        .await
        .is(Kind::Fail, "was refused after that");
}

#[tokio::test]
async fn a_short_window_is_waited_for_and_a_long_one_only_where_that_is_wanted() {
    let short = Duration::from_millis(600);
    let declared = "requests: 3, per: 600ms, key: user, counts: served, window: sliding";
    let played = met((short, Counting::Sliding), declared, nothing, "limit-holds").await;
    played.is(Kind::Pass, "");
    let by_path = |asked: &Asked, _: &str| asked.path().to_owned();
    let address = telling((3, MINUTE, Counting::Sliding), by_path, nothing).await;
    let target = limited(&address, "requests: 3, per: 60s, key: user");
    let target = target.replace("moves: [limits]", "moves: [tokens]");
    let steps =
        "call: { op: free, control: both }\nburst: { limit: hits, shape: recovery, probe: met }";
    let expect = "{ probe: met, is: limit-holds, level: contract }";
    let played = Stage::new(target, scenario(steps, expect)).play().await;
    played.is(Kind::Skipped, "the end of a window of 1m takes real time");
}
