//! Scenarios in a list: one line each, by family.

use indexmap::IndexMap;
use model::scenario::Scenario;

use crate::text::{brief, many};

/// One line per scenario (id, severity, title), families in the order of their first scenario.
pub fn list(scenarios: &[&Scenario]) -> String {
    let mut families: IndexMap<&str, Vec<&Scenario>> = IndexMap::new();
    for scenario in scenarios {
        families
            .entry(scenario.id.family())
            .or_default()
            .push(scenario);
    }
    let ids = scenarios.iter().map(|it| it.id.0.chars().count());
    let width = ids.max().unwrap_or(0).min(60);
    let mut out = String::new();
    for (family, members) in &families {
        out.push_str(&format!("{} ({})\n", brief(family, 100), members.len()));
        for it in members {
            let (id, severity) = (brief(&it.id.0, 200), it.severity.word());
            let title = brief(&it.title, 200);
            out.push_str(&format!("  {id:<width$}  {severity:<8}  {title}\n"));
        }
        out.push('\n');
    }
    let of = match families.len() {
        1 => "1 family".to_owned(),
        count => format!("{count} families"),
    };
    out.push_str(&format!("{} in {of}\n", many(scenarios.len(), "scenario")));
    out
}
