//! What the README shows is read by the binary as it stands there.

use crate::support::{file, gateproof};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");

/// The bodies of fenced blocks in this language.
fn blocks(readme: &str, language: &str) -> Vec<String> {
    let fences = readme.split("\n```").skip(1).step_by(2);
    let block = |text: &str| Some(text.strip_prefix(language)?.strip_prefix('\n')?.to_owned());
    fences.filter_map(block).collect()
}

#[test]
fn files_are_clean() {
    let readme = std::fs::read_to_string(README).unwrap();
    let files = blocks(&readme, "yaml");
    let (targets, scenarios): (Vec<_>, Vec<_>) =
        files.iter().partition(|text| text.contains("services:"));
    assert!(!targets.is_empty() && !scenarios.is_empty(), "{files:?}");
    let folder = tempfile::tempdir().unwrap();
    for target in &targets {
        let target = file(folder.path(), "target.yaml", target);
        let target = target.to_str().unwrap();
        let ran = gateproof(folder.path(), &["lint", "--target", target]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        for scenario in &scenarios {
            let scenario = file(folder.path(), "scenario.yaml", scenario);
            let scenario = scenario.to_str().unwrap();
            let ran = gateproof(folder.path(), &["lint", scenario, "--target", target]);
            assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        }
    }
}

/// Commands of the README are given to the binary with `--help` behind them: a flag that it does not
/// know fails, and nothing runs.
#[test]
fn commands_are_known() {
    let readme = std::fs::read_to_string(README).unwrap();
    let lines = blocks(&readme, "sh").join("\n").replace("\\\n", " ");
    let mut count = 0;
    for line in lines.lines() {
        let Some((_, command)) = line.split_once("cargo run -- ") else {
            continue;
        };
        let words: Vec<&str> = command.split_whitespace().collect();
        let known = gateproof(std::path::Path::new("."), &[words[0], "--help"]).out;
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            assert!(known.contains(flag), "`{flag}` of `{line}`");
        }
        count += 1;
    }
    assert!(count >= 5, "{count} commands found");
}

#[test]
fn defects_are_known() {
    let readme = std::fs::read_to_string(README).unwrap();
    let known = gateproof(std::path::Path::new("."), &["serve", "--list-defects"]).out;
    let lines = blocks(&readme, "sh").join("\n");
    let named: Vec<&str> = lines
        .lines()
        .filter_map(|line| line.split_once("--defect "))
        .flat_map(|(_, defects)| defects.split_whitespace())
        .collect();
    assert!(!named.is_empty());
    for defect in named {
        assert!(
            known
                .lines()
                .any(|line| line.starts_with(&format!("{defect} "))),
            "{defect}"
        );
    }
}
