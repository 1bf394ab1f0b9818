//! `calibrate`: no check passes on a server that is none, and one that did would be told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{command, file, gateproof, server};
use gateproof::calibrate::{Dummy, Row, table, vacuous};

const TARGET: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../scenarios/systems/sessions/target.yaml"
);

#[test]
fn nothing_passes_in_place_of_a_target_and_nothing_is_sent_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path())
        .args([
            "calibrate",
            "token/missing",
            "origin/websocket",
            "--target",
            TARGET,
        ])
        .env("SESSIONS_SECRET", "0123456789abcdef0123456789abcdef")
        .env("SESSIONS_ALICE_PASSWORD", "pass-word-of-alice-1")
        .env("SESSIONS_BOB_PASSWORD", "pass-word-of-bob-22")
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{out}");
    insta::assert_snapshot!(out);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_target_on_loopback_is_not_asked_either_nor_for_its_keys() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let address = server(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let folder = tempfile::tempdir().unwrap();
    let target = std::fs::read_to_string(TARGET).unwrap();
    let jwks = format!("http://{address}/jwks");
    let keys = format!("keys:\n  published: {{ alg: RS256, kid: a, jwks: \"{jwks}\" }}\n");
    let target = target.replacen("keys:\n", &keys, 1);
    let target = target.replace("127.0.0.1:8000", &address);
    assert_eq!(target.matches(&address).count(), 3, "{target}");
    let path = file(folder.path(), "target.yaml", &target);
    let output = command(folder.path())
        .args(["calibrate", "token/missing", "--target"])
        .arg(path)
        .env("SESSIONS_SECRET", "0123456789abcdef0123456789abcdef")
        .env("SESSIONS_ALICE_PASSWORD", "pass-word-of-alice-1")
        .env("SESSIONS_BOB_PASSWORD", "pass-word-of-bob-22")
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn the_systems_of_the_reference_need_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let ran = gateproof(
        folder.path(),
        &["calibrate", "token/missing", "cookie/attributes"],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for system in ["sessions", "assistant", "workspace", "quiz", "documents"] {
        assert_eq!(
            ran.out.matches(system).count(),
            Dummy::ALL.len(),
            "{}",
            ran.out
        );
    }
    // Some were chosen: no planted defects.
    assert!(!ran.out.contains("planted"), "{}", ran.out);
}

#[test]
fn a_secret_that_is_missing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let ran = gateproof(
        folder.path(),
        &["calibrate", "token/missing", "--target", TARGET],
    );
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("SESSIONS_"), "{}", ran.err);
}

#[test]
fn a_check_that_passes_on_nothing_is_told() {
    let row = |dummy, passed: &[&str]| Row {
        target: "mine".to_owned(),
        dummy,
        unready: false,
        counts: report::Counts {
            pass: passed.len(),
            inconclusive: 3,
            ..report::Counts::default()
        },
        passed: passed.iter().map(|it| (*it).to_owned()).collect(),
    };
    let rows = [
        row(Dummy::Always401, &["token/missing"]),
        row(Dummy::Echo, &[]),
    ];
    assert_eq!(
        vacuous(&rows),
        ["token/missing passes for `mine` where a server stands that answers 401 to everything"]
    );
    insta::assert_snapshot!(table(&rows));
}
