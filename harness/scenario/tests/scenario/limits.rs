//! Files that cannot be read, and files that try to be too much.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::common::source;
use gateproof_scenario::{load, read_scenario, read_target};

fn told(text: impl Into<String>) -> String {
    read_scenario(source("x.yaml", text))
        .map(drop)
        .expect_err("faulty")
        .to_string()
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, octets: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, octets).expect("written");
        load(&path).map(drop).map_err(|errors| {
            let place = folder.path().display().to_string();
            errors.to_string().replace(&place, "FOLDER")
        })
    };
    insta::assert_snapshot!(
        "no_utf8",
        write("latin", b"id: a/b\ntitle: \xfcber\n").expect_err("latin")
    );
    insta::assert_snapshot!(
        "too_large",
        write("large", &vec![b'#'; 1024 * 1024 + 1]).expect_err("large")
    );
    assert!(write("fits", &vec![b'#'; 1024 * 1024]).is_ok());
    let missing = load(&folder.path().join("missing"))
        .expect_err("missing")
        .to_string();
    assert!(missing.contains("there is no such file"), "{missing}");
    let directory = load(folder.path()).expect_err("a directory").to_string();
    assert!(directory.contains("this is a directory"), "{directory}");
}

#[test]
fn a_source_over_the_limit_is_refused_without_a_file() {
    assert!(told("#".repeat(1024 * 1024 + 1)).contains("larger than"));
}

#[test]
fn too_many_values_are_refused() {
    let list = format!("a: [{}]\n", "1,".repeat(100_001));
    assert!(told(list).contains("more than 100000 values"));
}

#[test]
fn more_faults_than_anybody_reads_are_cut() {
    let mut text = String::from("id: a/b\n");
    for number in 0..5_000 {
        writeln!(text, "field-{number}: x").expect("written");
    }
    let text = told(text);
    assert!(text.ends_with("the first 100 errors in x.yaml\n"), "{text}");
}

#[test]
fn all_errors_of_a_file_come_at_once_in_order() {
    let errors = read_scenario(source(
        "x.yaml",
        "id: A\ntitle: no\nsteps:\n  - cal: {}\n  - call: { op: 5 }\nexpect: {}\nexpect: []\nfoo: 1\n",
    ))
    .expect_err("faulty");
    let places: Vec<_> = errors.iter().filter_map(|error| error.position()).collect();
    assert_eq!(
        places,
        [(1, 5), (2, 8), (4, 5), (5, 17), (6, 9), (7, 1), (8, 1)]
    );
}

#[test]
fn a_coloured_rendering_says_the_same() {
    let errors = read_scenario(source("x.yaml", "id: a/b\nfoo: 1\n")).expect_err("faulty");
    let coloured = errors.render(true);
    assert!(coloured.contains("\u{1b}["));
    let plain = String::from_utf8(strip(coloured.as_bytes())).expect("text");
    assert_eq!(plain, errors.to_string());
}

/// Without escape sequences that end in `m`.
fn strip(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut escape = false;
    for byte in text {
        match (escape, byte) {
            (false, 0x1b) => escape = true,
            (true, b'm') => escape = false,
            (false, byte) => plain.push(*byte),
            (true, _) => {}
        }
    }
    plain
}

#[test]
fn hostile_files_end_in_bounded_time() {
    let size = 1024 * 1024 - 64;
    let fill = |unit: &str| unit.repeat(size / unit.len());
    let mut operations = String::from("operations:\n");
    for number in 0..20_000 {
        writeln!(operations, "  o{number}: {{ run: [o{}] }}", number + 1).expect("written");
    }
    let texts = [
        fill("["),
        fill("{"),
        fill("- "),
        fill("? "),
        fill("a: "),
        fill("&a "),
        fill("! "),
        fill("${"),
        fill("\""),
        fill("'"),
        fill("\n"),
        fill("#"),
        fill("- a\n"),
        fill("{a: b, "),
        fill("\t"),
        fill("|\n"),
        fill("---\n"),
        format!("a: \"{}\"\n", fill("\\u0041")),
        format!("{}: x\n", fill("k")),
        format!("steps: [{}]\n", "{call: {}},".repeat(20_000)),
        format!("steps: [{}]\n", "{cal: 1},".repeat(30_000)),
        format!("name: t\nservices: {{}}\nscope: {{ hosts: [] }}\n{operations}"),
    ];
    for text in texts {
        let head: String = text.chars().take(12).collect();
        let start = Instant::now();
        let scenario = read_scenario(source("x.yaml", text.clone()));
        let target = read_target(source("x.yaml", text));
        assert!(scenario.is_err() && target.is_err(), "{head:?}");
        let length = scenario.map(drop).expect_err("faulty").to_string().len();
        assert!(length < 400_000, "{head:?} says {length} octets");
        let spent = start.elapsed();
        assert!(spent < Duration::from_secs(20), "{head:?} took {spent:?}");
    }
}
