//! Marks, patience, and answers that are lost.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::files::{TOKEN, play, scenario, target};
use crate::support::http::{answering, no, ok};
use crate::support::socket::{heard, say, sockets};
use crate::support::stage::Stage;
use model::observation::Outcome;
use model::verdict::Kind;

const ALICE: &str = r#"{"user":"alice"}"#;

/// A service whose `/freed` refuses until it was asked so often.
async fn freed_after(refused: u32) -> String {
    let asked = AtomicU32::new(0);
    answering(move |request| match request.path() {
        _ if !request.carries(TOKEN) => no(),
        "/freed" if asked.fetch_add(1, Ordering::Relaxed) < refused => no(),
        _ => ok(ALICE),
    })
    .await
}

const FREED: &str =
    r#"  freed: { get: /freed, needs: [access], proof: { json: "$.user", equals: alice } }"#;
const STEPS: &str = "call: { op: whoami, control: both }
    call: { op: whoami, as: anonymous, control: both, must: refuse }
    call: { op: freed, patience: effect, probe: freed }";
const EXPECT: &str = "{ probe: freed, is: accepted, level: contract }";

#[tokio::test]
async fn a_patient_probe_waits_for_the_effect_and_no_longer() {
    let played = play(&freed_after(2).await, FREED, (STEPS, EXPECT)).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.probe("freed").counts["attempts"], 3);

    let text = target(&freed_after(1000).await, FREED, "  effect: 200ms");
    let stage = Stage::new(text, scenario(STEPS, EXPECT)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(Kind::Fail, "freed: wanted accepted, refused: HTTP 401");
    assert!(played.probe("freed").counts["attempts"] > 2);

    // Without patience the first answer counts.
    let steps = STEPS.replace("patience: effect, ", "");
    let played = play(&freed_after(1).await, FREED, (&steps, EXPECT)).await;
    played.is(Kind::Fail, "refused: HTTP 401");
}

/// A service whose `/freed` answers only so often.
async fn taken_after(answered: u32) -> String {
    let asked = AtomicU32::new(0);
    answering(move |request| match request.path() {
        _ if !request.carries(TOKEN) => no(),
        "/freed" if asked.fetch_add(1, Ordering::Relaxed) >= answered => no(),
        _ => ok(ALICE),
    })
    .await
}

#[tokio::test]
async fn what_must_be_refused_is_asked_again_as_long_as_the_contract_gives() {
    let steps = STEPS.replace("patience: effect", "patience: refusal");
    let expect = "{ probe: freed, is: { refused: unauthenticated }, level: contract }";
    let played = play(&taken_after(2).await, FREED, (&steps, expect)).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.probe("freed").counts["attempts"], 3);

    let text = target(&taken_after(1000).await, FREED, "  effect: 200ms");
    let stage = Stage::new(text, scenario(&steps, expect)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(
        Kind::Fail,
        "freed: wanted refused as unauthenticated, accepted",
    );
    assert!(played.probe("freed").counts["attempts"] > 2);
}

