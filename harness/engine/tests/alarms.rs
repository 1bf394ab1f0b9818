//! Honest servers with habits: none of them is accused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use model::observation::Outcome;
use model::verdict::Kind;
use support::files::{TOKEN, play, scenario, target};
use support::http::{answering, listen, no, ok, request, says};
use support::stage::Stage;
use tokio::io::AsyncWriteExt;

const ALICE: &str = r#"{"user":"alice"}"#;

const BARE: (&str, &str) = (
    "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }",
    "{ probe: bare, is: { refused: unauthenticated }, level: must }
    { probe: bare, match: { header: WWW-Authenticate, exists: true }, level: must }",
);

#[tokio::test]
async fn a_limiter_in_the_way_breaches_nothing() {
    for limited in ["429 Slow Down", "503 Later"] {
        let address = answering(move |asked| match asked.carries(TOKEN) {
            true => ok(ALICE),
            false => says(limited, "Retry-After: 1\r\n", "slow down"),
        })
        .await;
        play(&address, "", BARE)
            .await
            .is(Kind::Inconclusive, "limit");
    }
}

#[tokio::test]
async fn a_limiter_that_says_so_in_a_200() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => ok(r#"{"user":"alice","error":"slow down"}"#),
    })
    .await;
    let contract =
        r#"    limited: { http: [{ status: [200], match: { contains: "slow down" } }] }"#;
    let text = target(&address, "", contract);
    let stage = Stage::new(text, scenario(BARE.0, BARE.1)).secret("TOKEN", TOKEN);
    stage
        .play()
        .await
        .is(Kind::Inconclusive, "proves and refuses");
}

#[tokio::test]
async fn a_login_page_is_neither_a_refusal_nor_a_breach() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => ok("<form>Log in</form>"),
    })
    .await;
    play(&address, "", BARE)
        .await
        .is(Kind::Inconclusive, "without the proof");
}

#[tokio::test]
async fn a_redirect_to_the_login_is_a_refusal_in_its_manner() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => says("302 Found", "Location: /login?next=%2Fme\r\n", ""),
    })
    .await;
    let expect = "{ probe: bare, is: not-accepted, level: must }";
    let played = play(&address, "", (BARE.0, expect)).await;
    played.is(Kind::Pass, "");
    assert_eq!(
        played.outcome("bare").to_string(),
        "refused: HTTP 302 to /login?next=%2Fme"
    );
    let declared = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    let verdict = play(&address, "", (BARE.0, declared)).await.verdict();
    assert_eq!(verdict.breaches[0].severity, model::metadata::Severity::Low);
}

