//! A whole target file against servers that are not what it describes: they echo, redirect, talk, or
//! keep silent. Nothing passes, nobody is accused, and no secret of the file is in any artefact.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::{command, count, head, report, server};

const PASSWORD: &str = "pass-word-of-alice-1";

const TARGET: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../scenarios/systems/sessions/target.yaml"
);

fn judged_against(address: &str) {
    let secrets = [
        ("SESSIONS_SECRET", "0123456789abcdef0123456789abcdef"),
        ("SESSIONS_ALICE_PASSWORD", PASSWORD),
        ("SESSIONS_BOB_PASSWORD", "pass-word-of-bob-22"),
    ];
    judged(address, (TARGET, &[]), &secrets);
}

/// The same for the systems whose users register, log in by a code, or open sockets by a ticket.
fn others_against(address: &str) {
    let systems: [(&str, &[(&str, &str)]); 2] = [
        (
            "workspace",
            &[
                ("WORKSPACE_SECRET", "0123456789abcdef0123456789abcdef"),
                ("WORKSPACE_ADMIN_PASSWORD", PASSWORD),
                ("WORKSPACE_ALICE_PASSWORD", "pass-word-of-alice-22"),
                ("WORKSPACE_BOB_PASSWORD", "pass-word-of-bob-22"),
            ],
        ),
        (
            "documents",
            &[("DOCUMENTS_SECRET", "0123456789abcdef0123456789abcdef")],
        ),
    ];
    for (system, secrets) in systems {
        judged(address, (&target_of(system), &[]), secrets);
    }
}

/// The same for the system whose service says that it is healthy by another word.
fn assistant_against(address: &str) {
    let secrets = [
        ("ASSISTANT_SECRET", "0123456789abcdef0123456789abcdef"),
        ("ASSISTANT_ALICE_PASSWORD", PASSWORD),
        ("ASSISTANT_BOB_PASSWORD", "pass-word-of-bob-22"),
    ];
    judged(address, (&target_of("assistant"), &[]), &secrets);
}

fn target_of(system: &str) -> String {
    TARGET.replace("sessions/target.yaml", &format!("{system}/target.yaml"))
}

