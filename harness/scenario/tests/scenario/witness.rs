//! Binding of time, listeners and records: what a target must declare for them.

use crate::common::{flows, source, target, target_with};
use gateproof_scenario::{ScenarioFile, TargetFile, bind};
use model::plan::{Act, Case, Recipe, Work};

fn scenario(steps: &str, expect: &str) -> ScenarioFile {
    let lines = |text: &str| -> String {
        let lines = text.lines().map(str::trim);
        lines.map(|line| format!("  - {line}\n")).collect()
    };
    let text = format!(
        "id: own/case\ntitle: A fault\nsteps:\n{}expect:\n{}",
        lines(steps),
        lines(expect)
    );
    let read = flows().read_scenario(source("own.yaml", text));
    read.unwrap_or_else(|errors| panic!("{errors}"))
}

fn case(target: &TargetFile, scenario: &ScenarioFile) -> Case {
    let plan = bind(target, &[scenario]).unwrap_or_else(|errors| panic!("{errors}"));
    plan.cases.into_iter().next().expect("a case")
}

/// The reason to skip it, or that it runs.
fn reason(target: &TargetFile, scenario: &ScenarioFile) -> String {
    match case(target, scenario).work {
        Work::Run(_) => "runs".to_owned(),
        Work::Skip(reason) => reason,
    }
}

#[test]
fn a_time_that_the_contract_does_not_declare_is_not_waited_for() {
    let after = |path: &str| {
        scenario(
            &format!(
                "call: {{ op: whoami, control: both, mark: done }}
                advance: {{ past: {{ contract: {path}, since: done }} }}
                call: {{ op: whoami, probe: late }}"
            ),
            "{ probe: late, is: { refused: unauthenticated }, level: contract }",
        )
    };
    assert_eq!(reason(&target(), &after("lifetimes.access")), "runs");
    assert_eq!(
        reason(&target(), &after("rotation.grace")),
        "the contract does not declare `rotation.grace`"
    );
    let declared = target_with(&[(
        "  effect: 300ms\n",
        "  effect: 300ms\n  rotation: { mode: grace, grace: 30s }\n",
    )]);
    assert_eq!(reason(&declared, &after("rotation.grace")), "runs");
}

#[test]
fn codes_are_drawn_where_they_are_declared_and_sent() {
    let drawing = scenario(
        "call: { op: whoami, control: both }
        draw: { send: send-code, read: read-code, times: 3, probe: drawn }",
        "{ probe: drawn, count: { repeated: { exactly: 0 } }, level: must }",
    );
    let read = "  read-code: { get: /code, outputs: { code: { json: \"$.code\" } } }\n";
    let declared = "  effect: 300ms\n  codes: { length: 6, alphabet: digits }\n";
    let with = |changes: &[(&str, &str)]| reason(&target_with(changes), &drawing);
    let operations = ("operations:\n", &*format!("operations:\n{read}"));
    let contract = ("  effect: 300ms\n", declared);
    let sent =
        format!("operations:\n{read}  send-code: {{ post: /send, proof: {{ status: 202 }} }}\n");
    assert_eq!(with(&[]), "the target declares no operation `read-code`");
    assert_eq!(with(&[operations]), "the contract does not declare `codes`");
    assert_eq!(
        with(&[operations, contract]),
        "the target declares no operation `send-code`"
    );
    assert_eq!(with(&[("operations:\n", &sent), contract]), "runs");
}

