//! The whole catalogue over every transport, against both systems of the reference server.

use crate::support::{count, gateproof, report};

fn holds(arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let ran = gateproof(
        folder.path(),
        &[&["run", "--out", "out"], arguments].concat(),
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let report = report(&folder.path().join("out"));
    assert!(count(&report, "pass") > 40, "{}", report["counts"]);
    for verdict in ["fail", "inconclusive", "error", "unfinished"] {
        assert_eq!(count(&report, verdict), 0, "{verdict}: {}", ran.out);
    }
}

#[test]
fn sessions_over_http_and_ws() {
    holds(&["--system", "sessions"]);
}

#[test]
fn sessions_over_https_and_wss() {
    holds(&["--system", "sessions", "--tls"]);
}

#[test]
fn assistant_over_http_and_ws() {
    holds(&["--system", "assistant"]);
}

#[test]
fn assistant_over_https_and_wss() {
    holds(&["--system", "assistant", "--tls"]);
}