/// Answers one request on each connection and closes it a moment later, without saying so.
async fn closing(after: Duration) -> String {
    listen(move |mut stream| async move {
        if let Some(asked) = request(&mut stream).await {
            let answer = match asked.carries(TOKEN) {
                true => ok(ALICE),
                false => says("401 No", "WWW-Authenticate: Bearer\r\n", ""),
            };
            let _ = stream.write_all(answer.as_bytes()).await;
            tokio::time::sleep(after).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_server_that_closes_after_answering_has_refused_nothing_by_it() {
    for after in [0, 1, 2, 5] {
        let address = closing(Duration::from_millis(after)).await;
        for _ in 0..5 {
            play(&address, "", BARE).await.is(Kind::Pass, "");
        }
    }
}

#[tokio::test]
async fn slow_answers_are_awaited() {
    let address = listen(|mut stream| async move {
        while let Some(asked) = request(&mut stream).await {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let answer = match asked.carries(TOKEN) {
                true => ok(ALICE),
                false => says("401 No", "WWW-Authenticate: Bearer\r\n", ""),
            };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await;
    play(&address, "", BARE).await.is(Kind::Pass, "");
}

#[tokio::test]
async fn a_server_that_dies_on_the_way_is_not_accused() {
    for dies_at in 1..5 {
        let count = Arc::new(AtomicU32::new(0));
        let address = listen(move |mut stream| {
            let count = Arc::clone(&count);
            async move {
                while let Some(asked) = request(&mut stream).await {
                    // The first is the question whether it is ready.
                    if count.fetch_add(1, Ordering::SeqCst) >= dies_at {
                        return;
                    }
                    let answer = match asked.carries(TOKEN) {
                        true => ok(ALICE),
                        false => no(),
                    };
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            }
        })
        .await;
        let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
        let verdict = play(&address, "", (BARE.0, expect)).await.verdict();
        let wanted = if dies_at > 3 {
            Kind::Pass
        } else {
            Kind::Inconclusive
        };
        assert_eq!(verdict.kind, wanted, "{dies_at}: {}", verdict.reason);
    }
}

#[tokio::test]
async fn a_token_that_changes_with_every_answer() {
    // Each answer sets a new cookie; the old one is good for one more request.
    let count = Arc::new(AtomicU32::new(0));
    let address = answering(move |asked| {
        let next = || {
            format!(
                "Set-Cookie: sid=session-{}; Path=/\r\n",
                count.fetch_add(1, Ordering::SeqCst)
            )
        };
        match asked.path() {
            "/login" => says(
                "200 OK",
                &format!("Set-Cookie: sid=; Max-Age=0\r\n{}", next()),
                "",
            ),
            _ if asked.carries("sid=session-") => says("200 OK", &next(), ALICE),
            _ => no(),
        }
    })
    .await;
    let ops = "  login: { post: /login, outputs: { sid: { cookie: sid } } }";
    let text = target(&address, ops, "")
        .replace(
            "access: { places: [bearer] }",
            "sid: { from: login, places: [{ cookie: sid }] }",
        )
        .replace("needs: [access]", "needs: [sid]")
        .replace(", holds: { access: { env: TOKEN } }", "");
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    let played = Stage::new(text, scenario(BARE.0, expect)).play().await;
    played.is(Kind::Pass, "");
    assert!(
        played.text.contains("sid=[sid of user]"),
        "{}",
        played.told()
    );
}

#[tokio::test]
async fn what_a_probe_did_not_give_is_no_fault_of_a_file() {
    // On a fixed server the probe is refused, and so captures nothing.
    let address = answering(|asked| {
        if asked.carries(TOKEN) {
            ok(ALICE)
        } else {
            no()
        }
    })
    .await;
    let op = r#"  refresh: { post: /refresh, outputs: { second: { json: "$.user" } } }"#;
    let steps = r#"call: { op: whoami, control: both }
        call: { op: refresh, capture: { second: second }, probe: replayed }
        http: { method: GET, path: "/x/${second}", proof: { status: 200 } }
        call: { op: whoami, credential: [{ is: none }], probe: bare }"#;
    let expect = "{ probe: replayed, is: { refused: unauthenticated }, level: must }
        { probe: bare, is: { refused: unauthenticated }, level: must }";
    play(&address, op, (steps, expect))
        .await
        .is(Kind::Inconclusive, "second");
}

#[tokio::test]
async fn a_second_scenario_of_the_same_id_hides_nothing() {
    let address = answering(|_| ok(ALICE)).await;
    let first = scenario(
        BARE.0,
        "{ probe: bare, is: { refused: unauthenticated }, level: must }",
    );
    let second = scenario(
        BARE.0,
        "{ probe: bare, is: accepted, level: may }
        { probe: bare, is: not-accepted, level: may }",
    );
    let stage = Stage::new(target(&address, "", ""), first.clone()).secret("TOKEN", TOKEN);
    let played = stage.play_all(&[&second, &first]).await;
    let told: Vec<_> = played
        .verdicts()
        .into_iter()
        .map(|(id, v)| (id, v.kind))
        .collect();
    let wanted = [
        ("a/b".to_owned(), Kind::Fail),
        ("a/b~2".to_owned(), Kind::Pass),
    ];
    assert_eq!(told, wanted, "and the same file twice is one case");
}

#[tokio::test]
async fn an_address_that_leads_out_of_scope_is_not_followed() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(r#"{"user":"alice","next":"http://other.evil.test/"}"#),
        false => no(),
    })
    .await;
    let ops = r#"  link: { get: /me, needs: [access], outputs: { next: { json: "$.next" } } }
  follow: { get: "${next}", inputs: { next: { from: link } }, needs: [access], proof: { status: 200 } }"#;
    let steps = "call: { op: whoami, control: both }\ncall: { op: follow, probe: followed }";
    let expect = "{ probe: followed, is: not-accepted, level: must }";
    let played = play(&address, ops, (steps, expect)).await;
    played.is(Kind::Inconclusive, "out of scope");
    assert!(matches!(played.outcome("followed"), Outcome::Unclear(_)));
    assert!(
        played.probe("followed").evidence.request.is_none(),
        "nothing was sent"
    );
}
