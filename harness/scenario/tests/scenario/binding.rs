//! Binding: what is skipped and why, how steps are split.

use crate::common::{check, source, target, target_with};
use gateproof_scenario::{ScenarioFile, TargetFile, bind, read_scenario};
use model::plan::{Case, Recipe, Steps, Tag, Work};

fn scenario(text: &str) -> ScenarioFile {
    read_scenario(source("own.yaml", text)).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A scenario that judges one step.
fn judging(head: &str, step: &str, outcome: &str) -> ScenarioFile {
    scenario(&format!(
        "id: own/case\ntitle: A fault\n{head}\nsteps:\n  - call: {{ op: health, control: both }}\n  - {step}\nexpect:\n  - {{ probe: p, is: {outcome}, level: must }}\n"
    ))
}

fn cases(target: &TargetFile, scenario: &ScenarioFile) -> Vec<Case> {
    bind(target, &[scenario])
        .unwrap_or_else(|errors| panic!("{errors}"))
        .cases
}

/// The reason of the only case, or that it runs.
fn reason(target: &TargetFile, scenario: &ScenarioFile) -> String {
    let cases = cases(target, scenario);
    assert_eq!(cases.len(), 1);
    match &cases[0].work {
        Work::Run(_) => "runs".to_owned(),
        Work::Skip(reason) => reason.clone(),
    }
}

fn steps(case: &Case) -> &Steps {
    match &case.work {
        Work::Run(Recipe::Steps(steps)) => steps,
        Work::Skip(reason) => panic!("{reason}"),
    }
}

#[test]
fn every_reason_to_skip_is_one_sentence() {
    let full = target();
    let opaque = target_with(&[("format: jwt, signed-by: signing", "format: opaque")]);
    let keyless = target_with(&[(", secret: { env: SESSIONS_SECRET }", "")]);
    let public = target_with(&[(
        "alg: HS256, secret: { env: SESSIONS_SECRET }",
        "alg: ES256, public: { env: SESSIONS_PUBLIC }",
    )]);
    let unsigned = target_with(&[("format: jwt, signed-by: signing", "format: jwt")]);
    let bare = target_with(&[
        (
            "  tokens: { without-exp: refuse, access: { iss: sessions, aud: sessions-api, type: access } }\n",
            "",
        ),
        (
            "  origins: { allowed: [\"https://app.example.test\"], absent: refuse }\n",
            "",
        ),
        ("  endings: { lifetime: [{ close: { code: 4408 } }] }\n", ""),
    ]);
    let visitor = target_with(&[(
        "user: { username: alice, password: { env: SESSIONS_ALICE_PASSWORD } }",
        "user: visitor",
    )]);
    // Target, head of the scenario, step, outcome; `-` for none, and a refusal as unauthenticated.
    let told: Vec<String> = include_str!("../skipped.txt")
        .lines()
        .map(|line| {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let [name, head, step, outcome] = parts[..] else {
                panic!("four parts: {line}");
            };
            let target = match name {
                "full" => &full,
                "opaque" => &opaque,
                "keyless" => &keyless,
                "public" => &public,
                "unsigned" => &unsigned,
                "bare" => &bare,
                "visitor" => &visitor,
                other => panic!("no target {other}"),
            };
            let outcome = match outcome {
                "-" => "{ refused: unauthenticated }",
                outcome => outcome,
            };
            let step = step.strip_suffix('}').expect("a step");
            let head = head.trim_start_matches('-');
            let scenario = judging(head, &format!("{step}, probe: p }}"), outcome);
            format!("{line}\n    {}", reason(target, &scenario))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn expectations_are_filled_in_from_the_target_or_skipped_with_the_reason() {
    let cookies = "  access: { from: login, places: [bearer, { cookie: __Host-access }], format: jwt, signed-by: signing }\n  plain: { from: login, places: [{ cookie: plain }] }\n  bare: { from: login, places: [{ cookie: bare }] }\n";
    let contract = "  cookies:\n    access: { http-only: true, secure: in-production, same-site: strict, path: /, domain: absent, max-age: lifetimes.access }\n    plain: { secure: never, domain: .App.test, max-age: session }\n";
    let target = |environment: &str| {
        target_with(&[
            (
                "  access: { from: login, places: [bearer], format: jwt, signed-by: signing }\n",
                cookies,
            ),
            ("  environment: production\n", environment),
            ("  effect: 300ms\n", contract),
            (
                "outputs: { access: { json: \"$.access_token\" } }",
                "outputs: { access: { json: \"$.access_token\" }, plain: { cookie: plain }, bare: { cookie: bare } }",
            ),
        ])
    };
    let production = target("  environment: production\n");
    let (development, undeclared) = (target("  environment: development\n"), target(""));
    let expecting = |predicate: &str| {
        scenario(&format!(
            "id: own/case\ntitle: A fault\nsteps:\n  - call: {{ op: whoami, control: both }}\n  - call: {{ op: login, probe: p }}\nexpect:\n  - {{ probe: p, {predicate}, level: must }}\n"
        ))
    };
    let told = [
        (
            &production,
            "cookie: { credential: access, attributes: as-declared }",
        ),
        (
            &production,
            "cookie: { name: plain, attributes: as-declared }",
        ),
        (
            &production,
            "cookie: { every: declared, attributes: cleared }",
        ),
        (
            &production,
            "cookie: { every: declared, attributes: as-prefix-demands }",
        ),
        (
            &production,
            "cookie: { every: prefixed, attributes: as-prefix-demands }",
        ),
        (
            &development,
            "cookie: { credential: access, attributes: as-declared }",
        ),
        (
            &undeclared,
            "cookie: { credential: access, attributes: as-declared }",
        ),
        (
            &production,
            "cookie: { credential: bare, attributes: as-declared }",
        ),
        (
            &production,
            "cookie: { credential: bare, attributes: as-prefix-demands }",
        ),
        (
            &production,
            "cookie: { credential: bare, attributes: cleared }",
        ),
        (
            &production,
            "cookie: { credential: refresh, attributes: as-declared }",
        ),
        (
            &cookieless(),
            "cookie: { credential: access, attributes: cleared }",
        ),
        (
            &cookieless(),
            "cookie: { every: declared, attributes: as-declared }",
        ),
        (
            &cookieless(),
            "cookie: { every: prefixed, attributes: as-prefix-demands }",
        ),
        (
            &production,
            "header: { Cache-Control: { contains: no-store }, Age: {} }",
        ),
        (&production, "output: { access: { exists: true } }"),
        (&production, "output: { refresh: { exists: false } }"),
        (&production, "within: 2s"),
    ]
    .map(|(target, predicate)| {
        let cases = cases(target, &expecting(predicate));
        let what = match &cases[0].work {
            Work::Run(Recipe::Steps(steps)) => {
                serde_json::to_string(&steps.expect[0].predicate).expect("JSON")
            }
            Work::Skip(reason) => reason.clone(),
        };
        format!("{predicate}\n    {what}")
    });
    insta::assert_snapshot!(told.join("\n"));
}

/// A target without a cookie.
fn cookieless() -> TargetFile {
    target()
}

#[test]
fn what_the_owner_says_of_an_origin_decides_its_row() {
    let written = "  origins: { allowed: [\"https://app.example.test\"], absent: refuse";
    let lax = format!("{written}, other-port: accept, several: accept");
    let scenario = judging(
        "matrix: { o: { named: origins, contract: { absent: origins.absent, other-scheme: origins.other-scheme, other-port: origins.other-port, several: origins.several } } }",
        "open: { op: socket, origin: \"${row.o}\", probe: p }",
        "{ by-row: origin }",
    );
    let decided = |target: &TargetFile| -> Vec<String> {
        let told = cases(target, &scenario).into_iter().map(|case| {
            let expected = &steps(&case).expect;
            format!("{} {:?}", case.id.0, expected[0].predicate)
        });
        told.collect()
    };
    assert_eq!(
        decided(&target()),
        [
            "own/case#absent Is(Refused(Origin))",
            "own/case#other-scheme Is(Refused(Origin))",
            "own/case#other-port Is(Refused(Origin))",
            "own/case#several Is(NotAccepted)",
        ]
    );
    assert_eq!(
        decided(&target_with(&[(written, lax.as_str())])),
        [
            "own/case#absent Is(Refused(Origin))",
            "own/case#other-scheme Is(Refused(Origin))",
            "own/case#other-port Is(Accepted)",
            "own/case#several Is(Accepted)",
        ]
    );
}

#[test]
fn rows_and_the_contract_are_filled_in_before_typing() {
    let scenario = scenario(
        "id: own/filled\ntitle: A fault\nmatrix: { m: { rows: { a: { must: refuse, is: { forge: alg-none }, who: other } } } }\nsteps:\n  - open: { op: socket, socket: s, control: both }\n  - await: { socket: s, for: end, within: \"${contract.effect}\", control: here }\n  - call: { op: whoami, as: \"${row.m.who}\", credential: [{ is: \"${row.m.is}\" }], with: { access: \"x ${contract.sockets.per-user} ${row.m}\" }, probe: p }\nexpect:\n  - { probe: p, is: { by-row: unauthenticated }, level: must }\n",
    );
    let cases = cases(&target(), &scenario);
    insta::assert_json_snapshot!(cases[0]);
}

#[test]
fn steps_are_split_and_what_both_controls_depend_on_is_done_afresh() {
    let cases = cases(&target(), &check("session/unknown-alike"));
    let steps = steps(&cases[0]);
    let told = |acts: &[model::plan::Act]| -> Vec<(u32, u32, Tag)> {
        acts.iter()
            .map(|act| (act.number, act.step, act.tag.clone()))
            .collect()
    };
    let probe = |name: &str| Tag::Probe(name.to_owned());
    assert_eq!(
        told(&steps.before),
        [(1, 1, Tag::Setup), (2, 2, Tag::Setup), (3, 3, Tag::Control)]
    );
    assert_eq!(
        told(&steps.inner),
        [
            (4, 4, probe("foreign")),
            (5, 5, Tag::Setup),
            (6, 6, Tag::Control),
            (7, 7, probe("unknown"))
        ]
    );
    assert_eq!(
        told(&steps.after),
        [
            (8, 8, Tag::Setup),
            (9, 9, Tag::Control),
            (10, 1, Tag::Setup),
            (11, 2, Tag::Setup),
            (12, 3, Tag::Control),
            (13, 5, Tag::Setup),
            (14, 6, Tag::Control),
        ]
    );
}

#[test]
fn without_both_nothing_is_repeated_and_refused_controls_are_told_apart() {
    let scenario = scenario(
        "id: own/here\ntitle: A fault\nsteps:\n  - call: { op: whoami, control: here }\n  - call: { op: whoami, probe: p }\n  - call: { op: whoami, as: anonymous, control: here, must: refuse }\n  - call: { op: whoami, control: here }\nexpect:\n  - { probe: p, is: accepted, level: must }\n",
    );
    let cases = cases(&target(), &scenario);
    let tags: Vec<Tag> = steps(&cases[0]).acts().map(|act| act.tag.clone()).collect();
    assert_eq!(
        tags,
        [
            Tag::Control,
            Tag::Probe("p".to_owned()),
            Tag::ControlRefused,
            Tag::Control
        ]
    );
}

#[test]
fn other_addresses_stand_in_both_forms_and_never_widen_the_scope() {
    let moved = target().with_addresses(Some("http://[::1]:9000/"), Some("ws://gate.test:9001"));
    let (_, service) = moved.target.service(None).expect("a service");
    assert_eq!(service.http.as_deref(), Some("http://[::1]:9000"));
    assert_eq!(service.ws.as_deref(), Some("ws://gate.test:9001"));
    assert_eq!(moved.target.scope.hosts, ["127.0.0.1"]);
    assert_eq!(moved.json()["services"]["app"]["ws"], "ws://gate.test:9001");
    assert_eq!(
        moved.json()["scope"]["hosts"].as_array().map(Vec::len),
        Some(1)
    );
    let same = target().with_addresses(Some("http://127.0.0.1:9000"), None);
    assert_eq!(same.target.scope.hosts, ["127.0.0.1"]);
}
