//! Axes over the entries of a target: which rows there are, what they stand for, and why there is none.

use crate::common::{source, target, target_with};
use gateproof_scenario::{ScenarioFile, TargetFile, bind, read_scenario};
use model::credential::PlaceUse;
use model::plan::{Case, Recipe, Work};
use model::step::Step;

/// A scenario whose one axis is `axis`, used by the probe `step`.
fn over(axis: &str, step: &str) -> ScenarioFile {
    let text = format!(
        "id: own/each\ntitle: A fault\nmatrix: {{ x: {axis} }}\nsteps:\n  - call: {{ op: health, control: both }}\n  - {step}\nexpect:\n  - {{ probe: p, is: not-accepted, level: must }}\n"
    );
    read_scenario(source("own.yaml", text)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn cases(target: &TargetFile, scenario: &ScenarioFile) -> Vec<Case> {
    bind(target, &[scenario])
        .unwrap_or_else(|errors| panic!("{errors}"))
        .cases
}

/// Each case: its id, and its probe or why it is skipped.
fn told(target: &TargetFile, axis: &str, step: &str) -> String {
    let cases = cases(target, &over(axis, step));
    let lines = cases.iter().map(|case| match &case.work {
        Work::Skip(reason) => format!("{} SKIP {reason}", case.id),
        Work::Run(Recipe::Steps(steps)) => {
            let probe = serde_json::to_string(&steps.inner[0].what).expect("written");
            format!("{} {probe}", case.id)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

const SENT: &str =
    r#"http: { method: GET, path: "/?a=${row.x}", proof: { status: 200 }, probe: p }"#;

#[test]
fn rows_are_the_entries_in_the_order_of_the_file() {
    let call = r#"call: { op: "${row.x}", probe: p }"#;
    let part = |field: &str| {
        format!(
            "http: {{ method: GET, path: \"/?a=${{row.x}}&b=${{row.x.{field}}}\", proof: {{ status: 200 }}, probe: p }}"
        )
    };
    let open = r#"open: { op: socket, credential: [{ place: "${row.x}", is: none }], probe: p }"#;
    let two = target_with(&[(
        "places: [{ query: token }]",
        "places: [bearer, { header: X-One }, { header: \"X Two\" }]",
    )]);
    let odd = target_with(&[(
        "allowed: [127.0.0.1, localhost]",
        "allowed: [a, \"a b\", a, \"[::1]\"]",
    )]);
    let all = [
        told(&target(), "{ each: contract.lifetimes }", &part("value")),
        told(&target(), "{ each: contract.tokens }", &part("aud")),
        told(&target(), "{ each: credentials }", &part("format")),
        told(&target(), "{ each: identities }", &part("username")),
        told(
            &target(),
            "{ each: operations, where: { needs: [access], method: [GET, POST] } }",
            call,
        ),
        told(
            &target(),
            "{ each: operations, where: { method: [POST] } }",
            &part("needs"),
        ),
        told(&target(), "{ each: operations.socket.main.places }", open),
        told(
            &target(),
            "{ each: operations.whoami.main.places }",
            &part("kind"),
        ),
        told(
            &two,
            "{ each: operations.socket.main.places, where: { kind: [header] } }",
            open,
        ),
        told(
            &two,
            "{ each: operations.socket.main.places }",
            &part("header"),
        ),
        told(&odd, "{ each: contract.hosts.allowed }", SENT),
        told(&target(), "{ each: contract.endings.lifetime }", SENT),
        told(&target(), "{ each: contract.refusals }", SENT),
        told(
            &target(),
            "{ each: contract.lifetimes, where: { value: [60m] } }",
            SENT,
        ),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn a_place_by_number_is_a_number() {
    let two = target_with(&[(
        "places: [{ query: token }]",
        "places: [{ header: X-One }, { header: X-Two }]",
    )]);
    let scenario = over(
        "{ each: operations.socket.main.places }",
        r#"open: { op: socket, credential: [{ place: "${row.x}", is: empty }], probe: p }"#,
    );
    let used: Vec<_> = cases(&two, &scenario)
        .into_iter()
        .filter_map(|case| match case.work {
            Work::Run(Recipe::Steps(steps)) => match &steps.inner[0].what {
                Step::Open(open) => open.credential[0].place.clone(),
                _ => None,
            },
            Work::Skip(reason) => panic!("{reason}"),
        })
        .collect();
    assert_eq!(used, [PlaceUse::Number(1), PlaceUse::Number(2)]);
}

#[test]
fn without_rows_one_case_says_why() {
    let bare = target_with(&[(
        "  tokens: { without-exp: refuse, access: { iss: sessions, aud: sessions-api, type: access } }\n",
        "  tokens: { without-exp: refuse }\n",
    )]);
    let all = [
        told(&bare, "{ each: contract.tokens }", SENT),
        told(
            &target(),
            "{ each: operations, where: { needs: [csrf], method: [POST, PUT] } }",
            SENT,
        ),
        told(&target(), "{ each: operations.sockt.main.places }", SENT),
        told(&target(), "{ each: operations.health.main.places }", SENT),
        told(&target(), "{ each: operations.health.needs }", SENT),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn what_the_target_cannot_do_is_said_before_that_it_has_no_rows() {
    let text = "id: own/each\ntitle: A fault\nneeds: { contract.settle: [] }\nmatrix: { x: { each: operations, where: { needs: [csrf] } }, y: { rows: { a: {}, b: {} } } }\nsteps:\n  - call: { op: health, control: both }\n  - call: { op: \"${row.x}\", as: \"${row.y}\", probe: p }\nexpect:\n  - { probe: p, is: not-accepted, level: must }\n";
    let scenario = read_scenario(source("own.yaml", text)).unwrap_or_else(|e| panic!("{e}"));
    let cases = cases(&target(), &scenario);
    let [case] = cases.as_slice() else {
        panic!("one case")
    };
    assert_eq!(case.id.0, "own/each");
    let reason = "the target does not declare `contract.settle`".to_owned();
    assert_eq!(case.work, Work::Skip(reason));
}

#[test]
fn more_cases_than_are_made_are_a_fault_of_the_file() {
    let operations: String = (0..200)
        .map(|number| format!("  o{number}: {{ get: /, proof: {{ status: 200 }} }}\n"))
        .collect();
    let many = target_with(&[("operations:\n", &format!("operations:\n{operations}"))]);
    let text = "id: own/each\ntitle: A fault\nmatrix: { x: { each: operations }, y: { each: operations } }\nsteps:\n  - call: { op: health, control: both }\n  - call: { op: \"${row.x}\", with: { a: \"${row.y}\" }, probe: p }\nexpect:\n  - { probe: p, is: not-accepted, level: must }\n";
    let scenario = read_scenario(source("own.yaml", text)).unwrap_or_else(|e| panic!("{e}"));
    let errors = bind(&many, &[&scenario]).expect_err("too many").to_string();
    assert!(
        errors.contains("cases with this target; more than 10000"),
        "{errors}"
    );
}

#[test]
fn cookies_say_whence_they_come_and_credentials_where_they_are_found() {
    let cookies = target_with(&[
        (
            "  access: { from: login, places: [bearer], format: jwt, signed-by: signing }\n",
            "  access: { from: login, places: [bearer, { cookie: __Host-access }], format: jwt, signed-by: signing }\n  page: { from: login, places: [{ cookie: page }] }\n  given: { places: [bearer] }\n",
        ),
        (
            "  effect: 300ms\n",
            "  cookies: { page: { http-only: true }, access: { http-only: true } }\n",
        ),
        (
            "outputs: { access: { json: \"$.access_token\" } }",
            "outputs: { access: { json: \"$.access_token\" }, page: { text: whole } }",
        ),
    ]);
    let sent = |field: &str| {
        format!(
            "http: {{ method: GET, path: \"/${{row.x}}/${{row.x.{field}}}\", proof: {{ status: 200 }}, probe: p }}"
        )
    };
    let all = [
        told(&cookies, "{ each: contract.cookies }", &sent("from")),
        told(&cookies, "{ each: contract.cookies }", &sent("cookie")),
        told(
            &cookies,
            "{ each: contract.cookies, where: { prefix: [host, secure] } }",
            &sent("prefix"),
        ),
        told(&cookies, "{ each: credentials }", &sent("yielded-in")),
        told(
            &cookies,
            "{ each: credentials, where: { yielded-in: [json] } }",
            SENT,
        ),
    ];
    insta::assert_snapshot!(all.join("\n--\n"));
}

#[test]
fn what_shows_that_the_own_page_sent_a_request_decides_which_operations_need_it() {
    let changes = "  drop: { delete: /me, needs: [access], proof: { status: 204 } }\n  sync: { post: /sync, needs: [access], proof: { status: 204 } }\n  logout: ";
    let told_by = |csrf: &str, value: &str| {
        let csrf = format!("contract:\n  csrf: {csrf}\n");
        let target = target_with(&[
            ("places: [bearer]", "places: [{ cookie: s }, bearer]"),
            ("  logout: ", changes),
            ("contract:\n", &csrf),
        ]);
        let axis = format!("{{ each: operations, where: {{ csrf: [{value}] }} }}");
        let cases = cases(
            &target,
            &over(&axis, r#"call: { op: "${row.x}", probe: p }"#),
        );
        let ids = cases.iter().map(|case| case.id.to_string());
        let rows: Vec<String> = ids
            .filter_map(|id| Some(id.split_once('#')?.1.to_owned()))
            .collect();
        rows.join(" ")
    };
    for (csrf, value, rows) in [
        ("{ by: [origin] }", "needed", "publish drop sync"),
        ("{ by: [form-origin] }", "needed", "publish sync"),
        ("{ by: [form-origin] }", "preflight", "drop"),
        ("{ by: [content-type] }", "needed", "publish"),
        ("{ by: [content-type] }", "unprotected", "sync"),
        (
            "{ by: [content-type], exempt: [login, sync] }",
            "exempt",
            "login sync",
        ),
        ("{ by: [referer] }", "needed", ""),
        ("{}", "needed", ""),
    ] {
        assert_eq!(told_by(csrf, value), rows, "{csrf} {value}");
    }
}
