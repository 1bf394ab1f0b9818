//! Bursts, and limits that hold or do not.

use std::time::Duration;

use crate::support::files::scenario;
use crate::support::http::Asked;
use crate::support::limiter::{Counting, limited, limiter};
use crate::support::stage::{Played, Stage};
use futures_util::future::join_all;
use model::observation::Outcome;
use model::verdict::{Harm, Kind};

const MINUTE: Duration = Duration::from_secs(60);
const FREE: &str = "call: { op: free, control: both }";
const HOLDS: &str = "{ probe: met, is: limit-holds, level: contract }";

fn by_path(asked: &Asked, _: &str) -> String {
    asked.path().to_owned()
}

async fn play(target: String, steps: &str, expect: &str) -> Played {
    Stage::new(target, scenario(steps, expect)).play().await
}

/// A burst of this shape against a limit of three in a minute, declared like this.
async fn met(server: (usize, Duration, Counting), limit: &str, shape: &str) -> Played {
    let address = limiter(server, by_path).await;
    let steps = format!("{FREE}\nburst: {{ limit: hits, shape: {shape}, probe: met }}");
    play(limited(&address, limit), &steps, HOLDS).await
}

const THREE: &str = "requests: 3, per: 60s, key: user";

#[tokio::test]
async fn a_limit_that_holds_passes_in_each_shape() {
    for shape in ["fill", "over", "at-once"] {
        for window in ["fixed", "sliding", "bucket", "since-last"] {
            let limit = format!("{THREE}, window: {window}");
            let played = met((3, MINUTE, Counting::Sliding), &limit, shape).await;
            played.is(Kind::Pass, "");
        }
    }
}

#[tokio::test]
async fn one_too_many_is_a_hole_and_one_too_few_is_shut() {
    let played = met((4, MINUTE, Counting::Sliding), THREE, "over").await;
    played.is(Kind::Fail, "4 of 4 attempts came through, 4 of them within");
    assert_eq!(played.verdict().breaches[0].harm, Harm::Hole);
    let seen = played.probe("met");
    assert_eq!(seen.counts["accepted"], 4);
    assert_eq!(seen.attempts.unwrap().each.len(), 4);

    for shape in ["fill", "over", "at-once"] {
        let played = met((2, MINUTE, Counting::Sliding), THREE, shape).await;
        played.is(
            Kind::Fail,
            "was refused as limited after 2, where 3 are allowed",
        );
        assert_eq!(played.verdict().breaches[0].harm, Harm::Shut);
    }
}

#[tokio::test]
async fn a_count_that_is_taken_late_fails_at_once_and_only_then() {
    met((3, MINUTE, Counting::Late), THREE, "over")
        .await
        .is(Kind::Pass, "");
    met((3, MINUTE, Counting::Late), THREE, "at-once")
        .await
        .is(Kind::Fail, "came through");
}

#[tokio::test]
async fn the_edge_of_a_window_gives_twice_as_much_only_where_that_is_declared() {
    let window = Duration::from_millis(600);
    let limit = |window: &str| format!("requests: 3, per: 600ms, key: user, window: {window}");
    let (fixed, sliding) = (Counting::Fixed, Counting::Sliding);
    let all = [
        (fixed, "fixed", Kind::Pass),
        (sliding, "sliding", Kind::Pass),
        (fixed, "sliding", Kind::Fail),
        (fixed, "bucket", Kind::Fail),
    ];
    let all = all.map(|(server, declared, kind)| async move {
        let played = met((3, window, server), &limit(declared), "edge").await;
        played.is(kind, "");
    });
    join_all(all).await;
}

#[tokio::test]
async fn the_edge_of_a_long_window_is_met_by_the_targets_clock() {
    let limit = format!("{THREE}, window: sliding");
    for (server, kind) in [
        (Counting::Sliding, Kind::Pass),
        (Counting::Fixed, Kind::Fail),
    ] {
        let played = met((3, MINUTE, server), &limit, "edge").await;
        played.is(kind, "");
    }
    let address = limiter((3, MINUTE, Counting::Sliding), by_path).await;
    let target = limited(&address, &limit).replace("moves: [limits]", "moves: [tokens]");
    let steps = format!("{FREE}\nburst: {{ limit: hits, shape: edge, probe: met }}");
    play(target, &steps, HOLDS)
        .await
        .is(Kind::Skipped, "the end of a window of 1m takes real time");
}

#[tokio::test]
async fn what_earlier_steps_used_up_is_no_fault_of_the_limit() {
    let address = limiter((3, MINUTE, Counting::Sliding), by_path).await;
    let steps = "call: { op: hit, control: here }
        burst: { limit: hits, shape: over, probe: met }
        call: { op: hit, as: other, control: here }";
    let played = play(limited(&address, THREE), steps, HOLDS).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.probe("met").attempts.unwrap().spent, 1);
    let steps = "burst: { limit: hits, shape: fill, control: here }
        burst: { limit: hits, shape: over, probe: met }
        call: { op: hit, as: other, control: here }";
    let address = limiter((3, MINUTE, Counting::Sliding), by_path).await;
    play(limited(&address, THREE), steps, HOLDS)
        .await
        .is(Kind::Inconclusive, "3 earlier requests had used it up");
}