/// A service that gives a new token for each that is used for the first time.
async fn rotating() -> String {
    let given = AtomicU32::new(1);
    answering(move |request| {
        let used = |number| format!("refresh-token-number-{number}");
        match request.path() {
            "/refresh" => {
                let last = given.load(Ordering::Relaxed);
                match request.carries(&used(last)) {
                    true => {
                        given.store(last + 1, Ordering::Relaxed);
                        ok(&format!(r#"{{"refresh":"{}"}}"#, used(last + 1)))
                    }
                    false => no(),
                }
            }
            "/login" => ok(&format!(
                r#"{{"refresh":"{}"}}"#,
                used(given.load(Ordering::Relaxed))
            )),
            _ => ok(ALICE),
        }
    })
    .await
}

/// The target file of such a service.
fn refreshing(address: &str, contract: &str) -> String {
    let operations = r#"  login: { post: /login, outputs: { refresh: { json: "$.refresh" } } }
  refresh: { post: /refresh, needs: [refresh], outputs: { refresh: { json: "$.refresh" } } }"#;
    let credential = "refresh: { from: login, places: [{ header: X-Refresh }] }, access:";
    target(address, operations, contract)
        .replace("access: { places", &format!("{credential} {{ places"))
}

#[tokio::test]
async fn what_was_used_up_is_asked_again_with_its_successor() {
    let steps = r#"call: { op: login, capture: { mine: refresh } }
        call: { op: whoami, control: both }
        call: { op: refresh, with: { refresh: "${mine}" }, patience: refusal, probe: after }"#;
    let expect = "{ probe: after, is: { refused: unauthenticated }, level: contract }";
    let text = refreshing(&rotating().await, "  effect: 200ms");
    let stage = Stage::new(text, scenario(steps, expect)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(
        Kind::Fail,
        "after: wanted refused as unauthenticated, accepted",
    );
    assert!(played.probe("after").counts["attempts"] > 2);

    // Where nothing is said of a successor, the first answer counts.
    let silent = |contract: &str| {
        let text = refreshing("ADDRESS", contract);
        text.replace(
            r#"needs: [refresh], outputs: { refresh: { json: "$.refresh" } }"#,
            r#"needs: [refresh], outputs: { access: { json: "$.refresh" } }"#,
        )
    };
    for (contract, attempts) in [("", 1), ("  rotation: { mode: none }", 2)] {
        let text = silent(contract).replace("ADDRESS", &rotating().await);
        let stage = Stage::new(text, scenario(steps, expect)).secret("TOKEN", TOKEN);
        let played = stage.play().await;
        assert_eq!(played.probe("after").counts["attempts"], attempts);
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_nothing_but_what_it_did() {
    let text = refreshing(&rotating().await, "");
    let steps = r#"call: { op: login, capture: { first: refresh } }
        call: { op: whoami, control: both }
        call: { op: refresh, answer: discard, mark: lost }
        call: { op: refresh, with: { refresh: "${first}" }, probe: retry }"#;
    let expect = "{ probe: retry, is: { refused: unauthenticated }, level: contract }";
    let stage = Stage::new(text.clone(), scenario(steps, expect)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(Kind::Pass, "");
    assert_eq!(played.act(3).outcome, Outcome::Done);

    // The user's own token is still the first: the new one was lost.
    let steps = steps.replace(r#"with: { refresh: "${first}" }, "#, "");
    let stage = Stage::new(text.clone(), scenario(&steps, expect)).secret("TOKEN", TOKEN);
    stage.play().await.is(Kind::Pass, "");

    // Whether it was accepted is lost as well.
    let twice = steps.replace(
        "answer: discard, mark: lost }",
        "answer: discard }
        call: { op: refresh, answer: discard }",
    );
    let stage = Stage::new(text, scenario(&twice, expect)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    assert_eq!(played.is(Kind::Pass, "").act(4).outcome, Outcome::Done);
}

/// A socket that answers each ping with an event that says how often it was asked, and then with a pong.
async fn eventful() -> String {
    sockets(
        |asked| {
            (!asked.carries(TOKEN))
                .then(no)
                .or((asked.path() != "/ws").then(|| ok(ALICE)))
        },
        |mut socket, _| async move {
            let mut number = 0;
            while heard(&mut socket).await.is_some() {
                number += 1;
                if !say(&mut socket, &format!("event {number}")).await
                    || !say(&mut socket, "pong").await
                {
                    return;
                }
            }
        },
    )
    .await
}

#[tokio::test]
async fn a_wait_since_a_mark_hears_what_earlier_steps_heard_since_then() {
    let operations = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
    let steps = |wait: &str| {
        format!(
            "open: {{ op: socket, socket: s, mark: opened }}
            send: {{ op: ping, socket: s, control: here, mark: second }}
            send: {{ op: ping, socket: s }}
            await: {{ socket: s, for: {{ message: {{ equals: {wait}, within: 100ms, probe: heard }}
            send: {{ op: ping, socket: s, control: here }}"
        )
    };
    let expect = "{ probe: heard, is: accepted, level: contract }
        { probe: heard, is: { not-refused: unauthenticated }, level: contract }";
    let address = eventful().await;
    let heard = async |wait: &str| {
        let played = play(&address, operations, (&steps(wait), expect)).await;
        matches!(played.outcome("heard"), Outcome::Accepted(_))
    };
    assert!(heard("event 3 } }, since: second").await);
    assert!(heard("event 2 } }, since: opened").await);
    assert!(
        !heard("event 2 } }, since: second").await,
        "it came before the mark"
    );
    assert!(!heard("event 3 } }").await, "the step before has heard it");
}
