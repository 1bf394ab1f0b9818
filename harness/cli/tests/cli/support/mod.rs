//! What the tests of the binary share: running it, and servers that misbehave on loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::Value;

/// A finished run of the binary.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The binary, in an empty folder, with nothing of the caller's terminal.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateproof"));
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_remove("GATEPROOF_TOKEN");
    command
}

/// Runs the binary to its end.
pub fn gateproof(folder: &Path, arguments: &[&str]) -> Ran {
    let output: Output = command(folder).args(arguments).output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The JSON report of a run with `--out`.
pub fn report(out: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(out.join("report.json")).unwrap()).unwrap()
}

/// How many cases of a report have this verdict.
pub fn count(report: &Value, verdict: &str) -> u64 {
    report["counts"][verdict].as_u64().unwrap()
}

/// Writes a file into a folder and gives its path.
pub fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// A server that gives every connection to `serve`, in a thread of its own; its address.
pub fn server(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serve = std::sync::Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = std::sync::Arc::clone(&serve);
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// Reads one request head; empty when the peer has gone.
pub fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut octet = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 200_000 {
        match stream.read(&mut octet) {
            Ok(1) => head.push(octet[0]),
            _ => return String::new(),
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A server that answers every request with these octets and closes.
pub fn always(answer: &'static [u8]) -> String {
    server(move |mut stream| {
        let _ = head(&mut stream);
        let _ = stream.write_all(answer);
    })
}
