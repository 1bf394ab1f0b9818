//! Time that passes: by the target's clock, by waiting, or not at all.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use crate::support::workspace::Workspace;
use model::event::What;
use model::observation::Outcome;
use model::verdict::{Harm, Kind};

const TOKENS: &str = r#"{"refresh":"refresh-token-number-"#;

/// How a service treats a refresh token that was used.
#[derive(Clone, Copy, PartialEq)]
enum Grace {
    /// It is good for so long.
    For(Duration),
    Forever,
}

struct Service {
    moved: Duration,
    used: Option<(Instant, Duration)>,
    seconds: Vec<String>,
}

/// A service with one refresh token, that may be used again within a time by its own clock.
async fn gracious(grace: Grace) -> String {
    let start = Instant::now();
    let state = Mutex::new(Service {
        moved: Duration::ZERO,
        used: None,
        seconds: Vec::new(),
    });
    let answer = move |asked: &Asked| {
        let mut state = state.lock().unwrap();
        let now = start.elapsed() + state.moved;
        match asked.path() {
            "/login" => ok(&format!("{TOKENS}1\"}}")),
            "/clock" => {
                let digits = asked.body.matches(char::is_numeric).collect::<String>();
                state.moved += Duration::from_secs(digits.parse().unwrap());
                state.seconds.push(digits);
                says("204 No Content", "", "")
            }
            "/moved" => ok(&format!("{:?}", state.seconds)),
            "/refresh" => {
                let (_, first) = *state.used.get_or_insert((start, now));
                match grace {
                    Grace::For(grace) if now - first > grace => no(),
                    _ => ok(&format!("{TOKENS}2\"}}")),
                }
            }
            _ => ok(r#"{"user":"alice"}"#),
        }
    };
    answering(answer).await
}

const OPERATIONS: &str = r#"  login: { post: /login, outputs: { refresh: { json: "$.refresh" } } }
  refresh: { post: /refresh, needs: [refresh], outputs: { refresh: { json: "$.refresh" } } }
  move-clock: { post: /clock, inputs: { duration: 0 }, json: { seconds: "${duration}" }, proof: { status: 204 } }"#;
const HOOKS: &str = "hooks: { clock: { op: move-clock, moves: [tokens] } }\ncontract:";

fn gracious_target(address: &str, contract: &str) -> String {
    let credential = "refresh: { from: login, places: [{ header: X-Refresh }] }, access:";
    target(address, OPERATIONS, contract)
        .replace("access: { places", &format!("{credential} {{ places"))
}

const STEPS: &str = r#"call: { op: login, capture: { first: refresh } }
    call: { op: whoami, control: both }
    call: { op: refresh, with: { refresh: "${first}" }, answer: discard, mark: lost }
    advance: { before: { contract: rotation.grace, since: lost } }
    call: { op: refresh, with: { refresh: "${first}" }, probe: retry }
    advance: { past: { contract: rotation.grace, since: lost } }
    call: { op: refresh, with: { refresh: "${first}" }, probe: late }"#;
const EXPECT: &str = "{ probe: retry, is: accepted, level: contract }
    { probe: late, is: { refused: unauthenticated }, level: contract }";

async fn by_clock(grace: Grace) -> Played {
    let address = gracious(grace).await;
    let contract = "  rotation: { mode: grace, grace: 30s }";
    let text = gracious_target(&address, contract).replace("contract:", HOOKS);
    let stage = Stage::new(text, scenario(STEPS, EXPECT)).secret("TOKEN", TOKEN);
    stage.play().await
}

#[tokio::test]
async fn a_window_of_the_contract_is_met_by_the_clock_of_the_target() {
    let played = by_clock(Grace::For(Duration::from_secs(30))).await;
    played.is(Kind::Pass, "");
    let asked = |act| played.act(act).evidence.request.unwrap().body.unwrap().text;
    assert_eq!(asked(4).as_str(), r#"{"seconds":27}"#);
    assert_eq!(asked(6).as_str(), r#"{"seconds":5}"#);
}

#[tokio::test]
async fn a_window_that_never_ends_and_one_that_is_not_there_are_seen() {
    let played = by_clock(Grace::Forever).await;
    played.is(Kind::Fail, "late: wanted refused as unauthenticated");
    assert_eq!(played.verdict().breaches[0].harm, Harm::Hole);

    let played = by_clock(Grace::For(Duration::ZERO)).await;
    played.is(Kind::Fail, "retry: wanted accepted");
    assert_eq!(played.verdict().breaches[0].harm, Harm::Shut);
}

#[tokio::test]
async fn without_a_clock_nobody_waits_unless_asked_to() {
    let address = gracious(Grace::For(Duration::from_millis(600))).await;
    let contract = "  rotation: { mode: grace, grace: 600ms }";
    let stage = || {
        let text = gracious_target(&address, contract);
        Stage::new(text, scenario(STEPS, EXPECT)).secret("TOKEN", TOKEN)
    };
    let played = stage().play().await;
    played.is(
        Kind::Skipped,
        "waiting to just before `contract.rotation.grace` (600ms) takes real time: the target declares no \
         clock that moves `tokens` (`hooks.clock`), and without `--slow` nobody waits",
    );

    // What is waited for does not count as time of the case.
    let played = stage()
        .slow()
        .deadline(Duration::from_millis(500))
        .play()
        .await;
    played.is(Kind::Pass, "");
    let waits = played.events.iter().filter_map(|event| match &event.what {
        What::Waiting { ms, what } => Some((*ms, what.to_string())),
        _ => None,
    });
    let waits: Vec<(u64, String)> = waits.collect();
    assert_eq!(waits.len(), 2);
    assert!((300..=500).contains(&waits[0].0), "{waits:?}");
    assert_eq!(waits[1].1, "waiting past `contract.rotation.grace` (600ms)");
}

#[tokio::test]
async fn an_instant_that_is_over_already_says_nothing() {
    let address = gracious(Grace::Forever).await;
    let contract = "  rotation: { mode: grace, grace: 60s }";
    let text = gracious_target(&address, contract).replace("contract:", HOOKS);
    let steps = STEPS.replace(
        "advance: { before",
        "advance: { by: 59s }\n advance: { before",
    );
    let stage = Stage::new(text, scenario(&steps, EXPECT)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(
        Kind::Inconclusive,
        "set-up did not work: step 5 (advance) was unclear: that instant is over",
    );
}

#[tokio::test]
async fn a_clock_that_does_not_move_says_nothing() {
    let address = gracious(Grace::Forever).await;
    let contract = "  rotation: { mode: grace, grace: 60s }";
    let text = gracious_target(&address, contract)
        .replace("contract:", HOOKS)
        .replace("post: /clock", "post: /moved");
    let stage = Stage::new(text, scenario(STEPS, EXPECT)).secret("TOKEN", TOKEN);
    stage.play().await.is(
        Kind::Inconclusive,
        "set-up did not work: step 4 (advance) was unclear",
    );
}

const TOKEN_EXPIRES: &str = "open: { op: socket, socket: mine }
    send: { op: ping, socket: mine, control: here }
    advance: { before: { expiry: mine } }
    send: { op: ping, socket: mine, probe: still-in }
    advance: { past: { expiry: mine } }
    await: { socket: mine, for: end, probe: ended }
    open: { op: socket, control: here }
    call: { op: whoami, control: here }";

#[tokio::test]
async fn a_socket_is_watched_around_the_expiry_of_its_token() {
    let server = Workspace::start(&[]).await;
    let expect = "{ probe: still-in, is: accepted, level: contract }
        { probe: ended, is: { ended: token-expired }, level: contract }";
    let played = server.play((TOKEN_EXPIRES, expect)).await;
    // The controls afterwards have a token of their own: the first has expired.
    played.is(Kind::Pass, "");
    // What gives sessions back at the end belongs to no act.
    let seen = played.seen();
    let logins = seen.iter().filter(|(implied, it)| *implied && it.act > 0);
    assert_eq!(logins.count(), 2, "{}", played.told());

    let server = Workspace::start(&["socket-outlives-expiry"]).await;
    let played = server.play((TOKEN_EXPIRES, expect)).await;
    played.is(
        Kind::Fail,
        "ended: wanted ended by token-expired, the socket stayed open",
    );
}

#[tokio::test]
async fn what_a_step_asked_for_is_not_fetched_again() {
    let server = Workspace::start(&[]).await;
    let steps = "call: { op: whoami, control: both, as: other }
        call: { op: login, mark: in, capture: { mine: access } }
        advance: { past: { contract: lifetimes.access, since: in } }
        call: { op: whoami, probe: late }
        call: { op: whoami, control: here, as: other }";
    let expect = "{ probe: late, is: { refused: unauthenticated }, level: must }";
    server.play((steps, expect)).await.is(Kind::Pass, "");
    // The next run learns from its tokens that the clock was moved before.
    // Forgeries are made by the clock that was moved: one that is not yet valid is not yet so.
    let steps = "call: { op: whoami, control: both }
        advance: { by: 2d }
        call: { op: whoami, credential: [{ is: { forge: not-yet-valid } }], probe: early }
        call: { op: whoami, credential: [{ is: { forge: expired } }], probe: late }";
    let expect = "{ probe: early, is: { refused: unauthenticated }, level: must }
        { probe: late, is: { refused: unauthenticated }, level: must }";
    let again = server.stage(server.target(), scenario(steps, expect));
    let other = scenario(&steps.replace("advance: { by: 2d }\n", ""), expect).replace("a/b", "a/c");
    // And the next case knows that it was moved.
    let played = again.play_all(&[&other]).await;
    for (id, verdict) in played.verdicts() {
        assert_eq!(
            verdict.kind,
            Kind::Pass,
            "{id}: {}\n{}",
            verdict.reason,
            played.told()
        );
    }
    let control = |seen: &(bool, model::observation::Observation)| {
        matches!(seen.1.outcome, Outcome::Accepted(_))
    };
    assert!(played.seen().iter().filter(|seen| control(seen)).count() >= 6);
}
