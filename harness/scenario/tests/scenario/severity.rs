//! How bad a case can turn out: a forgery bounds it, whatever its check says.

use crate::common::{source, target};
use gateproof_scenario::{bind, read_scenario};
use model::metadata::Severity;

/// The severity of the cases of a critical check that puts this in the place of the token.
fn severities(uses: &str, rows: &str) -> Vec<Severity> {
    let text = format!(
        "id: own/case\ntitle: A fault\nseverity: critical\n{rows}steps:\n  - call: {{ op: whoami, control: both }}\n  - call: {{ op: whoami, credential: {uses}, probe: p }}\nexpect:\n  - {{ probe: p, is: not-accepted, level: must }}\n"
    );
    let scenario = read_scenario(source("own.yaml", &text));
    let scenario = scenario.unwrap_or_else(|errors| panic!("{errors}"));
    let plan = bind(&target(), &[&scenario]).unwrap_or_else(|errors| panic!("{errors}"));
    plan.cases.iter().map(|case| case.about.severity).collect()
}

#[test]
fn what_takes_the_key_is_less_than_what_anybody_makes() {
    use Severity::{Critical, High, Low, Medium};
    let of = |value: &str| severities(&format!("[{{ is: {value} }}]"), "");
    assert_eq!(of("none"), [Critical]);
    assert_eq!(of("{ forge: alg-none }"), [Critical]);
    assert_eq!(of("{ forge: expired }"), [High]);
    assert_eq!(of("{ forge: crit-unknown }"), [Medium]);
    assert_eq!(of("{ forge: signature-respelled }"), [Low]);
    assert_eq!(of("{ mint: { set: { role: admin } } }"), [High]);
    // Of two in one request the one that is harder to make counts.
    let both = "[{ place: 1, is: { forge: alg-none } }, { place: 1, is: { forge: expired } }]";
    assert_eq!(severities(both, ""), [High]);
}

#[test]
fn each_row_has_its_own() {
    let rows =
        "matrix: { token: { rows: { a: { forge: alg-none }, b: { forge: not-yet-valid } } } }\n";
    let found = severities("[{ is: { forge: \"${row.token.forge}\" } }]", rows);
    assert_eq!(found, [Severity::Critical, Severity::Medium]);
}
