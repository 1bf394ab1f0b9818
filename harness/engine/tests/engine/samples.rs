//! Samples: two classes of one step, timed in pairs until the judge has seen enough.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use crate::support::workspace::Workspace;
use model::timed::Shown;
use model::verdict::{Harm, Kind};

/// In which way a name that nobody has is answered.
#[derive(Clone, Copy)]
enum Unknown {
    Alike,
    /// This much later.
    Later(Duration),
    Otherwise,
    /// By what is no HTTP.
    Garbled,
}

const OPERATIONS: &str = r#"
  enter: { post: /enter, inputs: { name: none }, json: { name: "${name}" }, proof: { status: 200 } }
"#;
const SAMPLE: &str = r#"call: { op: whoami, control: both }
    sample: { classes: { known: { do: { call: { op: enter, with: { name: alice } } } }, unknown: { do: { call: { op: enter, with: { name: nobody-of-that-name } } } } }, probe: times }"#;
const UNIFORM: &str = "{ probe: times, is: uniform, level: must }";

async fn play(unknown: Unknown, contract: &str) -> (Played, HashSet<usize>) {
    let lengths: Arc<Mutex<HashSet<usize>>> = Arc::default();
    let seen = Arc::clone(&lengths);
    let address = answering(move |asked: &Asked| match asked.path() {
        "/me" if asked.carries(TOKEN) => ok(r#"{"user":"alice"}"#),
        "/enter" => {
            seen.lock()
                .unwrap()
                .insert(asked.line.len() + asked.headers.len() + asked.body.len());
            match unknown {
                _ if asked.body.contains("alice") => no(),
                Unknown::Alike => no(),
                Unknown::Later(time) => {
                    std::thread::sleep(time);
                    no()
                }
                Unknown::Otherwise => says("404 Not Found", "", ""),
                Unknown::Garbled => "what\r\n\r\n".to_owned(),
            }
        }
        _ => says("404 Not Found", "", ""),
    })
    .await;
    let target = target(&address, OPERATIONS, contract);
    let stage = Stage::new(target, scenario(SAMPLE, UNIFORM)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    let lengths = lengths.lock().unwrap().clone();
    (played, lengths)
}

/// Wide enough for any machine.
const MARGIN: &str = "  timing: { margin-us: 3000 }";

#[tokio::test(flavor = "multi_thread")]
async fn classes_that_take_the_same_time_are_uniform_by_figures() {
    let (played, lengths) = play(Unknown::Alike, MARGIN).await;
    played.is(
        Kind::Pass,
        "all expectations hold, and so do the controls: within 3.0 ms after",
    );
    let sampled = played.probe("times").attempts.unwrap().sampled.unwrap();
    assert_eq!(sampled.classes, ["known", "unknown"]);
    assert_eq!(sampled.reading.shown, Shown::Uniform);
    let controls = sampled.pairs.iter().filter(|pair| pair.control).count() as u64;
    assert!(controls > 0 && sampled.reading.controls == controls);
    assert_eq!(sampled.reading.pairs + controls, sampled.pairs.len() as u64);
    let b_first = sampled.pairs.iter().filter(|pair| pair.b_first).count();
    assert!(b_first > 0 && b_first < sampled.pairs.len());
    let answers: u64 = sampled.outcomes.iter().map(|it| it.count).sum();
    assert!(answers >= 2 * sampled.pairs.len() as u64);
    // All requests have one length.
    assert_eq!(lengths.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_that_takes_longer_is_a_leak() {
    let (played, _) = play(Unknown::Later(Duration::from_millis(12)), MARGIN).await;
    played.is(Kind::Fail, "the times differ by more than 3.0 ms");
    assert_eq!(played.verdict().breaches[0].harm, Harm::Hole);
    let sampled = played.probe("times").attempts.unwrap().sampled.unwrap();
    assert_eq!((sampled.reading.shown, sampled.lost), (Shown::Leak, 0));
    // A pair that is mostly waited for is not sent alone.
    assert!(sampled.lanes >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_differ_need_no_clock_and_lost_ones_decide_nothing() {
    let (played, _) = play(Unknown::Otherwise, MARGIN).await;
    played.is(
        Kind::Fail,
        "no clock is needed: `known` is refused: HTTP 401",
    );
    let (played, _) = play(Unknown::Garbled, MARGIN).await;
    played.is(Kind::Inconclusive, "pairs had no whole answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_let_too_few_through_are_told_before_anything_is_sent() {
    let limit = "  limits: { enter: { requests: 100, per: 15m, key: user, covers: [enter] } }";
    let (played, lengths) = play(Unknown::Alike, limit).await;
    played.is(
        Kind::Skipped,
        "the limits of the target let 49 pairs through",
    );
    assert!(lengths.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_2_both_requests_of_a_pair_leave_at_once() {
    let check = include_str!("../../../../scenarios/catalogue/timing/signature.yaml");
    for (defects, kind) in [
        (&[][..], Kind::Pass),
        (&["signature-compared-in-turn"], Kind::Fail),
    ] {
        let server = Workspace::start(defects).await;
        let target = server.target();
        let (before, after) = target.split_once("app: { http").unwrap();
        let target = format!("{before}app: {{ protocol: h2, http{after}");
        let played = server.stage(target, check.to_owned()).play().await;
        played.is(kind, "");
        let sampled = played.probe("times").attempts.unwrap().sampled.unwrap();
        assert!(sampled.together && sampled.lost == 0);
    }
}
