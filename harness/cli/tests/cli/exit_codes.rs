//! Every exit code of the documentation, by a run that earns it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use crate::support::{command, count, file, gateproof, head, report, server};

#[test]
fn code_0_all_held() {
    let folder = tempfile::tempdir().unwrap();
    let ran = gateproof(folder.path(), &["run", "token/missing", "--out", "out"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(count(&report(&folder.path().join("out")), "pass") > 0);
}

#[test]
fn code_1_findings() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "run",
        "token/missing",
        "--defect",
        "token-missing-accepted",
        "--out",
        "out",
    ];
    let ran = gateproof(folder.path(), &arguments);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(count(&report(&folder.path().join("out")), "fail") > 0);
}

#[test]
fn code_2_usage_and_files() {
    let folder = tempfile::tempdir().unwrap();
    let bad = file(folder.path(), "bad.yaml", "id: a/b\ntitel: x\n");
    let bad = bad.to_str().unwrap();
    for arguments in [
        &["run", "--no-such-flag"][..],
        &["run", bad],
        &["run", "--target", "missing.yaml"],
        &["run", "--target", "."],
        &["run", "--defect", "no-such-defect"],
        &["run", "--defect", "alg-none-accepted", "token/forged"],
        &["lint", bad],
        &["report", "missing.jsonl"],
        &["report", bad],
        &["serve", "--system", "no-such-system"],
    ] {
        let ran = gateproof(folder.path(), arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(!ran.err.is_empty(), "{arguments:?}");
        assert!(
            !folder.path().join("reports").exists(),
            "{arguments:?} began a run"
        );
    }
}

#[test]
fn code_2_a_variable_that_is_not_set() {
    let folder = tempfile::tempdir().unwrap();
    let target = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scenarios/systems/sessions/target.yaml"
    );
    let ran = gateproof(folder.path(), &["run", "--target", target]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("SESSIONS_SECRET"), "{}", ran.err);
    assert!(
        ran.err.contains("SESSIONS_ALICE_PASSWORD"),
        "all at once: {}",
        ran.err
    );
}

#[test]
fn code_2_an_address_out_of_scope() {
    let folder = tempfile::tempdir().unwrap();
    let target = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scenarios/systems/sessions/target.yaml"
    );
    for (flag, address) in [
        ("--http", "http://gate.test:1"),
        ("--ws", "ws://gate.test:1"),
    ] {
        let ran = gateproof(folder.path(), &["run", "--target", target, flag, address]);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(
            ran.err.contains("`gate.test` is not in scope"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("scope.hosts"), "{}", ran.err);
    }
}

#[test]
fn code_3_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    // Bound and dropped: nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let http = format!("http://127.0.0.1:{port}");
    let arguments = [
        "run", "--http", &http, "--whoami", "/me", "--token", "t", "--out", "out",
    ];
    let ran = gateproof(folder.path(), &arguments);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert_eq!(count(&report(&folder.path().join("out")), "pass"), 0);
}

#[test]
fn code_4_nothing_ran() {
    let folder = tempfile::tempdir().unwrap();
    // All of a family skipped is nothing judged.
    let arguments = ["run", "origin", "--system", "assistant", "--out", "out"];
    let ran = gateproof(folder.path(), &arguments);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
}

#[test]
fn code_4_a_filter_names_nothing_and_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (asked, wait) = mpsc::channel();
    let asked = std::sync::Mutex::new(asked);
    let address = server(move |_| asked.lock().unwrap().send(()).unwrap());
    let http = format!("http://{address}");
    let target = [
        "--http", &http, "--whoami", "/me", "--token", "t", "--out", "out",
    ];
    for (filters, said) in [
        (&["tokn"][..], "did you mean `token`?"),
        (&["token/missin"], "did you mean `token/missing`?"),
        (&["missing"], "`token/missing`"),
        (&["token", "tag:none"], "`tag:none` names no check"),
        (&["rfc6455/10.3"], "`rfc6455/10.2`"),
        (&["cwe/99"], "no check rests on `cwe/99`"),
        (&["token/missing#left"], "no case is called"),
        (&["token", "--not", "orign"], "did you mean `origin`?"),
        (&["token", "--not", "token"], "nothing is left to run"),
    ] {
        let ran = gateproof(folder.path(), &[&["run"], filters, &target].concat());
        assert_eq!(ran.code, 4, "{filters:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(said), "{filters:?}: {}", ran.err);
        assert!(ran.out.is_empty(), "{filters:?}: {}", ran.out);
    }
    for command in ["list", "explain", "lint"] {
        let ran = gateproof(folder.path(), &[command, "tokn"]);
        assert_eq!(ran.code, 4, "{command}: {}{}", ran.out, ran.err);
    }
    assert!(wait.try_recv().is_err(), "something was sent");
    assert!(!folder.path().join("out").exists(), "a run began");
}

#[test]
fn code_5_errors_and_strict() {
    let folder = tempfile::tempdir().unwrap();
    let warned = [
        "run",
        "token/challenge",
        "--defect",
        "challenge-names-error",
        "--out",
        "out",
    ];
    assert_eq!(gateproof(folder.path(), &warned).code, 0);
    let strict = [&warned[..], &["--strict"]].concat();
    let ran = gateproof(folder.path(), &strict);
    assert_eq!(ran.code, 5, "{}{}", ran.out, ran.err);
}

#[test]
fn code_70_a_journal_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("out")).unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("out/journal.jsonl")).unwrap();
    let ran = gateproof(folder.path(), &["run", "token/missing", "--out", "out"]);
    assert_eq!(ran.code, 70, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("journal"), "{}", ran.err);
}

#[test]
fn code_130_interrupted_and_the_journal_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (asked, wait) = mpsc::channel();
    let asked = std::sync::Mutex::new(asked);
    // Ready at once, then deaf.
    let address = server(move |mut stream| {
        if head(&mut stream).starts_with("GET / ") {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        } else {
            let _ = asked.lock().unwrap().send(());
            let _ = head(&mut stream);
        }
    });
    let http = format!("http://{address}");
    let mut child = command(folder.path())
        .args([
            "run", "token", "--http", &http, "--whoami", "/me", "--token", "t", "--out", "out",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    wait.recv().unwrap();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let lines: Vec<String> = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap)
        .collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{lines:?}");
    let report = report(&folder.path().join("out"));
    assert_eq!(report["ending"], "interrupted");
    assert_eq!(count(&report, "pass"), 0);
}
