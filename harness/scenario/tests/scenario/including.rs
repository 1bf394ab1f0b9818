//! Includes: what the steps of a flow become in a case, and where flows come from.

use crate::common::{flows, folder, source, target, target_with};
use gateproof_scenario::{Flows, ScenarioFile, Source, bind, lint, load};
use model::plan::{Case, Recipe, Steps, Work};

fn scenario(text: &str) -> ScenarioFile {
    let read = flows().read_scenario(source("own.yaml", text));
    read.unwrap_or_else(|errors| panic!("{errors}"))
}

fn cases(scenario: &ScenarioFile) -> Vec<Case> {
    let plan = bind(&target(), &[scenario]);
    plan.unwrap_or_else(|errors| panic!("{errors}")).cases
}

fn steps(case: &Case) -> &Steps {
    match &case.work {
        Work::Run(Recipe::Steps(steps)) => steps,
        Work::Skip(reason) => panic!("{reason}"),
    }
}

/// Each act: its number, that of its step, its part and what it does.
fn told(steps: &Steps) -> String {
    let mut lines: Vec<String> = steps
        .values
        .iter()
        .map(|(name, value)| format!("{name} = {:?}", value.fresh))
        .collect();
    lines.extend(steps.acts().map(|act| {
        let what = serde_json::to_string(&act.what).expect("written");
        format!("{} step {} {:?} {what}", act.number, act.step, act.tag)
    }));
    lines.join("\n")
}

const TWICE: &str = r#"id: own/twice
title: A fault
values: { marker: { fresh: uuid } }
matrix: { m: { rows: { a: { role: other }, b: { role: user } } } }
steps:
  - include: { flow: listening, with: { socket: one }, as: "${row.m.role}", capture: { theirs: channel, also: channel } }
  - include: { flow: listening, with: { socket: two, message: "${theirs} ${row.m}", within: "${contract.effect}" }, capture: { found: found } }
  - include: { flow: login-afresh, as: other }
  - send: { op: ping, socket: one, control: both }
  - call: { op: whoami, with: { access: "${theirs} ${also} ${found} ${marker}" }, probe: p }
expect:
  - { probe: p, is: not-accepted, level: must }
"#;

#[test]
fn two_includes_have_names_of_their_own_and_the_number_of_their_step() {
    let cases = cases(&scenario(TWICE));
    assert_eq!(cases.len(), 2);
    insta::assert_snapshot!(told(steps(&cases[0])));
}

#[test]
fn a_scenario_with_includes_has_no_lint_and_binds_the_same_each_time() {
    let scenario = scenario(TWICE);
    let found = lint(Some(&target()), &scenario);
    assert!(found.is_empty(), "{found}");
    assert_eq!(cases(&scenario), cases(&scenario));
}

