//! Every snippet of the page on the scenario language is read, linted and bound.

use crate::common::source;
use gateproof_scenario::{Flows, bind, lint, load, read_target};
use model::plan::Work;

const PAGE: &str = include_str!("../../../../scenarios/README.md");

/// The YAML blocks of the page, each with its first line.
fn snippets() -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in (1..).zip(PAGE.lines()) {
        match (&mut open, line) {
            (None, "```yaml") => open = Some((number + 1, String::new())),
            (Some(_), "```") => found.extend(open.take()),
            (Some((_, text)), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, line) => assert!(!line.starts_with("```yaml"), "line {number}: {line}"),
        }
    }
    assert!(open.is_none(), "a block does not end");
    found
}

#[test]
fn every_snippet_has_no_fault_and_runs_against_the_sessions_service() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scenarios/systems/sessions/target.yaml"
    );
    let target = load(path.as_ref()).and_then(read_target);
    let target = target.unwrap_or_else(|errors| panic!("{errors}"));
    let (targets, others): (Vec<_>, Vec<_>) = snippets()
        .into_iter()
        .partition(|(_, text)| text.starts_with("name: "));
    assert!(targets.len() >= 2);
    for (line, text) in targets {
        let read = read_target(source(&format!("README.md, line {line}"), text));
        read.unwrap_or_else(|errors| panic!("{errors}"));
    }
    let (flows, scenarios): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|(_, text)| text.starts_with("flow: "));
    assert!(!flows.is_empty() && scenarios.len() >= 4);
    let flows = Flows::read(flows.into_iter().map(|(line, text)| {
        let name = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("flow: "));
        let name = name.expect("a flow has its name first").to_owned();
        (name, source(&format!("README.md, line {line}"), text))
    }));
    flows.check().unwrap_or_else(|errors| panic!("{errors}"));
    for (line, text) in scenarios {
        let name = format!("README.md, line {line}");
        let read = flows.read_scenario(source(&name, text));
        let file = read.unwrap_or_else(|errors| panic!("{errors}"));
        let found = lint(Some(&target), &file);
        assert!(found.is_empty(), "{found}");
        let plan = bind(&target, &[&file]).unwrap_or_else(|errors| panic!("{errors}"));
        for case in plan.cases {
            assert!(matches!(case.work, Work::Run(_)), "{name}: {case:?}");
        }
    }
}

#[test]
fn every_verb_has_its_row() {
    let schema = gateproof_scenario::scenario_schema();
    let verbs = schema["$defs"]["Written"]["oneOf"]
        .as_array()
        .expect("verbs");
    for verb in verbs {
        let name = verb["required"][0].as_str().expect("a name");
        assert!(PAGE.contains(&format!("\n| `{name}` |")), "{name}");
    }
    assert!(verbs.len() >= 17, "{}", verbs.len());
}