#[tokio::test]
async fn what_other_cases_used_up_is_over_once_the_clock_was_moved() {
    let address = limiter((3, MINUTE, Counting::Sliding), by_path).await;
    let steps = format!("{FREE}\nburst: {{ limit: hits, shape: over, probe: met }}");
    let text = scenario(&steps, HOLDS);
    for (moves, kind) in [("limits", Kind::Pass), ("tokens", Kind::Inconclusive)] {
        let target =
            limited(&address, THREE).replace("moves: [limits]", &format!("moves: [{moves}]"));
        let again = text.replace("id: a/b", "id: a/c");
        let played = Stage::new(target, text.clone()).play_all(&[&again]).await;
        let verdict = played.row("a/c");
        assert_eq!(verdict.kind, kind, "{}", verdict.reason);
    }
}

#[tokio::test]
async fn a_limit_by_user_follows_the_user_and_not_the_address() {
    let steps = "burst: { limit: hits, shape: over, from: a, probe: met }
        call: { op: hit, from: b, probe: elsewhere }
        call: { op: hit, as: other, from: a, probe: neighbour }
        call: { op: free, control: both }";
    let steps = format!("call: {{ op: free, control: here }}\n{steps}");
    let expect = format!(
        "{HOLDS}
        {{ probe: elsewhere, is: {{ refused: limited }}, level: contract }}
        {{ probe: neighbour, is: {{ not-refused: limited }}, level: contract }}"
    );
    let address = limiter((3, MINUTE, Counting::Sliding), by_path).await;
    play(limited(&address, THREE), &steps, &expect)
        .await
        .is(Kind::Pass, "");
    let by_address = |_: &Asked, peer: &str| peer.to_owned();
    let address = limiter((3, MINUTE, Counting::Sliding), by_address).await;
    let played = play(limited(&address, THREE), &steps, &expect).await;
    played.is(Kind::Fail, "elsewhere");
    assert_eq!(played.verdict().breaches.len(), 2);
}

#[tokio::test]
async fn an_address_comes_by_the_header_that_the_target_trusts() {
    let by_header = |asked: &Asked, _: &str| {
        let line = asked.headers.lines();
        let mut line = line.filter(|line| line.starts_with("X-Real-Ip: "));
        line.next().unwrap_or_default().to_owned()
    };
    let address = limiter((3, MINUTE, Counting::Sliding), by_header).await;
    let target = limited(&address, "requests: 3, per: 60s, key: address");
    let target = format!("{target}client-address: {{ trusted-header: X-Real-Ip }}\n");
    let steps = format!(
        "{FREE}
        burst: {{ limit: hits, shape: over, from: a, probe: met }}
        call: {{ op: hit, from: a, probe: again }}
        call: {{ op: hit, from: b, probe: elsewhere }}"
    );
    let expect = format!(
        "{HOLDS}
        {{ probe: again, is: {{ refused: limited }}, level: contract }}
        {{ probe: elsewhere, is: accepted, level: contract }}"
    );
    play(target, &steps, &expect).await.is(Kind::Pass, "");
}

#[tokio::test]
async fn each_attempt_of_a_burst_is_judged_and_counted() {
    let address = limiter((3, MINUTE, Counting::Sliding), by_path).await;
    let steps = format!("{FREE}\nburst: {{ do: {{ call: {{ op: hit }} }}, times: 5, probe: met }}");
    let expect = "{ probe: met, is: { not-refused: limited }, level: contract }";
    let played = play(limited(&address, THREE), &steps, expect).await;
    played.is(
        Kind::Fail,
        "attempt 4 of 5: refused: HTTP 429 (so were 2 in all)",
    );
    let seen = played.probe("met");
    assert_eq!((seen.counts["accepted"], seen.counts["refused"]), (3, 2));
    let kinds = seen.attempts.unwrap().kinds;
    assert_eq!(kinds[1].evidence.answer.as_ref().unwrap().status, 429);
    assert!(matches!(seen.outcome, Outcome::Refused { .. }));

    let steps = format!(
        "{FREE}\nburst: {{ do: {{ call: {{ op: hit }} }}, times: 9, until: {{ refused: true }}, probe: met }}"
    );
    let address = limiter((3, MINUTE, Counting::Sliding), by_path).await;
    let played = play(limited(&address, THREE), &steps, expect).await;
    assert_eq!(played.probe("met").attempts.unwrap().each.len(), 4);
    assert!(matches!(played.outcome("met"), Outcome::Accepted(_)));
}

#[tokio::test]
async fn sessions_of_a_burst_are_numbered() {
    let address = limiter((2, MINUTE, Counting::Sliding), by_path).await;
    let target = limited(&address, THREE);
    let steps = "burst: { do: { call: { op: hit, as: \"user/s*\" } }, times: 2, control: here }
        call: { op: hit, as: user/s1, probe: third }
        call: { op: hit, as: other, control: here }";
    let expect = "{ probe: third, is: { refused: limited }, level: contract }";
    play(target, steps, expect).await.is(Kind::Pass, "");
}
