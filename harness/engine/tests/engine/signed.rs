//! Tokens that the target's own key signs: a wrong key, or a clock that goes wrong, proves nothing.

use std::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::support::http::{Asked, answering, says};
use crate::support::stage::{Played, Stage};
use model::verdict::Kind;
use reference::{Config, Server, System};

const SESSIONS: &str = include_str!("../../../../scenarios/systems/sessions/target.yaml");

const QUIZ: &str = include_str!("../../../../scenarios/systems/quiz/target.yaml");
const ROTATION: &str = include_str!("../../../../scenarios/catalogue/token/kid-rotation.yaml");

const FORGED: &str = r#"
id: a/b
title: t
matrix:
  token:
    named: forgeries
    accept: [control/re-minted]
    refuse: [expired, just-expired, wrong-audience, alg-none]
steps:
  - call: { op: whoami, control: both }
  - call: { op: whoami, credential: [{ is: { forge: "${row.token}" } }], probe: forged }
expect:
  - { probe: forged, is: { by-row: unauthenticated }, level: must }
"#;

async fn server(defects: &[&str]) -> Server {
    playing(System::Sessions, defects).await
}

async fn playing(system: System, defects: &[&str]) -> Server {
    let config = Config {
        system,
        defects: defects.iter().map(|id| (*id).to_owned()).collect(),
        tls: false,
        port: 0,
        delay: Duration::ZERO,
    };
    reference::start(config).await.unwrap()
}

async fn play(server: &Server, wrong_key: bool) -> Played {
    let target = SESSIONS
        .replace("http://127.0.0.1:8000", server.http())
        .replace("ws://127.0.0.1:8000", server.ws());
    let mut stage = Stage::new(target, FORGED);
    for (name, value) in server.environment() {
        let value = match wrong_key && name.ends_with("_SECRET") {
            true => "the-key-of-last-year-0123456789abcdef",
            false => value.as_str(),
        };
        stage = stage.secret(name, value);
    }
    stage.play().await
}

#[tokio::test]
async fn with_the_right_key_every_row_is_decided() {
    let server = server(&[]).await;
    let played = play(&server, false).await;
    for (case, verdict) in played.verdicts() {
        assert_eq!(verdict.kind, Kind::Pass, "{case}: {}", verdict.reason);
    }
    let server = self::server(&["exp-not-checked"]).await;
    assert_eq!(play(&server, false).await.row("#expired").kind, Kind::Fail);
}

#[tokio::test]
async fn with_a_wrong_key_nothing_passes_that_it_signs_and_nobody_is_accused() {
    let server = server(&["exp-not-checked", "wrong-audience-accepted"]).await;
    let played = play(&server, true).await;
    for row in [
        "#control/re-minted",
        "#expired",
        "#just-expired",
        "#wrong-audience",
    ] {
        let verdict = played.row(row);
        assert_eq!(
            verdict.kind,
            Kind::Inconclusive,
            "{row}: {}",
            verdict.reason
        );
        assert!(
            verdict.reason.as_str().contains("declared key"),
            "{}",
            verdict.reason
        );
    }
    // What needs no key is judged all the same.
    assert_eq!(played.row("#alg-none").kind, Kind::Pass);
}

/// The check of keys that rotate; with the key of the previous name in the place of the current one.
async fn rotated(defects: &[&str], wrong_key: bool) -> Played {
    let server = playing(System::Quiz, defects).await;
    let target = QUIZ
        .replace("http://127.0.0.1:8030", server.http())
        .replace("ws://127.0.0.1:8030", server.ws());
    let given = |name: &str| {
        let mut all = server.environment().iter();
        all.find(|(known, _)| known == name).unwrap().1.clone()
    };
    let mut stage = Stage::new(target, ROTATION);
    for (name, value) in server.environment() {
        stage = match (wrong_key, name.as_str()) {
            (true, "QUIZ_PRIVATE_KEY") => stage.secret(name, &given("QUIZ_PREVIOUS_PRIVATE_KEY")),
            (true, "QUIZ_PUBLIC_KEY") => stage.secret(name, &given("QUIZ_PREVIOUS_PUBLIC_KEY")),
            _ => stage.secret(name, value),
        };
    }
    stage.play().await
}

#[tokio::test]
async fn each_key_is_good_in_its_time() {
    for (case, verdict) in rotated(&[], false).await.verdicts() {
        assert_eq!(verdict.kind, Kind::Pass, "{case}: {}", verdict.reason);
    }
    let played = rotated(&["kid-retired-accepted"], false).await;
    assert_eq!(played.row("#retired").kind, Kind::Fail);
    assert_eq!(played.row("#unknown").kind, Kind::Pass);
}

#[tokio::test]
async fn a_retired_key_is_not_judged_by_a_file_whose_current_key_is_wrong() {
    let played = rotated(&[], true).await;
    for row in ["#retired", "#unknown", "#missing"] {
        let verdict = played.row(row);
        assert_eq!(
            verdict.kind,
            Kind::Inconclusive,
            "{row}: {}",
            verdict.reason
        );
    }
}

