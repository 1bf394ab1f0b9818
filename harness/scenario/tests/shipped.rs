//! The files that ship with the harness are read clean, and their checks bind.
#![allow(clippy::expect_used, clippy::panic)]

mod common;

use std::path::{Path, PathBuf};

use gateproof_scenario::{ScenarioFile, TargetFile, bind, lint, load, read_check, read_target};

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

fn checks() -> Vec<ScenarioFile> {
    let is_check = |path: &Path| path.extension().is_some_and(|end| end == "yaml");
    let mut wrong = String::new();
    let mut read = Vec::new();
    for path in files(&scenarios().join("catalogue"), &is_check, 1) {
        match load(&path).and_then(read_check) {
            Ok(check) => read.push(check),
            Err(errors) => wrong.push_str(&errors.to_string()),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    read
}

#[test]
fn the_targets_are_read_clean() {
    targets();
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
