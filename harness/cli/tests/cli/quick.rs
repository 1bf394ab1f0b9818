//! A target without a file: slips are told before anything is sent, each with its cure.

use std::io::Write;

use crate::support::{Ran, command, gateproof, head, server};

const HTTP: [&str; 3] = ["run", "--http", "http://127.0.0.1:1"];
const WS: [&str; 3] = ["run", "--ws", "ws://127.0.0.1:1/ws"];
const WHOAMI: [&str; 2] = ["--whoami", "/me"];
const TOKEN: [&str; 2] = ["--token", "t"];

/// A slip, and what the message must say.
fn told(arguments: &[&[&str]], cure: &str) {
    let folder = tempfile::tempdir().unwrap();
    let arguments = arguments.concat();
    let ran = gateproof(folder.path(), &arguments);
    assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
    assert!(ran.err.contains(cure), "{arguments:?}: {}", ran.err);
    assert!(!folder.path().join("reports").exists(), "it began a run");
}

#[test]
fn addresses() {
    let at = |url| ["run", "--http", url];
    told(
        &[&at("127.0.0.1:1"), &WHOAMI, &TOKEN],
        "http://127.0.0.1:8000",
    );
    told(
        &[&at("ws://127.0.0.1:1"), &WHOAMI, &TOKEN],
        "http://127.0.0.1:8000",
    );
    told(
        &[&at("http://127.0.0.1:1/api"), &WHOAMI, &TOKEN],
        "begin --whoami with /api",
    );
    told(
        &[&["run", "--ws", "http://127.0.0.1:1"], &TOKEN],
        "ws://127.0.0.1:8000",
    );
}

#[test]
fn what_is_missing() {
    told(&[&HTTP, &WHOAMI], "GATEPROOF_TOKEN");
    told(
        &[&HTTP, &WHOAMI, &["--token", "Bearer "]],
        "GATEPROOF_TOKEN",
    );
    told(&[&HTTP, &TOKEN], "--whoami PATH");
    told(&[&WS, &TOKEN], "--ws-send TEXT");
    told(&[&HTTP, &["--whoami", "me"], &TOKEN], "begins with a slash");
    // Without an address it is the reference server that runs: it must not seem to be another.
    told(&[&["run"], &WHOAMI], "--http <URL>");
    told(&[&["run"], &TOKEN], "--http <URL>");
}

#[test]
fn what_does_not_go_together() {
    let target = ["run", "--target", "t.yaml"];
    told(&[&target, &TOKEN], "--token");
    told(
        &[&target, &["--http", "http://127.0.0.1:1"], &WHOAMI],
        "--whoami",
    );
    told(&[&WS, &["--defect", "alg-none-accepted"]], "--defect");
    told(
        &[&["run", "--defect", "alg-none-accepted", "token/forged"]],
        "before `--defect`",
    );
}

/// Runs a check against a server that knows one token.
fn with_token(token: &str) -> Ran {
    let address = server(|mut stream| {
        let known = head(&mut stream).contains("uthorization: Bearer good\r\n");
        let status = if known { "200 OK" } else { "401 Unauthorized" };
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
    });
    let folder = tempfile::tempdir().unwrap();
    let http = format!("http://{address}");
    let output = command(folder.path())
        .args(["run", "token/missing", "--http", &http, "--whoami", "/me"])
        .env("GATEPROOF_TOKEN", token)
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_token_is_taken_as_people_copy_it() {
    for token in ["good", "good\n", "Bearer good", "bearer  good "] {
        let ran = with_token(token);
        assert_eq!(ran.code, 0, "{token:?}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_wrong_token_is_told_with_what_the_server_said() {
    let ran = with_token("stale");
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("< HTTP/1.1 401"), "{}", ran.out);
    assert!(ran.out.contains("not expired"), "{}", ran.out);
    assert!(
        !ran.out.contains("stale"),
        "the token is printed: {}",
        ran.out
    );
}