/// A server that honestly checks tokens by its own clock, `skew` seconds away from ours.
async fn by_its_own_clock(skew: i64, says_so: bool) -> String {
    answering(move |asked| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = i64::try_from(now.as_secs()).unwrap() + skew;
        let date = jiff::Timestamp::from_second(now).unwrap();
        let date = match says_so {
            true => format!("Date: {}\r\n", date.strftime("%a, %d %b %Y %H:%M:%S GMT")),
            false => String::new(),
        };
        match claims(asked) {
            Some(claims) if asked.path() == "/me" && valid(&claims, now) => {
                says("200 OK", &date, r#"{"user":"alice"}"#)
            }
            _ if asked.path() == "/login" => {
                let body = format!(r#"{{"token":"{}"}}"#, token(now));
                says("200 OK", &date, &body)
            }
            _ => says("401 No", &date, ""),
        }
    })
    .await
}

fn valid(claims: &serde_json::Value, now: i64) -> bool {
    let at = |name: &str| claims[name].as_i64();
    at("exp").is_some_and(|exp| exp > now)
        && at("nbf").is_none_or(|nbf| nbf <= now)
        && at("iat").is_none_or(|iat| iat <= now)
}

/// The signature is not looked at here: only time is in question.
fn claims(asked: &Asked) -> Option<serde_json::Value> {
    use base64::Engine;
    let line = asked
        .headers
        .lines()
        .find(|line| line.to_lowercase().starts_with("authorization"))?;
    let payload = line.split('.').nth(1)?;
    let octets = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload)
        .ok()?;
    serde_json::from_slice(&octets).ok()
}

fn token(now: i64) -> String {
    use base64::Engine;
    let encode = |text: String| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    let claims = format!(r#"{{"sub":"alice","iat":{now},"exp":{}}}"#, now + 600);
    let header = encode(r#"{"alg":"HS256","typ":"JWT"}"#.to_owned());
    format!("{header}.{}.c2lnbmF0dXJl", encode(claims))
}

async fn dated(skew: i64, says_so: bool) -> Played {
    let address = by_its_own_clock(skew, says_so).await;
    let target = format!(
        r#"
name: t
services: {{ app: {{ http: "http://{address}" }} }}
scope: {{ hosts: [127.0.0.1] }}
identities: {{ user: {{ username: alice }} }}
credentials: {{ access: {{ from: login, places: [bearer], format: jwt, signed-by: key }} }}
keys: {{ key: {{ alg: HS256, secret: {{ env: KEY }} }} }}
operations:
  login: {{ post: /login, outputs: {{ access: {{ json: "$.token" }} }} }}
  whoami: {{ get: /me, needs: [access], proof: {{ json: "$.user", equals: alice }} }}
contract:
  refusals: {{ unauthenticated: {{ http: [{{ status: [401] }}] }} }}
"#
    );
    let rows = "refuse: [expired, just-expired, not-yet-valid]";
    let scenario = FORGED.replace(
        "refuse: [expired, just-expired, wrong-audience, alg-none]",
        rows,
    );
    Stage::new(target, scenario)
        .secret("KEY", "0123456789abcdef")
        .play()
        .await
}

#[tokio::test]
async fn clocks_that_differ_by_seconds_accuse_nobody() {
    for skew in [-90, -5, 0, 5, 90] {
        let played = dated(skew, true).await;
        for (case, verdict) in played.verdicts() {
            assert_eq!(
                verdict.kind,
                Kind::Pass,
                "{skew} {case}: {}",
                verdict.reason
            );
        }
    }
}

#[tokio::test]
async fn clocks_that_differ_by_hours_are_told() {
    for skew in [-7200, 7200] {
        let verdict = dated(skew, true).await.row("#expired");
        assert_eq!(
            verdict.kind,
            Kind::Inconclusive,
            "{skew}: {}",
            verdict.reason
        );
        assert!(
            verdict.reason.as_str().contains("clock"),
            "{}",
            verdict.reason
        );
    }
}

#[tokio::test]
async fn a_key_that_everybody_knows_is_found_by_its_name() {
    let server = server(&["known-secret"]).await;
    let text = FORGED
        .replace("    accept: [control/re-minted]\n", "")
        .replace(
            "[expired, just-expired, wrong-audience, alg-none]",
            "[known-secret/dev-secret-key]",
        );
    let target = SESSIONS
        .replace("http://127.0.0.1:8000", server.http())
        .replace("ws://127.0.0.1:8000", server.ws());
    // The key is a secret of the target file, and the name of a row.
    let mut plain = Stage::new(target, text);
    for (name, value) in server.environment() {
        plain = match name.ends_with("_SECRET") {
            true => plain.known(name, "dev-secret-key"),
            false => plain.secret(name, value),
        };
    }
    let played = plain.play().await;
    assert_eq!(played.verdict().kind, Kind::Fail, "{}", played.told());
}
