//! The crates are the stages: an edge between two of them that is not listed here fails.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// Who may depend on whom, outside of tests.
const EDGES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("scenario", &["model"]),
    ("forge", &["model"]),
    ("drive", &["model"]),
    ("stats", &[]),
    ("judge", &["model", "stats"]),
    ("engine", &["model", "forge", "drive", "judge"]),
    ("report", &["model", "stats"]),
    ("relay", &[]),
    ("reference", &[]),
    ("scenarios", &[]),
    (
        "gateproof",
        &[
            "model",
            "scenario",
            "drive",
            "judge",
            "engine",
            "report",
            "reference",
            "scenarios",
        ],
    ),
    (
        "fuzz",
        &["model", "scenario", "drive", "forge", "judge", "report"],
    ),
];

#[test]
fn data_flows_one_way() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let short = |name: &Value| {
        let name = name.as_str().unwrap();
        name.strip_prefix("gateproof-").unwrap_or(name).to_owned()
    };
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeSet<String> = packages
        .iter()
        .map(|package| short(&package["name"]))
        .collect();
    let listed: BTreeSet<String> = EDGES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(
        ours, listed,
        "the crates of the workspace are the listed ones"
    );
    for package in packages {
        let name = short(&package["name"]);
        let allowed = EDGES.iter().find(|(listed, _)| *listed == name).unwrap().1;
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = short(&dependency["name"]);
            let for_tests = dependency["kind"] == "dev";
            let own = dependency["path"].is_string();
            assert!(
                !own || for_tests || allowed.contains(&to.as_str()),
                "{name} -> {to}"
            );
            // The reference server shares nothing with what judges it, not even in tests.
            assert!(!own || name != "reference", "reference -> {to}");
        }
    }
}
