//! Filters: what is run, listed and linted, and that the console counts only that and says so.

use crate::support::{Ran, file, gateproof, report};

const OWN: &str = "
id: own/rows
title: A fault
tags: [mine]
references: [{ doc: RFC 7636, section: \"4.1\" }]
matrix: { who: { rows: { first: { role: user }, second: { role: user/tab2 } } } }
steps:
  - call: { op: whoami, as: \"${row.who.role}\", control: both }
  - call: { op: whoami, credential: [{ is: none }], probe: bare }
expect:
  - { probe: bare, is: { refused: unauthenticated }, level: must }
";

/// Runs against the reference server; the ids of what was in the plan.
fn cases(arguments: &[&str]) -> (Ran, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let own = file(folder.path(), "own.yaml", OWN);
    assert!(own.exists());
    let ran = gateproof(
        folder.path(),
        &[&["run"], arguments, &["--out", "out"]].concat(),
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let report = report(&folder.path().join("out"));
    let cases = report["cases"].as_array().unwrap();
    let ids = cases
        .iter()
        .map(|case| case["id"].as_str().unwrap().to_owned());
    (ran, ids.collect())
}

#[test]
fn one_case_is_run() {
    let (ran, ids) = cases(&["origin/websocket#null"]);
    assert_eq!(ids, ["origin/websocket#null"]);
    let told = ran.out.split("\nReport:").next().unwrap();
    insta::with_settings!({filters => vec![
        (r"127\.0\.0\.1:\d+", "ADDRESS"),
        (r"in [\d.]+ m?s\n", "in TIME\n"),
    ]}, { insta::assert_snapshot!(told) });
}

#[test]
fn what_is_left_out_is_told_and_not_counted() {
    let (ran, ids) = cases(&[
        "origin/host",
        "origin/websocket",
        "--not",
        "cwe/346",
        "origin/websocket#foreign",
    ]);
    assert!(ids.iter().all(|id| id.starts_with("origin/websocket#")));
    assert!(!ids.contains(&"origin/websocket#foreign".to_owned()));
    let all = format!("{0} passed of {0} cases", ids.len());
    assert!(ran.out.contains(&all), "{}", ran.out);
    let chosen = "chosen by origin/host, origin/websocket; \
                  left out by cwe/346, origin/websocket#foreign: 1 check and 1 case of others";
    let head: Vec<&str> = ran.out.lines().skip(1).take(2).collect();
    assert_eq!(head.join(" "), chosen);
}

#[test]
fn clauses_and_tags_choose_own_files_and_the_catalogue() {
    // The catalogue grows: what else rests on a clause is not told here.
    let has = |ids: &[String], id: &str| ids.iter().any(|it| it == id);
    let (_, ids) = cases(&["rfc6750/3.1"]);
    assert!(has(&ids, "token/challenge") && !has(&ids, "token/missing#left-out"));
    let (_, ids) = cases(&["own.yaml"]);
    assert_eq!(ids, ["own/rows#first", "own/rows#second"]);
    let (_, ids) = cases(&["own.yaml", "own/rows#second"]);
    assert_eq!(ids, ["own/rows#second"]);
    let (_, ids) = cases(&[
        "own.yaml",
        "tag:mine",
        "token/challenge",
        "--not",
        "own/rows#first",
    ]);
    assert_eq!(ids, ["own/rows#second", "token/challenge"]);
    let (_, ids) = cases(&["own.yaml", "rfc6750/3", "--not", "rfc7636/4"]);
    assert!(has(&ids, "token/challenge") && !has(&ids, "own/rows#first"));
}

#[test]
fn lists_are_of_what_is_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let own = file(folder.path(), "own.yaml", OWN);
    let own = own.to_str().unwrap();
    let list = |arguments: &[&str]| {
        let ran = gateproof(folder.path(), &[&["list"], arguments].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out
    };
    let lists = [
        list(&["token/challenge", "origin/websocket#null"]),
        list(&["token/missing", "--not", "token/missing#left-out"]),
        list(&[own, "token/missing", "--not", "own/rows#first"]),
    ];
    insta::assert_snapshot!(lists.concat());
    let ran = gateproof(
        folder.path(),
        &["lint", own, "token/challenge", "--not", "own"],
    );
    assert_eq!(ran.out, "1 scenario: no error\n", "{}", ran.err);
    let ran = gateproof(folder.path(), &["explain", "token", "--not", "rfc8725"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("# "), "{}", ran.out);
}

#[test]
fn a_page_on_a_case_tells_what_becomes_of_it_on_a_target() {
    let folder = tempfile::tempdir().unwrap();
    let target = |system: &str| {
        let root = env!("CARGO_MANIFEST_DIR");
        format!("{root}/../../scenarios/systems/{system}/target.yaml")
    };
    for (system, said) in [
        ("sessions", "## On sessions\n\n- 1 case runs: `null`\n"),
        (
            "assistant",
            "- 1 case is skipped, because the contract does not declare `origins`: `null`\n",
        ),
    ] {
        let target = target(system);
        let arguments = ["explain", "origin/websocket#null", "--target", &target];
        let ran = gateproof(folder.path(), &arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(said), "{}", ran.out);
        assert!(
            ran.out.contains("- `null` is refused") && !ran.out.contains("- `foreign`"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn the_catalogue_has_every_check() {
    let folder = tempfile::tempdir().unwrap();
    let page = gateproof(folder.path(), &["catalogue"]).out;
    let list = gateproof(folder.path(), &["list"]).out;
    let ids = list.lines().filter(|line| line.starts_with("  "));
    let ids: Vec<&str> = ids
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(ids.len() > 10, "{list}");
    for id in ids {
        assert!(page.contains(&format!("\n| `{id}` | ")), "{id}");
    }
}