#[test]
fn a_flow_may_skip_a_case() {
    let reason = |target, step: &str| {
        let text = format!(
            "id: own/skipped\ntitle: A fault\nmatrix: {{ f: {{ rows: {{ none: {{}} }} }} }}\nsteps:\n  - {step}\n  - call: {{ op: whoami, control: both, with: {{ access: \"${{row.f}}\" }} }}\n  - call: {{ op: whoami, probe: p }}\nexpect:\n  - {{ probe: p, is: accepted, level: must }}\n  - {{ probe: p, is: not-accepted, level: must }}\n"
        );
        let plan = bind(target, &[&scenario(&text)]).unwrap_or_else(|e| panic!("{e}"));
        match &plan.cases[0].work {
            Work::Skip(reason) => reason.clone(),
            Work::Run(_) => "runs".to_owned(),
        }
    };
    let anonymous = target_with(&[(
        "  other: { username: bob, password: { env: SESSIONS_BOB_PASSWORD } }\n",
        "",
    )]);
    let all = [
        reason(&target(), "include: { flow: login-afresh, as: admin }"),
        reason(&target(), "include: { flow: family/settled }"),
        reason(&target(), "include: { flow: \"family/${row.f}\" }"),
        reason(&target(), "include: { flow: \"listenin${row.f}\" }"),
        reason(
            &anonymous,
            "include: { flow: listening, with: { socket: s } }",
        ),
        reason(&target(), "include: { flow: login-afresh }"),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn faults_of_a_flow_are_told_once_over_all_scenarios() {
    let text = "id: own/one\ntitle: A fault\nmatrix: { m: { rows: { a: {}, b: {} } } }\nsteps:\n  - include: { flow: family/lifetime }\n  - include: { flow: family/lifetime, as: \"other/${row.m}\" }\n  - call: { op: whoami, control: both }\n  - call: { op: whoami, probe: p }\nexpect:\n  - { probe: p, is: not-accepted, level: must }\n";
    let [one, two] = [
        scenario(text),
        scenario(&text.replace("own/one", "own/two")),
    ];
    let errors = bind(&target(), &[&one, &two]).expect_err("the flow is at fault");
    let places: Vec<_> = errors
        .iter()
        .map(|error| (error.file(), error.position()))
        .collect();
    let file = "flows/family/lifetime.yaml";
    assert_eq!(places, [(file, Some((5, 43))), (file, Some((6, 43)))]);
}

#[test]
fn flows_beside_a_scenario_win_and_only_those_included_matter() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    let own = "id: own/x\ntitle: A fault\nsteps:\n  - include: { flow: login-afresh }\n  - include: { flow: deep/er }\n  - include: { flow: family/quiet, with: { socket: s, within: 1s } }\n  - call: { op: whoami, control: both }\n  - open: { op: socket, socket: s, probe: p }\nexpect:\n  - { probe: p, is: not-accepted, level: must }\n";
    let own = own.replace(
        "  - include: { flow: family/quiet, with: { socket: s, within: 1s } }\n",
        "",
    );
    write("own.yaml", &own);
    write(
        "flows/login-afresh.yaml",
        "flow: login-afresh\nsteps:\n  - call: { op: health }\n",
    );
    write(
        "flows/deep/er.yml",
        "flow: deep/er\nsteps:\n  - call: { op: logout }\n",
    );
    write("flows/notes.txt", "no flow");
    write("flows/unused.yaml", "flow: 5\n");
    let path = folder.path().join("own.yaml");
    let all = Flows::beside(&path).over(&flows());
    let read = all.read_scenario(load(&path).unwrap_or_else(|e| panic!("{e}")));
    let read = read.unwrap_or_else(|errors| panic!("{errors}"));
    let cases = cases(&read);
    let ops: Vec<_> = steps(&cases[0]).acts().map(|act| act.what.op()).collect();
    assert_eq!(ops[..3], [Some("health"), Some("logout"), Some("whoami")]);
    assert!(
        all.check()
            .expect_err("faulty")
            .to_string()
            .contains("unused.yaml")
    );
    let bare = Flows::beside(&folder.path().join("elsewhere").join("x.yaml"));
    assert!(bare.check().is_ok());
}

#[test]
fn a_flow_read_as_a_scenario_says_what_it_is() {
    let path = folder("flows").join("login-afresh.yaml");
    let text = load(&path).unwrap_or_else(|e| panic!("{e}")).text;
    let source = Source {
        name: "flows/login-afresh.yaml".to_owned(),
        text,
    };
    let errors = Flows::default().read_scenario(source).expect_err("a flow");
    insta::assert_snapshot!(errors.to_string());
}

#[test]
fn a_case_does_not_grow_without_end() {
    let step = "  - call: { op: health }\n";
    let flow = format!("flow: long\nsteps:\n{}", step.repeat(2_000));
    let flows = Flows::read([("long".to_owned(), source("flows/long.yaml", flow))]);
    let read = |includes: usize| {
        let text = format!(
            "id: own/long\ntitle: A fault\nsteps:\n{}  - call: {{ op: whoami, control: both }}\n  - call: {{ op: whoami, probe: p }}\nexpect:\n  - {{ probe: p, is: not-accepted, level: must }}\n",
            "  - include: { flow: long }\n".repeat(includes)
        );
        let read = flows.read_scenario(source("own.yaml", text));
        read.unwrap_or_else(|errors| panic!("{errors}"))
    };
    assert!(bind(&target(), &[&read(4)]).is_ok());
    let errors = bind(&target(), &[&read(2_000)]).expect_err("too long");
    assert!(
        errors.to_string().contains("more than 10000 steps"),
        "{errors}"
    );
}
