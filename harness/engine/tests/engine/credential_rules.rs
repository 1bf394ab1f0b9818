//! Credentials that end, that take another's place, that are good once, that stand at all places.

use std::collections::HashSet;
use std::sync::Mutex;

use crate::support::files::scenario;
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use model::observation::Outcome;
use model::verdict::Kind;

#[derive(Default)]
struct Known {
    count: usize,
    good: HashSet<String>,
}

/// Tokens that a login gives and a logout ends, tickets for one request, and a CSRF token in two places.
fn answer(known: &mut Known, asked: &Asked) -> String {
    let mut fresh = |kind: &str| {
        known.count += 1;
        let made = format!("{kind}-number-{:06}", known.count);
        known.good.insert(made.clone());
        made
    };
    match asked.path() {
        "/login" => {
            let (token, csrf) = (fresh("token"), fresh("csrf"));
            return ok(&format!(r#"{{"token":"{token}","csrf":"{csrf}"}}"#));
        }
        "/ticket" => return ok(&format!(r#"{{"ticket":"{}"}}"#, fresh("ticket"))),
        _ => {}
    }
    let value = |name: &str| {
        let lines = asked.headers.lines();
        let mut pairs = lines.filter_map(|line| line.split_once(": "));
        let found = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    let token = value("x-token").filter(|token| known.good.contains(token));
    match (asked.path(), token) {
        ("/logout", Some(token)) => {
            known.good.remove(&token);
            says("204 No Content", "", "")
        }
        ("/me", Some(_)) => ok(r#"{"user":"alice"}"#),
        ("/once", Some(ticket)) if ticket.starts_with("ticket") => {
            known.good.remove(&ticket);
            ok(r#"{"user":"alice"}"#)
        }
        ("/once", Some(_)) => ok(r#"{"user":"alice"}"#),
        ("/change", Some(_)) => match (value("x-csrf"), value("cookie")) {
            (Some(csrf), Some(cookie)) if cookie == format!("csrf={csrf}") => {
                ok(r#"{"user":"alice"}"#)
            }
            _ => says("403 Forbidden", "", ""),
        },
        _ => no(),
    }
}

async fn play(steps: &str, expect: &str) -> Played {
    let known = Mutex::new(Known::default());
    let address = answering(move |asked| answer(&mut known.lock().unwrap(), asked)).await;
    let proof = r#"proof: { json: "$.user", equals: alice }"#;
    let target = format!(
        r#"
name: t
services: {{ app: {{ http: "http://{address}" }} }}
scope: {{ hosts: [127.0.0.1], impact: destroy }}
identities: {{ user: visitor, guest: visitor, given: {{ name: x, holds: {{ bare: {{ env: GIVEN }} }} }} }}
credentials:
  csrf: {{ from: login, places: [{{ cookie: csrf }}, {{ header: X-CSRF }}], combine: all-equal }}
  access: {{ from: login, places: [{{ header: X-Token }}], ends-by: forget }}
  ticket: {{ from: issue, places: [{{ header: X-Token }}], single-use: true }}
  bare: {{ places: [{{ header: X-Token }}] }}
operations:
  login: {{ post: /login, outputs: {{ access: {{ json: "$.token" }}, csrf: {{ json: "$.csrf" }} }} }}
  logout: {{ post: /logout, needs: [access], ends: [access], proof: {{ status: 204 }} }}
  forget: {{ post: /logout, needs: [access], proof: {{ status: 204 }} }}
  silent-logout: {{ post: /logout, needs: [access], proof: {{ status: 204 }} }}
  issue: {{ post: /ticket, outputs: {{ ticket: {{ json: "$.ticket" }} }} }}
  whoami: {{ get: /me, needs: [access], {proof} }}
  once: {{ get: /once, needs: [ticket], {proof} }}
  either: {{ get: /me, needs: [bare], instead: [access], {proof} }}
  change: {{ post: /change, needs: [csrf, access], {proof} }}
contract:
  refusals:
    unauthenticated: {{ http: [{{ status: [401] }}] }}
    csrf: {{ http: [{{ status: [403] }}] }}
"#
    );
    Stage::new(target, scenario(steps, expect))
        .secret("GIVEN", "given-from-outside-1")
        .play()
        .await
}

const BARE: &str = "call: { op: whoami, credential: [{ is: none }], probe: bare }";
const REFUSED: &str = "{ probe: bare, is: { refused: unauthenticated }, level: must }";

#[tokio::test]
async fn what_a_logout_ended_is_had_anew() {
    for logout in ["logout", "forget"] {
        let steps = format!(
            "call: {{ op: whoami, capture: {{ old: access }}, control: here }}
            call: {{ op: {logout} }}
            call: {{ op: whoami, with: {{ access: \"${{old}}\" }}, probe: bare }}
            call: {{ op: whoami, control: here }}"
        );
        play(&steps, REFUSED).await.is(Kind::Pass, "");
    }
    // One that is not said to end anything leaves a token in hand that is good no more.
    let steps = format!(
        "call: {{ op: whoami, control: here }}
        call: {{ op: silent-logout }}
        {BARE}
        call: {{ op: whoami, control: here }}"
    );
    let played = play(&steps, REFUSED).await;
    assert_ne!(played.verdict().kind, Kind::Pass, "{}", played.told());
}

#[tokio::test]
async fn a_logout_ends_the_session_whose_credential_it_carried() {
    let steps = format!(
        "call: {{ op: whoami, control: here }}
        call: {{ op: whoami, as: user/tab2 }}
        call: {{ op: logout, credential: [{{ is: {{ of: user/tab2 }} }}] }}
        {BARE}
        call: {{ op: whoami, as: user/tab2, control: here }}
        call: {{ op: whoami, control: here }}"
    );
    let played = play(&steps, REFUSED).await;
    played.is(Kind::Pass, "");
    let logins = played.seen().into_iter().filter(|(implied, _)| *implied);
    assert_eq!(logins.count(), 3, "{}", played.told());
}

#[tokio::test]
async fn a_ticket_is_fetched_for_each_use() {
    let steps = format!(
        "call: {{ op: once, control: here }}
        call: {{ op: once }}
        call: {{ op: issue, capture: {{ mine: ticket }} }}
        call: {{ op: once, with: {{ ticket: \"${{mine}}\" }} }}
        call: {{ op: once, with: {{ ticket: \"${{mine}}\" }}, probe: again }}
        {BARE}
        call: {{ op: whoami, control: here }}"
    );
    let expect =
        format!("{REFUSED}\n{{ probe: again, is: {{ refused: unauthenticated }}, level: must }}");
    play(&steps, &expect).await.is(Kind::Pass, "");
}

#[tokio::test]
async fn a_csrf_token_stands_in_both_places_and_is_not_main() {
    let steps = "call: { op: change, control: both }
        call: { op: change, credential: [{ is: none }], probe: bare }
        call: { op: change, credential: [{ name: csrf, is: none }], probe: without }
        call: { op: change, credential: [{ name: csrf, place: cookie, is: valid }], probe: half }
        call: { op: change, credential: [{ name: csrf, place: cookie, is: valid }, { name: csrf, place: header, is: { value: other } }], probe: unlike }";
    let forbidden = ["without", "half", "unlike"]
        .map(|probe| format!("{{ probe: {probe}, is: {{ refused: csrf }}, level: must }}"))
        .join("\n");
    let played = play(steps, &format!("{REFUSED}\n{forbidden}")).await;
    played.is(Kind::Pass, "");
}

#[tokio::test]
async fn one_credential_takes_the_place_of_another() {
    let steps = format!(
        "call: {{ op: either, control: here }}
        call: {{ op: either, as: guest, credential: [{{ name: access, is: valid }}] }}
        call: {{ op: either, as: guest, credential: [{{ name: access, is: {{ value: wrong }} }}], probe: wrong }}
        call: {{ op: either, as: given, probe: given }}
        {BARE}
        call: {{ op: either, control: here }}"
    );
    let expect = format!(
        "{REFUSED}
        {{ probe: wrong, is: {{ refused: unauthenticated }}, level: must }}
        {{ probe: given, is: {{ refused: unauthenticated }}, level: must }}"
    );
    let played = play(&steps, &expect).await;
    played.is(Kind::Pass, "");
    // Who holds the first sends that: the server does not know it.
    let sent = played.probe("given").evidence.request.unwrap();
    let sent = sent
        .headers
        .iter()
        .find(|(name, _)| name == "X-Token")
        .unwrap();
    assert_eq!(sent.1.as_str(), "[bare of given]");
    assert!(matches!(played.outcome("given"), Outcome::Refused { .. }));
}