#[test]
fn a_listener_is_reached_from_this_machine_only() {
    let listening = scenario(
        r#"listen: { name: rogue, serve: our-jwks, probe: fetched }
        call: { op: whoami, control: both }
        call: { op: whoami, credential: [{ is: { forge: { foreign-jku: { url: "${listen.rogue.url}" } } } }], probe: forged }"#,
        "{ probe: forged, is: { refused: unauthenticated }, level: must }
        { probe: fetched, count: { requests: { exactly: 0 } }, level: should }",
    );
    let Work::Run(Recipe::Steps(steps)) = case(&target(), &listening).work else {
        panic!("it runs");
    };
    let told = |acts: &[Act]| -> Vec<(u32, &str)> {
        acts.iter().map(|act| (act.step, act.what.verb())).collect()
    };
    assert_eq!(told(&steps.before), [(1, "listen"), (2, "call")]);
    assert_eq!(told(&steps.inner), [(3, "call"), (1, "listen")]);
    assert_eq!(told(&steps.after), [(1, "listen"), (2, "call")]);

    let elsewhere = target_with(&[("hosts: [127.0.0.1]", "hosts: [127.0.0.1, app.example.test]")]);
    assert_eq!(
        reason(&elsewhere, &listening),
        "a listener of ours is reached from this machine only, and the scope of the target has `app.example.test`"
    );
}

#[test]
fn records_are_read_before_what_causes_them_and_only_where_they_are_declared() {
    let audit = scenario(
        "call: { op: whoami, control: both }
        include: { flow: login-afresh, mark: caused }
        audit: { event: logout, since: caused, probe: record }
        audit: { event: logout, since: caused, probe: again }",
        "{ probes: [record, again], count: { records: { exactly: 1 } }, level: contract }",
    );
    assert_eq!(
        reason(&target(), &audit),
        "the contract does not declare `audit.events`"
    );
    let contract = |events: &str| format!("contract:\n  audit: {{ events: {{ {events} }} }}");
    let misnamed = target_with(&[("contract:", &contract("log-out: { name: x }"))]);
    assert_eq!(
        reason(&misnamed, &audit),
        "the contract does not declare the event `logout` under `audit.events` (it has `log-out`)"
    );
    let events = contract("logout: { name: x }");
    let unread = target_with(&[("contract:", &events)]);
    assert_eq!(
        reason(&unread, &audit),
        "the target does not declare `hooks.audit`, which reads its records"
    );
    let hook = "hooks: { audit: { op: health, records: \"$\", fields: { event: \"$.e\" } } }\n";
    let whole = target_with(&[("contract:", &format!("{hook}{events}"))]);
    let named = scenario(
        "call: { op: whoami, control: both }
        include: { flow: login-afresh, mark: caused }
        audit: { event: logout, since: caused, user: \"${identity.username}\", probe: record }",
        "{ probe: record, fields: as-declared, level: contract }",
    );
    assert_eq!(
        reason(&whole, &named),
        "records of the event `logout` have no field `user` in this target"
    );
    let Work::Run(Recipe::Steps(steps)) = case(&whole, &audit).work else {
        panic!("it runs");
    };
    let told = |acts: &[Act]| -> Vec<(u32, &str)> {
        acts.iter().map(|act| (act.step, act.what.verb())).collect()
    };
    let before = told(&steps.before);
    assert_eq!(before[..2], [(1, "call"), (2, "audit")], "{before:?}");
    assert_eq!(
        before.iter().filter(|(_, verb)| *verb == "audit").count(),
        1
    );
    assert_eq!(told(&steps.inner), [(3, "audit"), (4, "audit")]);
    let last = steps.before.last().expect("the flow");
    assert_eq!(last.what.part().mark.as_deref(), Some("caused"));
}

#[test]
fn marks_and_listeners_of_a_flow_are_its_own_but_for_the_mark_of_the_include() {
    let twice = scenario(
        "include: { flow: timed, mark: all }
        include: { flow: timed }
        call: { op: whoami, control: both }
        advance: { past: { contract: lifetimes.access, since: all } }
        call: { op: whoami, probe: late }",
        "{ probe: late, is: { refused: unauthenticated }, level: contract }",
    );
    let Work::Run(Recipe::Steps(steps)) = case(&target(), &twice).work else {
        panic!("it runs");
    };
    let told = steps.before.iter().map(|act| {
        let what = serde_json::to_string(&act.what).expect("written");
        format!("{} {what}", act.step)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}
