//! Answers that are not what was asked for: nobody is accused by them, and nothing is hidden.

use crate::support::files::{TOKEN, play, scenario, target};
use crate::support::http::{answering, no, ok, says};
use crate::support::stage::Stage;
use model::observation::Outcome;
use model::verdict::Kind;

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
    played.is(Kind::Inconclusive, "which is no service of it");
    assert!(matches!(played.outcome("followed"), Outcome::Unclear(_)));
    assert!(
        played.probe("followed").evidence.request.is_none(),
        "nothing was sent"
    );
}
