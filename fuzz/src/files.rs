//! Properties of the files that users write.

use std::sync::LazyLock;

use scenario::{ScenarioFile, Source, TargetFile};

/// What fuzzed scenarios are bound to.
static TARGETS: LazyLock<Vec<TargetFile>> = LazyLock::new(|| {
    let texts = [
        include_str!("../corpus/target_reader/sessions"),
        include_str!("../corpus/target_reader/assistant"),
    ];
    let read = |text: &str| scenario::read_target(source(text.as_bytes()));
    texts
        .iter()
        .map(|text| read(text).expect("a target"))
        .collect()
});

/// What is bound to fuzzed targets.
static SCENARIOS: LazyLock<Vec<ScenarioFile>> = LazyLock::new(|| {
    let texts = [
        include_str!("../corpus/scenario_reader/missing"),
        include_str!("../corpus/scenario_reader/host"),
        include_str!("../corpus/scenario_reader/foreign-channel"),
    ];
    let read = |text: &str| scenario::read_scenario(source(text.as_bytes()));
    texts
        .iter()
        .map(|text| read(text).expect("a scenario"))
        .collect()
});

fn source(octets: &[u8]) -> Source {
    let text = String::from_utf8_lossy(octets).into_owned();
    Source {
        name: "fuzzed.yaml".to_owned(),
        text,
    }
}

/// Reading a target file and binding to it never panics, and what was read reads back the same.
pub fn target_reader(octets: &[u8]) {
    match scenario::read_target(source(octets)) {
        Ok(read) => {
            let text = serde_json::to_string(&read.target).expect("a target is JSON");
            match scenario::read_target(source(text.as_bytes())) {
                Ok(again) => assert_eq!(again.target, read.target),
                Err(diagnostics) => panic!("does not read back:\n{diagnostics}\n{text}"),
            }
            bind(&read, &SCENARIOS.iter().collect::<Vec<_>>());
        }
        Err(diagnostics) => assert!(!diagnostics.to_string().is_empty()),
    }
}

/// Reading, linting and binding a scenario file never panics, and what was read reads back the same.
pub fn scenario_reader(octets: &[u8]) {
    match scenario::read_scenario(source(octets)) {
        Ok(read) => {
            let text = read.json().to_string();
            match scenario::read_scenario(source(text.as_bytes())) {
                Ok(again) => assert_eq!(again.scenario, read.scenario),
                Err(diagnostics) => panic!("does not read back:\n{diagnostics}\n{text}"),
            }
            let _ = scenario::lint(None, &read).to_string();
            for target in TARGETS.iter() {
                let _ = scenario::lint(Some(target), &read).to_string();
                bind(target, &[&read]);
            }
        }
        Err(diagnostics) => assert!(!diagnostics.to_string().is_empty()),
    }
}

/// A plan's cases have ids of their own, and reach a reader of the journal as they are.
fn bind(target: &TargetFile, scenarios: &[&ScenarioFile]) {
    match scenario::bind(target, scenarios) {
        Ok(plan) => {
            let mut ids: Vec<_> = plan.cases.iter().map(|case| &case.id).collect();
            ids.sort();
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
            for case in &plan.cases {
                let text = serde_json::to_string(case).expect("a case is JSON");
                let again: model::plan::Case = serde_json::from_str(&text).expect("reads back");
                assert_eq!(again, *case);
            }
        }
        Err(diagnostics) => assert!(!diagnostics.to_string().is_empty()),
    }
}
