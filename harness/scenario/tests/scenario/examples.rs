//! The target files and checks of the design: what it asks of the language can be said in it.

use std::path::PathBuf;

use crate::common::folder;
use gateproof_scenario::{Flows, ScenarioFile, bind, lint, load, read_target};
use model::plan::Work;

#[test]
fn the_targets_of_the_design_are_read_clean() {
    for name in ["better-auth", "oidc", "vite", "workspace"] {
        let path = folder("examples/targets").join(format!("{name}.yaml"));
        let read = load(&path).and_then(read_target);
        let target = read.unwrap_or_else(|errors| panic!("{errors}"));
        assert!(!target.target.operations.is_empty(), "{name}");
    }
}

/// The checks of the design that are written down here, by the paths of their files.
fn checks() -> Vec<ScenarioFile> {
    let flows = Flows::beside(&folder("../../../scenarios").join("any.yaml"));
    let families = std::fs::read_dir(folder("examples/catalogue")).expect("there");
    let files = families.flat_map(|family| {
        let family = family.expect("readable").path();
        std::fs::read_dir(family).expect("a folder")
    });
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("readable").path()).collect();
    paths.sort();
    let read = paths.into_iter().map(|path| {
        let read = load(&path).and_then(|source| flows.read_check(source));
        read.unwrap_or_else(|errors| panic!("{errors}"))
    });
    read.collect()
}

#[test]
fn the_checks_of_the_design_have_no_lint_and_say_why_they_do_not_apply() {
    let path = folder("examples/targets/workspace.yaml");
    let target = load(&path).and_then(read_target);
    let target = target.unwrap_or_else(|errors| panic!("{errors}"));
    let mut told = String::new();
    for check in checks() {
        let found = lint(Some(&target), &check);
        assert!(found.is_empty(), "{found}");
        let plan = bind(&target, &[&check]).unwrap_or_else(|errors| panic!("{errors}"));
        for case in plan.cases {
            let what = match &case.work {
                Work::Run(_) => "runs",
                Work::Skip(reason) => reason,
            };
            told.push_str(&format!("{}: {what}\n", case.id));
        }
    }
    insta::assert_snapshot!(told);
}
