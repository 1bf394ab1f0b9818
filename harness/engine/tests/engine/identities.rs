//! Identities that the run makes up and registers, and pools of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::support::files::scenario;
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use model::observation::Outcome;
use model::verdict::Kind;
use serde_json::Value;

/// A service that people register with: what it was asked, in order, and who is known by which password.
#[derive(Clone, Default)]
struct Service {
    asked: Arc<Mutex<Vec<String>>>,
    known: Arc<Mutex<HashMap<String, String>>>,
    closed: bool,
}

impl Service {
    async fn start(&self) -> String {
        let service = self.clone();
        answering(move |asked| service.answer(asked)).await
    }

    fn answer(&self, asked: &Asked) -> String {
        let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (email, password) = (text("email"), text("password"));
        self.asked
            .lock()
            .unwrap()
            .push(format!("{} {email}", asked.path()));
        let mut known = self.known.lock().unwrap();
        match asked.path().split('?').next().unwrap_or_default() {
            "/health" => ok("{}"),
            "/register" if self.closed => says("403 Forbidden", "", ""),
            "/register" if known.contains_key(&email) => says("409 Conflict", "", ""),
            "/register" => {
                known.insert(email, password);
                says("201 Created", "", "")
            }
            "/login" if known.get(&email) == Some(&password) => {
                ok(&format!(r#"{{"token":"token-of-{email}"}}"#))
            }
            "/me" => match asked.headers.split("token-of-").nth(1) {
                Some(rest) => ok(&format!(
                    r#"{{"email":"{}"}}"#,
                    rest.lines().next().unwrap_or_default()
                )),
                None => no(),
            },
            _ => no(),
        }
    }

    fn asked(&self, path: &str) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let asked = asked.iter().filter_map(|asked| asked.split_once(' '));
        let asked = asked.filter(|(asked, _)| *asked == path);
        asked.map(|(_, email)| email.to_owned()).collect()
    }
}

fn target(address: &str) -> String {
    let who = "email: { fresh: email }, password: { fresh: password }";
    format!(
        r#"
name: t
services: {{ app: {{ http: "http://{address}" }} }}
scope: {{ hosts: [127.0.0.1], impact: destroy }}
ready: {{ op: health, within: 5s }}
identities:
  user: {{ register: register, {who} }}
  other: {{ register: register, {who} }}
  pool: {{ register: register, size: 3, {who} }}
credentials: {{ access: {{ from: login, places: [bearer] }} }}
operations:
  health: {{ get: /health, proof: {{ status: 200 }} }}
  register: {{ post: /register, json: {{ email: "${{identity.email}}", password: "${{identity.password}}" }}, proof: {{ status: 201 }} }}
  login: {{ post: /login, json: {{ email: "${{identity.email}}", password: "${{identity.password}}" }}, outputs: {{ access: {{ json: "$.token" }} }} }}
  sign-up: {{ run: [register, login] }}
  whoami: {{ get: /me, needs: [access], proof: {{ json: "$.email", equals: "${{identity.email}}" }} }}
contract:
  refusals:
    unauthenticated: {{ http: [{{ status: [401] }}] }}
    forbidden: {{ http: [{{ status: [409] }}] }}
"#
    )
}

const STEPS: &str = "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }";
const EXPECT: &str = "{ probe: bare, is: { refused: unauthenticated }, level: must }";

async fn play(service: &Service, steps: &str) -> Played {
    let target = target(&service.start().await);
    let steps = format!("{STEPS}\n{steps}");
    Stage::new(target, scenario(&steps, EXPECT)).play().await
}

#[tokio::test]
async fn an_identity_registers_once_in_a_run_and_is_another_in_the_next() {
    let service = Service::default();
    let target = target(&service.start().await);
    let first = scenario(STEPS, EXPECT).replace("impact: exhaust", "impact: read");
    let second = first.replace("id: a/b", "id: a/c");
    for _ in 0..2 {
        let stage = Stage::new(target.clone(), first.clone());
        let played = stage.play_all(&[&second]).await;
        for (id, verdict) in played.verdicts() {
            assert_eq!(verdict.kind, Kind::Pass, "{id}: {}", verdict.reason);
        }
        let implied = played.seen().into_iter().filter(|(implied, _)| *implied);
        // One registration and one login, for both cases.
        assert_eq!(implied.count(), 2, "{}", played.told());
        for (email, password) in service.known.lock().unwrap().iter() {
            assert!(!played.text.contains(password.as_str()), "{email}");
            assert_eq!(password.len(), 24);
        }
    }
    let emails = service.asked("/register");
    assert_eq!(emails.len(), 2);
    assert_ne!(emails[0], emails[1]);
    assert!(emails.iter().all(|email| email.ends_with("@example.test")));
    let logins = service.asked("/login");
    assert_eq!(logins, emails);
}

#[tokio::test]
async fn a_case_that_may_change_an_account_has_one_of_its_own() {
    let service = Service::default();
    let target = target(&service.start().await);
    let first = scenario(STEPS, EXPECT);
    let second = first.replace("id: a/b", "id: a/c");
    let played = Stage::new(target, first).play_all(&[&second]).await;
    for (id, verdict) in played.verdicts() {
        assert_eq!(verdict.kind, Kind::Pass, "{id}: {}", verdict.reason);
    }
    let emails = service.asked("/register");
    assert_eq!(emails.len(), 2, "{}", played.told());
    assert_ne!(emails[0], emails[1]);
    assert_eq!(service.asked("/login"), emails);
}

#[tokio::test]
async fn whoever_has_a_part_in_a_step_is_registered_first() {
    for (step, registered) in [
        ("call: { op: whoami, as: other }", 2),
        (
            "call: { op: whoami, credential: [{ is: { of: other } }] }",
            2,
        ),
        (
            "http: { method: GET, path: /health, query: { q: \"${identities.other.email}\" }, proof: { status: 200 } }",
            2,
        ),
        (
            "http: { method: GET, path: /health, as: anonymous, proof: { status: 200 } }",
            1,
        ),
        (
            "http: { method: GET, path: /health, as: stranger, proof: { status: 200 } }",
            1,
        ),
    ] {
        let service = Service::default();
        let played = play(
            &service,
            &format!("{step}\ncall: {{ op: whoami, control: here }}"),
        )
        .await;
        assert_eq!(
            service.asked("/register").len(),
            registered,
            "{step}: {}",
            played.told()
        );
    }
}

#[tokio::test]
async fn a_pool_has_members_of_its_own_in_each_case() {
    let service = Service::default();
    let target = target(&service.start().await);
    let steps = format!(
        "{STEPS}
        call: {{ op: whoami, as: pool }}
        call: {{ op: whoami, as: pool/1 }}
        call: {{ op: whoami, as: pool/2 }}
        call: {{ op: whoami, as: pool/2/tab2 }}
        http: {{ method: GET, path: /health, query: {{ q: \"${{identities.pool/3.email}}\" }}, proof: {{ status: 200 }} }}
        call: {{ op: whoami, control: here }}"
    );
    let first = scenario(&steps, EXPECT);
    let second = first.replace("id: a/b", "id: a/c");
    let played = Stage::new(target, first).play_all(&[&second]).await;
    for (id, verdict) in played.verdicts() {
        assert_eq!(verdict.kind, Kind::Pass, "{id}: {}", verdict.reason);
    }
    let mut emails = service.asked("/register");
    assert_eq!(emails.len(), 5 + 5, "{}", played.told());
    emails.sort();
    emails.dedup();
    assert_eq!(emails.len(), 10);
    // The second session of a member logs in, and does not register.
    assert_eq!(service.asked("/login").len(), 2 * 5);
}

/// A target whose pool is three accounts that it knows already.
async fn with_accounts(service: &Service) -> String {
    let accounts = (1..=3).map(|number| {
        let email = format!("member-{number}@example.test");
        let mut known = service.known.lock().unwrap();
        known.insert(email.clone(), format!("password of member {number}"));
        format!("{{ email: \"{email}\", password: {{ env: MEMBER_{number} }} }}")
    });
    let accounts: Vec<String> = accounts.collect();
    let made_up = "pool: { register: register, size: 3, email: { fresh: email }, password: { fresh: password } }";
    let listed = format!("pool: {{ accounts: [{}] }}", accounts.join(", "));
    let target = target(&service.start().await);
    assert!(target.contains(made_up));
    target.replace(made_up, &listed)
}

fn members(stage: Stage) -> Stage {
    (1..=3).fold(stage, |stage, number| {
        let password = format!("password of member {number}");
        stage.secret(&format!("MEMBER_{number}"), &password)
    })
}

#[tokio::test]
async fn a_pool_of_accounts_lends_them_and_registers_nobody() {
    let service = Service::default();
    let target = with_accounts(&service).await;
    let steps = format!(
        "{STEPS}
        call: {{ op: whoami, as: pool }}
        call: {{ op: whoami, as: pool/1, probe: one }}
        call: {{ op: whoami, as: pool/2 }}
        call: {{ op: whoami, as: pool/2/tab2 }}
        call: {{ op: whoami, control: here }}"
    );
    let expect = format!("{EXPECT}\n{{ probe: one, is: accepted, level: must }}");
    let first = scenario(&steps, &expect);
    let second = first.replace("id: a/b", "id: a/c");
    let played = members(Stage::new(target, first))
        .play_all(&[&second])
        .await;
    for (id, verdict) in played.verdicts() {
        assert_eq!(verdict.kind, Kind::Pass, "{id}: {}", verdict.reason);
    }
    let of_pool = |email: &&String| email.starts_with("member-");
    let registered = service.asked("/register");
    assert_eq!(registered.iter().filter(of_pool).count(), 0);
    let mut logins: Vec<String> = service.asked("/login");
    logins.retain(|email| of_pool(&email));
    // Three members with four sessions, in each of two cases.
    assert_eq!(logins.len(), 2 * 4, "{}", played.told());
    logins.sort();
    logins.dedup();
    assert_eq!(logins.len(), 3);
}

#[tokio::test]
async fn a_case_that_takes_more_accounts_than_there_are_is_skipped() {
    let service = Service::default();
    let target = with_accounts(&service).await;
    let steps = format!(
        "{STEPS}
        call: {{ op: whoami, as: pool }}
        call: {{ op: whoami, as: pool/1 }}
        call: {{ op: whoami, as: pool/2 }}
        call: {{ op: whoami, as: pool/3 }}
        call: {{ op: whoami, control: here }}"
    );
    let played = members(Stage::new(target, scenario(&steps, EXPECT)))
        .play()
        .await;
    played.is(
        Kind::Skipped,
        "identity `pool` has 3 accounts in this target, and the check takes 4",
    );
    assert!(service.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_pool_that_is_too_small_is_told_before_anything_is_sent() {
    for (step, reason) in [
        (
            "call: { op: whoami, as: pool/4 }",
            "identity `pool` has 3 members in this target, and the check uses `pool/4`",
        ),
        (
            "call: { op: whoami, as: pool/0 }",
            "and the check uses `pool/0`",
        ),
        (
            "call: { op: whoami, as: user/1 }",
            "identity `user` has no members (`size`) in this target",
        ),
        (
            "http: { method: GET, path: /health, query: { q: \"${identities.pool/9.email}\" }, proof: { status: 200 } }",
            "the check uses `pool/9`",
        ),
    ] {
        let service = Service::default();
        let played = play(
            &service,
            &format!("{step}\ncall: {{ op: whoami, control: here }}"),
        )
        .await;
        played.is(Kind::Skipped, reason);
        assert!(service.asked.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_step_that_registers_finds_nobody_registered() {
    let service = Service::default();
    let steps = "call: { op: register, as: pool/1 }
        call: { op: whoami, as: pool/1 }
        call: { op: sign-up, as: pool/2 }
        call: { op: whoami, as: pool/2 }
        call: { op: register, as: pool/1, probe: again }
        call: { op: whoami, control: here }";
    let target = target(&service.start().await);
    let expect = format!("{EXPECT}\n{{ probe: again, is: {{ refused: forbidden }}, level: must }}");
    let text = scenario(&format!("{STEPS}\n{steps}"), &expect);
    let played = Stage::new(target, text).play().await;
    played.is(Kind::Pass, "");
    assert_eq!(service.asked("/register").len(), 4, "{}", played.told());
}

#[tokio::test]
async fn a_registration_that_fails_leaves_the_case_undecided() {
    let service = Service {
        closed: true,
        ..Service::default()
    };
    let played = play(&service, "call: { op: whoami, control: here }").await;
    played.is(
        Kind::Inconclusive,
        "set-up `register` of `user` was refused: HTTP 403",
    );
    assert!(matches!(played.act(1).outcome, Outcome::Unclear(_)));
}
