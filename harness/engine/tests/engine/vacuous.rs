//! Targets and files that must not earn a pass.

use crate::support::files::{TOKEN, play};
use crate::support::http::{Asked, answering, no, ok, says};
use model::verdict::Kind;

const ALICE: &str = r#"{"user":"alice"}"#;

fn whoami(asked: &Asked) -> String {
    if asked.carries(TOKEN) {
        ok(ALICE)
    } else {
        no()
    }
}

const BARE: &str = "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }";

#[tokio::test]
async fn a_reference_in_an_expectation_is_filled_in() {
    // The server tells everybody what only the owner may know.
    let address = answering(|asked| match asked.path() {
        "/note" if asked.carries(TOKEN) => ok(r#"{"id":"note-77"}"#),
        _ if asked.carries(TOKEN) => ok(ALICE),
        _ => says("401 No", "", r#"{"your notes":["note-77"]}"#),
    })
    .await;
    let note = r#"  note: { get: /note, needs: [access], outputs: { id: { json: "$.id" } } }"#;
    for expect in [
        r#"{ probe: bare, match: { lacks: "${mine}" }, level: must }"#,
        r#"{ probe: bare, match: { json: "$..[?@ == '${mine}']", exists: false }, level: must }"#,
    ] {
        let steps = format!("call: {{ op: note, capture: {{ mine: id }} }}\n{BARE}");
        play(&address, note, (&steps, expect))
            .await
            .is(Kind::Fail, "");
    }
}

#[tokio::test]
async fn a_forged_token_that_is_never_sent_is_not_refused() {
    let address = answering(|asked| {
        let sent = asked.carries(TOKEN) || asked.body.contains(TOKEN);
        if sent { ok(ALICE) } else { no() }
    })
    .await;
    // A JSON body has no place for a form field: the probe would be anonymous.
    let op = r#"  save: { post: /save, json: { a: "1" }, needs: [{ access: { places: [bearer, { form: token }] } }], proof: { json: "$.user", equals: alice } }"#;
    let steps = "call: { op: save, control: both }
        call: { op: save, credential: [{ place: 2, is: { value: forged-by-us } }], probe: forged }";
    let expect = "{ probe: forged, is: { refused: unauthenticated }, level: must }";
    let played = play(&address, op, (steps, expect)).await;
    played.is(Kind::Error, "access");
}

#[tokio::test]
async fn no_frame_before_a_refusal_needs_a_refusal() {
    let address = crate::support::socket::sockets(
        |_| None,
        |socket, _| crate::support::socket::pongs(socket),
    )
    .await;
    let op = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, frames: none-before-refusal, level: must }";
    play(&address, op, (steps, expect))
        .await
        .is(Kind::Inconclusive, "refusal");
}

#[tokio::test]
async fn features_that_no_answer_has_are_not_the_same() {
    let address = answering(whoami).await;
    let steps =
        format!("{BARE}\ncall: {{ op: whoami, credential: [{{ is: empty }}], probe: empty }}");
    // Over HTTP there is no close code.
    let expect = "{ probes: [bare, empty], same: [code, reason], level: must }";
    play(&address, "", (&steps, expect))
        .await
        .is(Kind::Inconclusive, "code");
}

#[tokio::test]
async fn two_answers_of_a_limiter_are_not_compared() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => says("429 Slow Down", "", ""),
    })
    .await;
    let steps =
        format!("{BARE}\ncall: {{ op: whoami, credential: [{{ is: empty }}], probe: empty }}");
    let expect = "{ probes: [bare, empty], same: [status, body], level: must }";
    play(&address, "", (&steps, expect))
        .await
        .is(Kind::Inconclusive, "limit");
}

#[tokio::test]
async fn half_a_body_lacks_nothing() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        // Promises more than comes.
        false => "HTTP/1.1 401 No\r\nContent-Length: 900\r\n\r\nstill".to_owned(),
    })
    .await;
    let expect = "{ probe: bare, match: { lacks: secret }, level: must }";
    play(&address, "", (BARE, expect))
        .await
        .is(Kind::Inconclusive, "");
    // A body of which we read only the beginning.
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => says("401 No", "", &"x".repeat(2 << 20)),
    })
    .await;
    play(&address, "", (BARE, expect))
        .await
        .is(Kind::Inconclusive, "");
}

#[tokio::test]
async fn a_limiter_is_no_control_that_was_refused() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => says("429 Slow Down", "", ""),
    })
    .await;
    let steps = "call: { op: whoami, control: both }
        call: { op: whoami, as: anonymous, control: both, must: refuse }
        call: { op: whoami, probe: mine }";
    let expect = "{ probe: mine, is: accepted, level: must }";
    play(&address, "", (steps, expect))
        .await
        .is(Kind::Inconclusive, "limit");
}

#[tokio::test]
async fn null_is_no_user_and_no_token() {
    // As session endpoints do: 200 for everybody, null for nobody.
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(r#"{"session":{"id":1},"token":"t-1"}"#),
        false => ok(r#"{"session":null,"token":""}"#),
    })
    .await;
    let ops = r#"  session: { get: /s, needs: [access], proof: { json: "$.session" } }
  token: { get: /s, needs: [access], outputs: { token: { json: "$.token" } } }"#;
    for op in ["session", "token"] {
        let steps = format!(
            "call: {{ op: {op}, control: both }}
            call: {{ op: {op}, credential: [{{ is: none }}], probe: bare }}"
        );
        let expect = "{ probe: bare, is: not-accepted, level: must }";
        play(&address, ops, (&steps, expect))
            .await
            .is(Kind::Inconclusive, "");
    }
}

#[tokio::test]
async fn the_absence_of_an_error_is_no_proof_on_what_is_not_json() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => ok("<html>Please log in</html>"),
    })
    .await;
    let op = r#"  me: { get: /me, needs: [access], proof: { json: "$.error", exists: false } }"#;
    let steps = "call: { op: me, control: both }
        call: { op: me, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, is: not-accepted, level: must }";
    play(&address, op, (steps, expect))
        .await
        .is(Kind::Inconclusive, "");
}
