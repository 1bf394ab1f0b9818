//! Scenarios in a list: one line each, by family.

use indexmap::IndexMap;
use model::scenario::Scenario;

use crate::text::{brief, many};

/// One line of a list.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// Its id, or that of cases of it.
    pub id: &'a str,
    /// What it says.
    pub scenario: &'a Scenario,
    /// Cases of it that were left out.
    pub without: Vec<&'a str>,
}

/// One line per scenario (id, severity, title), families in the order of their first scenario.
pub fn list(lines: &[Listed<'_>]) -> String {
    let mut families: IndexMap<&str, Vec<&Listed<'_>>> = IndexMap::new();
    for line in lines {
        let family = line.scenario.id.family();
        families.entry(family).or_default().push(line);
    }
    let ids = lines.iter().map(|it| it.id.chars().count());
    let width = ids.max().unwrap_or(0).min(60);
    let mut out = String::new();
    for (family, members) in &families {
        out.push_str(&format!("{} ({})\n", brief(family, 100), members.len()));
        for it in members {
            let (id, severity) = (brief(it.id, 200), it.scenario.severity.word());
            let title = brief(&it.scenario.title, 200);
            out.push_str(&format!("  {id:<width$}  {severity:<8}  {title}"));
            if !it.without.is_empty() {
                out.push_str(&format!(
                    " (without {})",
                    brief(&it.without.join(", "), 200)
                ));
            }
            out.push('\n');
        }
        out.push('\n');
    }
    let of = match families.len() {
        1 => "1 family".to_owned(),
        count => format!("{count} families"),
    };
    out.push_str(&format!("{} in {of}\n", many(lines.len(), "scenario")));
    out
}