/// The checks that `words` choose of the catalogue, against this server as if it were the target's.
fn judged(address: &str, (target, words): (&str, &[&str]), secrets: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    // Who is not ready at once never is.
    let text = std::fs::read_to_string(target).unwrap();
    let quick = text.replace("within: 30s }", "within: 1s }");
    assert_ne!(text, quick);
    std::fs::write(folder.path().join("target.yaml"), quick).unwrap();
    let (http, ws) = (format!("http://{address}"), format!("ws://{address}"));
    let output = command(folder.path())
        .arg("run")
        .args(words)
        .args(["--target", "target.yaml", "--http", &http, "--ws", &ws])
        .args(["--out", "out", "--deadline", "5"])
        .envs(secrets.iter().copied())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = report(&folder.path().join("out"));
    for verdict in ["pass", "fail", "error"] {
        assert_eq!(count(&report, verdict), 0, "{verdict}: {out}{err}");
    }
    assert!(
        ![0, 70].contains(&output.status.code().unwrap()),
        "{out}{err}"
    );
    let mut texts = vec![out, err];
    for entry in std::fs::read_dir(folder.path().join("out")).unwrap() {
        texts.push(std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    for text in texts {
        assert!(!text.contains(PASSWORD), "{text}");
    }
}

/// The head and body of a request, and how it is told that we are ready.
fn asked(stream: &mut TcpStream) -> Option<(String, String)> {
    let head = head(stream);
    if head.is_empty() {
        return None;
    }
    let lower = head.to_lowercase();
    let length = lower.split("content-length: ").nth(1);
    let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some((head, String::from_utf8_lossy(&body).into_owned()))
}

fn say(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n{body}");
    let _ = stream.write_all(text.as_bytes());
}

/// Healthy, and otherwise as `answer` says.
fn healthy(answer: impl Fn(&mut TcpStream, &str, &str) + Send + Sync + 'static) -> String {
    healthy_as("ok", answer)
}

/// Healthy by this word, and otherwise as `answer` says.
fn healthy_as(
    word: &'static str,
    answer: impl Fn(&mut TcpStream, &str, &str) + Send + Sync + 'static,
) -> String {
    server(move |mut stream| {
        while let Some((head, body)) = asked(&mut stream) {
            match head.starts_with("GET /health ") {
                true => say(
                    &mut stream,
                    "200 OK",
                    "",
                    &format!(r#"{{"status":"{word}"}}"#),
                ),
                false => answer(&mut stream, &head, &body),
            }
        }
    })
}

#[test]
fn an_echo_of_everything() {
    judged_against(&healthy(|stream, head, body| {
        say(
            stream,
            "200 OK",
            "Content-Type: text/plain\r\n",
            &format!("{head}{body}"),
        );
    }));
}

#[test]
fn an_echo_of_the_body_as_json() {
    let echo = |stream: &mut TcpStream, _: &str, body: &str| say(stream, "200 OK", "", body);
    let server = healthy(echo);
    judged_against(&server);
    others_against(&server);
    assistant_against(&healthy_as("healthy", echo));
}

#[test]
fn a_redirect_to_the_login_for_everything() {
    judged_against(&healthy(|stream, _, _| {
        say(stream, "302 Found", "Location: /login\r\n", "");
    }));
}

#[test]
fn a_token_for_everybody_that_opens_nothing() {
    judged_against(&healthy(|stream, head, _| match head.starts_with("POST") {
        true => say(
            stream,
            "200 OK",
            "",
            r#"{"access_token":"an-opaque-token-0123456789"}"#,
        ),
        false => say(
            stream,
            "200 OK",
            "",
            r#"{"username":null,"session_id":null}"#,
        ),
    }));
}

#[test]
fn an_error_that_quotes_the_password() {
    judged_against(&healthy(|stream, _, body| {
        let html = format!("<h1>Error</h1><pre>{body}</pre>");
        say(
            stream,
            "500 Oops",
            &format!("X-Error: {}\r\n", body.replace('\n', " ")),
            &html,
        );
    }));
}

#[test]
fn half_an_answer_and_then_nothing() {
    judged_against(&healthy(|stream, _, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"ac");
        let _ = stream.shutdown(std::net::Shutdown::Both);
    }));
}

const PAGES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../scenarios/systems/workspace/target.yaml"
);

/// What a browser would be told by a server that allows everything and sets every cookie right.
const GENEROUS: &str = "Access-Control-Allow-Origin: https://evil.test\r\nAccess-Control-Allow-Credentials: true\r\nCache-Control: no-store\r\nSet-Cookie: access_token=0123456789; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=900\r\n";

#[test]
fn pages_and_cookies_of_servers_that_know_nobody_prove_nothing() {
    let secrets = [
        ("WORKSPACE_SECRET", "0123456789abcdef0123456789abcdef"),
        ("WORKSPACE_ALICE_PASSWORD", PASSWORD),
        ("WORKSPACE_BOB_PASSWORD", "pass-word-of-bob-22"),
        ("WORKSPACE_ADMIN_PASSWORD", "pass-word-of-admin-333"),
    ];
    let families = (PAGES, &["origin", "cookie"][..]);
    let tokens =
        r#"{"access_token":"aaaaaaaaaaaa","refresh_token":"bbbbbbbbbbbb","token":"cccccccccccc"}"#;
    for (status, headers, body) in [
        ("200 OK", "", "{}"),
        ("200 OK", GENEROUS, tokens),
        ("401 Unauthorized", "WWW-Authenticate: Bearer\r\n", ""),
        ("403 Forbidden", GENEROUS, ""),
        ("500 Internal Server Error", "", "oh"),
    ] {
        let address = healthy(move |stream, _, _| say(stream, status, headers, body));
        judged(&address, families, &secrets);
    }
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = gone.local_addr().unwrap().to_string();
    drop(gone);
    judged(&address, families, &secrets);
}
