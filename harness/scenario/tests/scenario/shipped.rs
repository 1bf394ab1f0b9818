//! The files that ship with the harness are read clean, and their checks bind.

use std::path::{Path, PathBuf};

use gateproof_scenario::{Flows, ScenarioFile, Source, TargetFile, bind, lint, load, read_target};
use model::plan::Work;

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

/// The files below `folder` whose path passes.
fn files(folder: &Path, passes: &dyn Fn(&Path) -> bool, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        match path.is_dir() {
            true if depth > 0 => found.extend(files(&path, passes, depth - 1)),
            true => {}
            false if passes(&path) => found.push(path),
            false => {}
        }
    }
    found
}

fn targets() -> Vec<TargetFile> {
    let is_target = |path: &Path| path.ends_with("target.yaml");
    let mut wrong = String::new();
    let mut read = Vec::new();
    for part in ["systems", "field"] {
        for path in files(&scenarios().join(part), &is_target, 1) {
            match load(&path).and_then(read_target) {
                Ok(target) => read.push(target),
                Err(errors) => wrong.push_str(&errors.to_string()),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    read
}

fn flows() -> Flows {
    Flows::beside(&scenarios().join("any.yaml"))
}

fn checks() -> Vec<ScenarioFile> {
    let flows = flows();
    let is_check = |path: &Path| path.extension().is_some_and(|end| end == "yaml");
    let mut wrong = String::new();
    let mut read = Vec::new();
    for path in files(&scenarios().join("catalogue"), &is_check, 1) {
        match load(&path).and_then(|source| flows.read_check(source)) {
            Ok(check) => read.push(check),
            Err(errors) => wrong.push_str(&errors.to_string()),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    read
}

#[test]
fn the_checks_of_a_system_bind_to_its_target_and_none_is_skipped() {
    let is_check = |path: &Path| path.extension().is_some_and(|end| end == "yaml");
    let systems = scenarios().join("systems");
    let checks = files(&systems, &is_check, 2).into_iter();
    let checks: Vec<PathBuf> = checks
        .filter(|path| !path.ends_with("target.yaml"))
        .collect();
    assert!(!checks.is_empty());
    for path in checks {
        let read = load(&path).and_then(|source| flows().read_scenario(source));
        let check = read.unwrap_or_else(|errors| panic!("{errors}"));
        let system = path.parent().and_then(Path::parent).expect("a folder");
        let target = load(&system.join("target.yaml")).and_then(read_target);
        let target = target.unwrap_or_else(|errors| panic!("{errors}"));
        let found = lint(Some(&target), &check);
        assert!(found.is_empty(), "{found}");
        let plan = bind(&target, &[&check]).unwrap_or_else(|errors| panic!("{errors}"));
        for case in plan.cases {
            assert!(
                matches!(case.work, Work::Run(_)),
                "{}: {:?}",
                case.id,
                case.work
            );
        }
    }
}

#[test]
fn the_targets_are_read_clean() {
    targets();
}

#[test]
fn the_flows_are_read_clean_and_one_of_them_binds() {
    flows().check().unwrap_or_else(|errors| panic!("{errors}"));
    let text = "id: own/heard\ntitle: A fault\nsteps:\n  - include: { flow: listening, as: other, with: { socket: owner }, capture: { theirs: channel } }\n  - send: { op: ping, socket: owner, as: other, control: both }\n  - call: { op: publish, with: { channel: \"${theirs}\" }, probe: p }\nexpect:\n  - { probe: p, is: not-accepted, level: must }\n";
    let source = Source {
        name: "own.yaml".to_owned(),
        text: text.to_owned(),
    };
    let scenario = flows()
        .read_scenario(source)
        .unwrap_or_else(|errors| panic!("{errors}"));
    let path = scenarios().join("systems/sessions/target.yaml");
    let target = load(&path)
        .and_then(read_target)
        .unwrap_or_else(|errors| panic!("{errors}"));
    let plan = bind(&target, &[&scenario]).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(matches!(plan.cases[0].work, Work::Run(_)));
    let found = lint(Some(&target), &scenario);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn the_checks_are_read_clean_and_bind_to_every_target() {
    let checks = checks();
    let mut wrong = String::new();
    for check in &checks {
        let found = lint(None, check);
        if !found.is_empty() {
            wrong.push_str(&found.to_string());
        }
    }
    for target in targets() {
        if let Err(errors) = bind(&target, &checks.iter().collect::<Vec<_>>()) {
            wrong.push_str(&errors.to_string());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
