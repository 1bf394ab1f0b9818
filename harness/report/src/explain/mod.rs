//! One scenario as a page in Markdown that reads as plain text, too: a reviewer can paste it.

mod needs;
mod page;
mod rows;
mod steps;
mod target;

use model::plan::Case;
use model::scenario::{Fresh, FreshValue, Scenario};
use serde_json::Value;

use crate::words;
use page::Page;

/// What a page is about.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The same as its file has it.
    pub written: &'a Value,
    /// Its path as the user would find it.
    pub file: &'a str,
    /// Case ids, or their beginnings, when the page is about these alone.
    pub cases: &'a [&'a str],
    /// What becomes of it on a target.
    pub target: Option<OnTarget<'a>>,
}

/// A scenario bound to a target.
#[derive(Debug, Clone, Copy)]
pub struct OnTarget<'a> {
    /// The target's name.
    pub name: &'a str,
    /// Its cases, run or skipped.
    pub cases: &'a [&'a Case],
}

/// What the scenario looks for, why, how to mend it, on what it rests, what it does in which order, what
/// it expects and what it needs.
pub fn explain(it: &Explained<'_>) -> String {
    let scenario = it.scenario;
    let mut page = Page::default();
    page.heading("#", &scenario.title);
    page.bare_list(standing(it));
    page.section("What is wrong", scenario.what.as_deref());
    page.section("Why it matters", scenario.why.as_deref());
    page.section("How to mend it", scenario.remedy.as_deref());
    let sources = scenario.references.iter().map(words::reference);
    page.list("What it rests on", sources.collect());
    page.list("Values", scenario.values.iter().map(value).collect());
    let (steps, expect) = (&it.written["steps"], &it.written["expect"]);
    let steps = steps::told(&scenario.steps, steps, words::written);
    page.numbered("Steps", steps);
    let expected = steps::told(&scenario.expect, expect, words::expectation);
    page.numbered("What is expected", expected);
    for (index, (name, axis)) in scenario.matrix.iter().enumerate() {
        let lines = rows::of(axis, &rows::only(it.cases, index));
        page.list(&format!("Rows of `{name}`"), lines);
    }
    page.list(
        "What a target must declare",
        needs::of(scenario, it.written),
    );
    if let Some(on) = &it.target {
        page.list(&format!("On {}", on.name), target::told(scenario, on.cases));
    }
    let defects = scenario.defects.iter().map(|it| format!("`{it}`"));
    page.list("Planted defects that it finds", defects.collect());
    page.out
}

fn standing(it: &Explained<'_>) -> Vec<String> {
    let scenario = it.scenario;
    let mut lines = Vec::new();
    let status = words::term(&scenario.status);
    let since = scenario.since.as_ref();
    let since = since.map_or(String::new(), |since| format!(" since {since}"));
    lines.push(format!("Check: `{}`, {status}{since}", scenario.id));
    lines.extend(it.cases.iter().map(|case| format!("Case: `{case}`")));
    lines.push(format!("Severity: {}", scenario.severity.word()));
    let class = scenario.class;
    lines.extend(
        class.map(|class| format!("Class: {}, {}", words::term(&class), words::class(class))),
    );
    let impact = scenario.impact;
    lines.push(format!("Impact: {impact}, {}", words::impact(impact)));
    if !scenario.tags.is_empty() {
        let tags: Vec<String> = scenario.tags.iter().map(|tag| format!("`{tag}`")).collect();
        lines.push(format!("Tags: {}", tags.join(", ")));
    }
    lines.push(format!("File: {}", it.file));
    lines
}

fn value((name, value): (&String, &FreshValue)) -> String {
    match &value.fresh {
        Fresh::Uuid => format!("`{name}`: a fresh UUID"),
        Fresh::Email => format!("`{name}`: a fresh e-mail address"),
        Fresh::Password => format!("`{name}`: a fresh password"),
        Fresh::Pkce => format!("`{name}`: a fresh code verifier and its challenge (RFC 7636)"),
        Fresh::Like(other) => format!("`{name}`: of the same length and shape as `{other}`"),
    }
}
