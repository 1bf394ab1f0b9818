//! Each file in `tests/bad` has its diagnostics in a snapshot of its name. The first word of the
//! name says how it is read; adding a fault is adding a file.

use crate::common::{flows, folder, target};
use gateproof_scenario::{
    Diagnostics, Source, bind, lint, load, read_check, read_scenario, read_target,
};

/// The diagnostics of a file; none is a failure of the test.
fn diagnostics(name: &str, source: Source) -> Diagnostics {
    let kind = name.split('-').next().unwrap_or_default();
    match kind {
        "target" => read_target(source).map(drop).expect_err(name),
        "scenario" => read_scenario(source).map(drop).expect_err(name),
        "check" => read_check(source).map(drop).expect_err(name),
        "include" => flows().read_scenario(source).map(drop).expect_err(name),
        "bind" => {
            let scenario = flows()
                .read_scenario(source)
                .unwrap_or_else(|errors| panic!("{errors}"));
            bind(&target(), &[&scenario]).expect_err(name)
        }
        "lint" => {
            let scenario = flows()
                .read_scenario(source)
                .unwrap_or_else(|errors| panic!("{errors}"));
            lint(Some(&target()), &scenario)
        }
        other => panic!("nothing reads `{other}`"),
    }
}

#[test]
fn every_fault_is_told() {
    let mut paths: Vec<_> = std::fs::read_dir(folder("bad"))
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 35, "{} files", paths.len());
    for path in paths {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let source = Source {
            name: format!("{name}.yaml"),
            ..load(&path).expect("readable")
        };
        let text = diagnostics(&name, source).to_string();
        assert!(!text.is_empty(), "{name} has no fault");
        assert!(
            !text.contains("hunter2") && !text.contains("very-secret"),
            "{text}"
        );
        for line in text.lines() {
            assert!(line.chars().count() <= 600, "{name}: {line}");
        }
        insta::assert_snapshot!(name, text);
    }
}
