//! What the tests share.

use std::path::{Path, PathBuf};

use gateproof_scenario::{Flows, ScenarioFile, Source, TargetFile, load, read_check, read_target};

/// A folder beside the tests.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// A file below `tests/good`, named without the path of this machine.
pub fn good(name: &str) -> Source {
    let source = load(&folder("good").join(name)).unwrap_or_else(|error| panic!("{error}"));
    Source {
        name: name.to_owned(),
        ..source
    }
}

/// The realistic target.
pub fn target() -> TargetFile {
    read_target(good("target.yaml")).unwrap_or_else(|error| panic!("{error}"))
}

/// A target made of the realistic one by replacing text.
pub fn target_with(changes: &[(&str, &str)]) -> TargetFile {
    let mut source = good("target.yaml");
    for (from, to) in changes {
        assert!(source.text.contains(from), "{from}");
        source.text = source.text.replace(from, to);
    }
    read_target(source).unwrap_or_else(|error| panic!("{error}"))
}

/// The flows below `tests/flows`, named without the path of this machine.
pub fn flows() -> Flows {
    let names = [
        "broken",
        "broken-later",
        "family/lifetime",
        "family/quiet",
        "family/settled",
        "listening",
        "login-afresh",
        "scenario",
        "timed",
        "untidy",
    ];
    Flows::read(names.map(|name| {
        let path = folder("flows").join(format!("{name}.yaml"));
        let text = load(&path).unwrap_or_else(|error| panic!("{error}")).text;
        (name.to_owned(), source(&format!("flows/{name}.yaml"), text))
    }))
}

/// One of the good checks.
pub fn check(id: &str) -> ScenarioFile {
    let source = good(&format!("catalogue/{id}.yaml"));
    read_check(source).unwrap_or_else(|error| panic!("{error}"))
}

/// A text under a name.
pub fn source(name: &str, text: impl Into<String>) -> Source {
    Source {
        name: name.to_owned(),
        text: text.into(),
    }
}
