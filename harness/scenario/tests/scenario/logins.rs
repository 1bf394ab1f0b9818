//! Binding: identities, credentials and operations of a login.

use crate::common::source;
use gateproof_scenario::{TargetFile, bind, read_scenario, read_target};
use model::plan::Work;

fn target() -> TargetFile {
    let text = r#"
name: t
services: { app: { http: "http://127.0.0.1:80", ws: "ws://127.0.0.1:80" } }
scope: { hosts: [127.0.0.1], impact: destroy }
identities:
  user: { register: sign-up, email: { fresh: email } }
  other: { email: { fresh: email } }
  nameless: { name: { fresh: uuid } }
  pool: { register: sign-up, size: 3, email: { fresh: email } }
credentials:
  csrf: { from: login, places: [{ cookie: csrf }, { header: X-CSRF }], combine: all-equal }
  access: { from: login, places: [bearer] }
  ticket: { from: issue, places: [{ query: ticket }] }
operations:
  sign-up: { post: /sign-up, json: { email: "${identity.email}" }, proof: { status: 201 } }
  first: { get: /first, outputs: { code: { location: code } }, values: { nonce: { fresh: uuid } } }
  second: { post: /second, form: { code: "${code}", v: "${pair.verifier}" }, outputs: { access: { json: "$.t" }, csrf: { json: "$.c" } } }
  login: { run: [first, second], values: { state: { fresh: uuid }, pair: { fresh: pkce } } }
  issue: { post: /tickets, needs: [csrf, access], outputs: { ticket: { json: "$.t" } } }
  health: { get: /health, proof: { status: 200 } }
  socket: { ws: /ws, needs: [ticket], instead: [access], proof: { json: "$.type", equals: hello } }
contract: { refusals: { unauthenticated: { http: [{ status: [401] }], ws: [dropped] } } }
"#;
    read_target(source("target.yaml", text)).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Why a step is skipped, or that it runs.
fn reason(step: &str) -> String {
    let text = format!(
        "id: own/case\ntitle: A fault\nsteps:\n  - call: {{ op: health, control: both }}\n  - {step}\nexpect:\n  - {{ probe: p, is: {{ refused: unauthenticated }}, level: must }}\n"
    );
    let scenario = read_scenario(source("own.yaml", text));
    let scenario = scenario.unwrap_or_else(|errors| panic!("{errors}"));
    let plan = bind(&target(), &[&scenario]).unwrap_or_else(|errors| panic!("{errors}"));
    match &plan.cases[0].work {
        Work::Run(_) => "runs".to_owned(),
        Work::Skip(reason) => reason.clone(),
    }
}

#[test]
fn pools_have_as_many_members_as_they_say() {
    for (role, wanted) in [
        ("pool", "runs"),
        ("pool/3", "runs"),
        ("pool/3/tab2", "runs"),
        ("user/tab2", "runs"),
        (
            "pool/4",
            "identity `pool` has 3 members in this target, and the check uses `pool/4`",
        ),
        (
            "user/1",
            "identity `user` has no members (`size`) in this target",
        ),
        ("crowd/1", "the target has no identity `crowd`"),
        (
            "nameless",
            "identity `nameless` has no `email`, which operation `sign-up` uses",
        ),
    ] {
        let step = format!("call: {{ op: sign-up, as: {role}, probe: p }}");
        assert_eq!(reason(&step), wanted, "{role}");
    }
    let many = |count: u32| {
        reason(&format!(
            "burst: {{ do: {{ call: {{ op: health, as: pool/each }} }}, times: {count}, probe: p }}"
        ))
    };
    assert_eq!(many(3), "runs");
    assert_eq!(
        many(4),
        "identity `pool` has 3 members in this target, and the check takes 4"
    );
}

#[test]
fn a_step_gives_what_a_run_passes_on_or_makes() {
    for (with, wanted) in [
        ("code: x", "runs"),
        ("state: x", "runs"),
        ("nonce: x", "runs"),
        ("pair: x", "operation `login` of the target takes no `pair`"),
        ("coed: x", "operation `login` of the target takes no `coed`"),
    ] {
        let step = format!("call: {{ op: login, with: {{ {with} }}, probe: p }}");
        assert_eq!(reason(&step), wanted, "{with}");
    }
    // Alone, an operation takes only what it names.
    let alone = |with: &str| {
        reason(&format!(
            "call: {{ op: second, with: {{ {with} }}, probe: p }}"
        ))
    };
    assert_eq!(alone("code: x"), "runs");
    let wanted = "operation `second` of the target takes no `state`";
    assert_eq!(alone("state: x"), wanted);
}

#[test]
fn main_is_no_csrf_token_and_what_is_taken_instead_is_no_other_kind() {
    // `csrf` stands in a cookie, `access` in none.
    let place = "call: { op: issue, credential: [{ place: cookie, is: none }], probe: p }";
    assert_eq!(
        reason(place),
        "credential `access` does not stand in a place `cookie`"
    );
    let csrf =
        "call: { op: issue, credential: [{ name: csrf, place: cookie, is: none }], probe: p }";
    assert_eq!(reason(csrf), "runs");
    for (used, wanted) in [
        ("{ name: access, is: none }", "runs"),
        ("{ is: { kind: csrf } }", "runs"),
        (
            "{ is: { kind: access } }",
            "operation `socket` takes credential `access` as well (`instead`)",
        ),
        (
            "{ name: csrf, is: none }",
            "operation `socket` needs no credential `csrf` in this target",
        ),
    ] {
        let step = format!("open: {{ op: socket, credential: [{used}], probe: p }}");
        assert_eq!(reason(&step), wanted, "{used}");
    }
}
