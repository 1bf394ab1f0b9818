//! The journal is the only output of a run: reports and verdicts come out of it again.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

use crate::support::{command, gateproof, head, server};

fn run(folder: &std::path::Path) {
    let arguments = ["run", "--defect", "ws-exp-not-checked", "--out", "out"];
    let ran = gateproof(folder, &arguments);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
}

#[test]
fn every_report_is_rebuilt_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path());
    let ran = gateproof(
        folder.path(),
        &["report", "out/journal.jsonl", "--out", "again"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in ["console.txt", "report.json", "junit.xml", "report.html"] {
        let first = fs::read(folder.path().join("out").join(name)).unwrap();
        let again = fs::read(folder.path().join("again").join(name)).unwrap();
        assert!(first == again, "{name}");
    }
    let console = fs::read_to_string(folder.path().join("out/console.txt")).unwrap();
    let printed = gateproof(folder.path(), &["report", "out/journal.jsonl"]);
    assert_eq!(printed.out, console);
}

#[test]
fn every_verdict_is_recomputed_from_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path());
    let ran = gateproof(folder.path(), &["rejudge", "out/journal.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    // The law can fail: a journal whose verdict was changed is found out.
    let path = folder.path().join("out/journal.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let changed = text.replacen("\"kind\":\"fail\"", "\"kind\":\"pass\"", 1);
    assert_ne!(text, changed);
    fs::write(&path, changed).unwrap();
    let ran = gateproof(folder.path(), &["rejudge", "out/journal.jsonl"]);
    assert_eq!(ran.code, 70, "{}", ran.out);
}

#[test]
fn no_secret_is_in_any_artefact() {
    let folder = tempfile::tempdir().unwrap();
    let token = "a-very-secret-token-0123456789";
    let address = server(move |mut stream| {
        let asked = head(&mut stream);
        let status = if asked.contains(token) {
            "200 OK"
        } else {
            "401 Unauthorized"
        };
        // A server that says the secret back, in the head and in the body.
        let body = format!("{{\"you sent\": \"{token}\"}}");
        let answer = format!(
            "HTTP/1.1 {status}\r\nX-Echo: {token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(answer.as_bytes());
    });
    let http = format!("http://{address}");
    let arguments = [
        "run",
        "token/missing",
        "--http",
        &http,
        "--whoami",
        "/me",
        "--token",
        token,
        "--out",
        "out",
    ];
    let ran = gateproof(folder.path(), &arguments);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains(token));
    for entry in fs::read_dir(folder.path().join("out")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(token), "{}", path.display());
        if path.ends_with("journal.jsonl") {
            assert!(
                text.contains("[access of user]"),
                "the placeholder names it"
            );
        }
    }
}

#[test]
fn kill_9_loses_nothing_before_the_last_event() {
    let folder = tempfile::tempdir().unwrap();
    let address = server(|mut stream| {
        if head(&mut stream).contains("authorization") {
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        } else {
            let _ = stream
                .write_all(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    let http = format!("http://{address}");
    let mut child: Child = command(folder.path())
        .args([
            "run", "--http", &http, "--whoami", "/me", "--token", "t", "--out", "out",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The first check has been told: its events must be in the journal, whatever comes.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = lines
        .by_ref()
        .map(Result::unwrap)
        .find(|line| line.contains("token/"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(told.is_some());
    let text = fs::read_to_string(folder.path().join("out/journal.jsonl")).unwrap();
    assert!(text.contains("\"event\":\"judged\""));
    // A torn last line, as a crash leaves it, changes nothing.
    let torn = folder.path().join("torn.jsonl");
    fs::write(&torn, format!("{text}{{\"seq\":9")).unwrap();
    let whole = gateproof(
        folder.path(),
        &["report", "out/journal.jsonl", "--format", "json"],
    );
    let ran = gateproof(folder.path(), &["report", "torn.jsonl", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out, whole.out);
}
