//! Whole processes: start-up, and a run of 100 cases against the reference server.
//!
//! Bars: start-up under 20 ms; 100 cases under 3 s. Memory: `/usr/bin/time -v` on the same command.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};

fn gateproof(arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_gateproof"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{arguments:?}");
}

/// A scenario of 100 cases: as many strings that are no token.
fn hundred_cases() -> String {
    let mut text = String::from(
        "id: bench/hundred\ntitle: One of a hundred strings opens the door\nmatrix:\n  token:\n    rows:\n",
    );
    for row in 0..100 {
        let _ = writeln!(
            text,
            "      row-{row}: {{ must: refuse, text: \"garbage-{row}\" }}"
        );
    }
    text.push_str(
        "steps:\n  - call: { op: whoami, control: both }\n  - call: { op: whoami, credential: [{ is: { value: \"${row.token.text}\" } }], probe: garbage }\nexpect:\n  - { probe: garbage, is: { by-row: unauthenticated }, level: must }\n",
    );
    text
}

fn process(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hundred.yaml");
    std::fs::write(&file, hundred_cases()).unwrap();
    let out = folder.path().join("out");
    let (file, out) = (file.to_str().unwrap(), out.to_str().unwrap());
    criterion.bench_function("start-up: --version", |bencher| {
        bencher.iter(|| gateproof(&["--version"]));
    });
    criterion.bench_function("start-up: list", |bencher| {
        bencher.iter(|| gateproof(&["list"]))
    });
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    group.bench_function("100 cases on the reference server", |bencher| {
        bencher.iter(|| gateproof(&["run", file, "--out", out]));
    });
    group.finish();
}

criterion_group!(benches, process);
criterion_main!(benches);
