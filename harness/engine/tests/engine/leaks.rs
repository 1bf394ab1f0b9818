//! A target that says secrets back, in every way that servers have: none of them is in the journal.

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{answering, no, ok, says};
use crate::support::socket::{heard, say, sockets};
use crate::support::stage::{Played, Stage};
use model::verdict::Kind;

const ALICE: &str = r#"{"user":"alice"}"#;

async fn played(address: &str, ops: &str, (steps, expect): (&str, &str)) -> Played {
    let text = target(address, ops, "");
    Stage::new(text, scenario(steps, expect))
        .secret("TOKEN", TOKEN)
        .play()
        .await
}

const BARE: (&str, &str) = (
    "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }",
    "{ probe: bare, is: { refused: unauthenticated }, level: must }",
);

#[tokio::test]
async fn names_and_values_of_headers_reasons_and_pages() {
    let address = answering(|asked| {
        let headers = format!(
            "X-{TOKEN}: 1\r\nX-Echo: {TOKEN}\r\nLocation: /login?next=/me&t={TOKEN}\r\nSet-Cookie: t={TOKEN}; Path=/{TOKEN}\r\n"
        );
        match asked.carries(TOKEN) {
            true => says("200 OK", &headers, &format!(r#"{{"user":"alice","t":"{TOKEN}"}}"#)),
            false => says("401 No", &headers, &format!("<p>{TOKEN}</p>")),
        }
    })
    .await;
    // `play` looks for the token in the whole journal.
    played(&address, "", BARE).await.is(Kind::Pass, "");
}

#[tokio::test]
async fn a_secret_on_the_edge_of_what_is_quoted() {
    for pad in 60..180 {
        let page = format!("{}{TOKEN}", "x".repeat(pad));
        let address = answering(move |asked| match asked.carries(TOKEN) {
            true => ok(ALICE),
            false => says("401 No", "", &page),
        })
        .await;
        if pad % 4 != 0 {
            continue;
        }
        let expect = "{ probe: bare, match: { contains: nothing-of-the-kind }, level: must }";
        let played = played(&address, "", (BARE.0, expect)).await;
        assert!(
            !played.text.contains(&TOKEN[..12]),
            "{pad}: {}",
            played.text
        );
    }
}

#[tokio::test]
async fn secrets_without_a_name_in_the_target_file() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(r#"{"user":"alice","refresh_token":"opaque-1"}"#),
        false => says(
            "401 No",
            "Set-Cookie: sid=opaque-2; HttpOnly\r\nX-Auth-Token: opaque-3\r\nLocation: /cb?access_token=opaque-4\r\n",
            r#"{"csrfToken": "opaque-5"}"#,
        ),
    })
    .await;
    let expect = r#"{ probe: bare, match: { cookie: sid, exists: false }, level: must }
        { probe: bare, match: { header: Set-Cookie, contains: Secure }, level: must }
        { probe: bare, match: { json: "$.csrfToken", exists: false }, level: must }"#;
    let played = played(&address, "", (BARE.0, expect)).await;
    played.is(Kind::Fail, "");
    assert_eq!(played.verdict().breaches.len(), 3);
    assert!(!played.text.contains("opaque-"), "{}", played.told());
}

#[tokio::test]
async fn what_one_case_learned_is_a_secret_in_the_next() {
    // As a list of sessions does: it shows what somebody else was given.
    let given = std::sync::Arc::new(std::sync::Mutex::new(0));
    let address = answering(move |asked| match asked.path() {
        "/login" => {
            let mut count = given.lock().unwrap();
            *count += 1;
            ok(&format!(r#"{{"t":"session-number-{count}"}}"#))
        }
        _ if asked.carries("session-number-") => {
            ok(r#"{"user":"alice","all":["session-number-1","session-number-2"]}"#)
        }
        _ => no(),
    })
    .await;
    let text = target(
        &address,
        "  login: { post: /login, outputs: { access: { json: \"$.t\" } } }",
        "",
    )
    .replace("places: [bearer] }", "from: login, places: [bearer] }")
    .replace(", holds: { access: { env: TOKEN } }", "");
    let matrix = "matrix: { n: { rows: { one: { a: x }, two: { a: y } } } }\nsteps:";
    let steps = BARE
        .0
        .replace("[{ is: none }]", "[{ is: { value: \"${row.n.a}\" } }]");
    let scenario = scenario(&steps, BARE.1).replace("steps:", matrix);
    let played = Stage::new(text, scenario).play().await;
    assert_eq!(played.verdicts().len(), 2);
    let second = played.text.split("case-started").nth(2).unwrap();
    assert!(!second.contains("session-number-1"), "{second}");
}

#[tokio::test]
async fn short_passwords_and_what_becomes_of_long_ones() {
    let long = "p\u{e4}ss'w<rd 1";
    let address = answering(move |asked| match asked.path() {
        "/login" => {
            let body = asked.body.replace('\u{e4}', "\\u00e4");
            let page = asked.body.replace('<', "&lt;").replace('\'', "&#x27;");
            ok(&format!(
                r#"{{"t":"{TOKEN}","got":{body:?},"page":{page:?}}}"#
            ))
        }
        _ if asked.carries(TOKEN) => ok(ALICE),
        _ => no(),
    })
    .await;
    let ops = r#"  login: { post: /login, json: { p: "${identity.password}", q: "${identity.pin}" }, outputs: { access: { json: "$.t" } } }"#;
    let text = target(&address, ops, "")
        .replace("places: [bearer] }", "from: login, places: [bearer] }")
        .replace(
            "holds: { access: { env: TOKEN } }",
            "password: { env: PASSWORD }, pin: { env: PIN }",
        );
    let steps = "call: { op: login }\ncall: { op: whoami, control: both }
        call: { op: whoami, credential: [{ is: none }], probe: bare }";
    let stage = Stage::new(text, scenario(steps, BARE.1));
    let played = stage
        .secret("PASSWORD", long)
        .secret("PIN", "hunt2")
        .play()
        .await;
    played.is(Kind::Pass, "");
    for spelling in ["ss&#x27;w&lt;rd", "u00e4ss", "hunt2"] {
        assert!(
            !played.text.contains(spelling),
            "{spelling}: {}",
            played.text
        );
    }
    assert!(played.text.contains("[pin of user]"));
}

#[tokio::test]
async fn messages_and_reasons_on_sockets() {
    let address = sockets(
        |_| None,
        |mut socket, asked| async move {
            let _ = heard(&mut socket).await;
            say(&mut socket, &format!("you said {TOKEN}")).await;
            if asked.carries(TOKEN) {
                say(&mut socket, "pong").await;
            }
            crate::support::socket::close(&mut socket, 4401, TOKEN).await;
        },
    )
    .await;
    let ops = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let played = played(&address, ops, (steps, BARE.1)).await;
    played.is(Kind::Pass, "");
    assert!(
        played.text.contains("4401 [access of user]"),
        "{}",
        played.text
    );
}

#[tokio::test]
async fn a_scenario_that_spells_a_secret_out_is_not_played() {
    let address = answering(|_| ok(ALICE)).await;
    let value = format!("[{{ is: {{ value: {TOKEN} }} }}]");
    let steps = BARE.0.replace("[{ is: none }]", &value);
    let played = played(&address, "", (&steps, BARE.1)).await;
    played.is(Kind::Skipped, "spells out a secret");
    assert!(played.seen().is_empty());
}
