//! What is expected of one answer: its headers, its cookies, its outputs, its time.

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use model::verdict::Kind;

const ALICE: &str = r#"{"user":"alice"}"#;
const SESSION: &str = "a-session-of-alice-9876543210";

const OPERATIONS: &str = r#"
  login: { post: /login, outputs: { session: { cookie: session }, name: { json: "$.user" } } }
  logout: { post: /logout, proof: { status: 204 } }"#;

const CONTRACT: &str = r#"
  lifetimes: { session: 15m }
  cookies: { session: { http-only: true, secure: always, same-site: strict, path: /, domain: absent, max-age: lifetimes.session } }"#;

/// A server whose login sets these cookies, and whose logout sets those.
fn serving(login: &str, logout: &str) -> impl Fn(&Asked) -> String + Send + Sync + 'static {
    let (login, logout) = (login.to_owned(), logout.to_owned());
    move |asked| match asked.path() {
        "/login" => says(
            "200 OK",
            &format!("Cache-Control: private, No-Store\r\n{login}"),
            ALICE,
        ),
        "/logout" => says("204 No Content", &logout, ""),
        _ if asked.carries(TOKEN) => ok(ALICE),
        _ => no(),
    }
}

async fn play(address: &str, op: &str, expect: &str) -> Played {
    let text = target(address, OPERATIONS, CONTRACT).replace(
        "credentials: { access: { places: [bearer] } }",
        "credentials: { access: { places: [bearer] }, session: { from: login, places: [{ cookie: session }] } }",
    );
    let steps = format!("call: {{ op: whoami, control: both }}\ncall: {{ op: {op}, probe: p }}");
    Stage::new(text, scenario(&steps, expect))
        .secret("TOKEN", TOKEN)
        .known("SESSION", SESSION)
        .play()
        .await
}

fn set(attributes: &str) -> String {
    format!("Set-Cookie: session={SESSION}; {attributes}\r\n")
}

const RIGHT: &str = "Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=900";
const DECLARED: &str =
    "{ probe: p, cookie: { credential: session, attributes: as-declared }, level: contract }";

#[tokio::test]
async fn cookies_are_compared_with_the_contract() {
    let address = answering(serving(&set(RIGHT), "")).await;
    let played = play(&address, "login", DECLARED).await;
    played.is(Kind::Pass, "");
    let fact = &played.probe("p").facts[0];
    assert_eq!(
        fact.seen.as_str(),
        "cookie `session`: HttpOnly Secure SameSite=Strict Path=/ Max-Age=900"
    );
    assert!(!played.text.contains(SESSION), "{}", played.text);

    for (attributes, reason) in [
        (
            "Path=/; Secure; SameSite=Strict; Max-Age=900",
            "not HttpOnly",
        ),
        (
            "Path=/; HttpOnly; SameSite=Strict; Max-Age=900",
            "not Secure",
        ),
        (
            "Path=/; HttpOnly; Secure; Max-Age=900",
            "no SameSite in place of Strict",
        ),
        (
            "HttpOnly; Secure; SameSite=Strict; Max-Age=900; Path=/login",
            "path /login",
        ),
        (
            &format!("{RIGHT}; Max-Age=31536000"),
            "Max-Age=31536000, and shall end after 900 s",
        ),
        (&format!("{RIGHT}; Domain=app.test"), "Domain=app.test"),
    ] {
        let address = answering(serving(&set(attributes), "")).await;
        play(&address, "login", DECLARED)
            .await
            .is(Kind::Fail, reason);
    }
}

#[tokio::test]
async fn who_is_not_let_in_gets_no_cookie_and_breaches_nothing() {
    let address = answering(|asked| match asked.path() {
        "/login" => says("403 Forbidden", "", ""),
        _ if asked.carries(TOKEN) => ok(ALICE),
        _ => no(),
    })
    .await;
    play(&address, "login", DECLARED)
        .await
        .is(Kind::Inconclusive, "it was refused: HTTP 403");
    let output = "{ probe: p, output: { name: { equals: alice } }, level: must }";
    play(&address, "login", output)
        .await
        .is(Kind::Inconclusive, "it was refused: HTTP 403");
    let given = "{ probe: p, is: not-accepted, level: must }
        { probe: p, header: { Set-Cookie: { exists: false } }, level: must }";
    play(&address, "login", given).await.is(Kind::Pass, "");
}

#[tokio::test]
async fn a_logout_takes_the_cookie_away_where_it_is() {
    let cleared =
        "{ probe: p, cookie: { credential: session, attributes: cleared }, level: contract }";
    let gone = "Set-Cookie: session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\n";
    let address = answering(serving("", gone)).await;
    play(&address, "logout", cleared).await.is(Kind::Pass, "");
    for (headers, reason) in [
        ("", "cookie `session` was not taken away"),
        (
            "Set-Cookie: session=; Path=/auth; Max-Age=0\r\n",
            "taken away where it is not: path /auth",
        ),
        (
            "Set-Cookie: session=; Path=/\r\n",
            "not taken away, but set anew",
        ),
    ] {
        let address = answering(serving("", headers)).await;
        play(&address, "logout", cleared)
            .await
            .is(Kind::Fail, reason);
    }
}

#[tokio::test]
async fn headers_and_outputs_are_tested() {
    let address = answering(serving(&set(RIGHT), "")).await;
    let holds = "{ probe: p, header: { cache-control: { regex: \"(?i)no-store\" }, x-none: { exists: false } }, level: must }
        { probe: p, output: { name: { equals: \"${identity.username}\" }, session: {} }, level: must }";
    let played = play(&address, "login", holds).await;
    played.is(Kind::Pass, "");
    let seen: Vec<_> = played
        .probe("p")
        .facts
        .iter()
        .map(|fact| fact.seen.to_string())
        .collect();
    assert_eq!(
        seen,
        [
            "header cache-control: `private, No-Store`; header x-none: nothing there",
            "`name`: `alice`; `session`: `[session of user]`",
        ]
    );
    for (expect, reason) in [
        (
            "header: { Cache-Control: {}, Pragma: {} }",
            "wanted header Cache-Control present, header Pragma present, header Pragma: nothing there",
        ),
        ("header: { Cache-Control: { lacks: private } }", "private"),
        (
            "output: { name: { one-of: [bob, eve] } }",
            "`name`: `alice`",
        ),
    ] {
        let expect = format!("{{ probe: p, {expect}, level: must }}");
        play(&address, "login", &expect)
            .await
            .is(Kind::Fail, reason);
    }
}

#[tokio::test]
async fn an_act_takes_no_longer_than_it_may() {
    let address = answering(serving(&set(RIGHT), "")).await;
    let within = |span: &str| format!("{{ probe: p, within: {span}, level: contract }}");
    play(&address, "login", &within("3s"))
        .await
        .is(Kind::Pass, "");
    play(&address, "login", &within("0s"))
        .await
        .is(Kind::Fail, "wanted no longer than 0s, it took");
}
