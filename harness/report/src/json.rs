//! JSON: the whole run in a stable shape, for programs.
//!
//! `schema` grows when a reader of the last shape would misread. Unknown values are `null`, empty
//! lists stay; only `fingerprint` may be missing, and `selection` when all cases were to run.
//! `verdict` is a verdict's word or `unfinished`; `ending` is `finished`, `not-ready`, `interrupted`, `fault` or `killed`.

use indexmap::IndexMap;
use model::event::Selection;
use model::metadata::{Reference, Severity};
use model::name::Name;
use model::observation::{Evidence, Fact, Notice, Outcome};
use model::plan::Tag;
use model::verdict::{Breach, Giver};
use serde::Serialize;
use serde_json::{Value, json};

use crate::case::{CaseView, Seen};
use crate::format::ReportError;
use crate::run::{Counts, Run};
use crate::selection::selection;

/// The version of the shape.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    target: Option<&'a str>,
    services: IndexMap<&'a str, &'a str>,
    started: Option<&'a str>,
    ending: Value,
    ending_reason: Option<&'a str>,
    strict: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    selection: Option<&'a Selection>,
    exit_code: u8,
    duration_ms: u64,
    counts: Counts,
    cases: Vec<CaseReport<'a>>,
}

#[derive(Serialize)]
struct CaseReport<'a> {
    id: &'a str,
    check: &'a str,
    title: Option<&'a str>,
    severity: Severity,
    verdict: &'static str,
    by: Option<Giver>,
    reason: &'a str,
    rows: Option<&'a IndexMap<Name, Name>>,
    breaches: &'a [Breach],
    notes: &'a [Breach],
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<&'a str>,
    duration_ms: Option<u64>,
    references: &'a [Reference],
    observations: Vec<SeenReport<'a>>,
}

#[derive(Serialize)]
struct SeenReport<'a> {
    act: u32,
    tag: &'a Tag,
    outcome: &'a Outcome,
    facts: &'a [Fact],
    notices: &'a [Notice],
    evidence: &'a Evidence,
    implied: bool,
}

/// The run as indented JSON, with a newline at its end.
pub(crate) fn render(run: &Run) -> Result<String, ReportError> {
    let start = run.start();
    let services = start.map_or(&[][..], |start| &start.services);
    let report = Report {
        schema: SCHEMA,
        target: start.map(|start| start.target.as_str()),
        services: services
            .iter()
            .map(|(name, at)| (name.as_str(), at.as_str()))
            .collect(),
        started: start.map(|start| start.started.as_str()),
        ending: run.ending().map_or(json!("killed"), |ending| json!(ending)),
        ending_reason: run.ending_reason().map(|reason| reason.as_str()),
        strict: run.strict(),
        selection: selection(run),
        exit_code: run.exit_code(),
        duration_ms: run.duration_ms(),
        counts: run.counts(),
        cases: run.cases().iter().map(case).collect(),
    };
    let mut text = serde_json::to_string_pretty(&report)?;
    text.push('\n');
    Ok(text)
}

fn case(case: &CaseView) -> CaseReport<'_> {
    CaseReport {
        id: &case.id().0,
        check: case.check(),
        title: case.about().map(|about| about.title.as_str()),
        severity: case.severity(),
        verdict: case.word(),
        by: case.by(),
        reason: case.reason(),
        rows: case.plan().map(|plan| &plan.rows),
        breaches: case.breaches(),
        notes: case.notes(),
        fingerprint: case.fingerprint(),
        duration_ms: case.duration_ms(),
        references: case.about().map_or(&[], |about| &about.references),
        observations: case.seen().iter().map(seen).collect(),
    }
}

fn seen(seen: &Seen) -> SeenReport<'_> {
    let observation = &seen.observation;
    SeenReport {
        act: observation.act,
        tag: &observation.tag,
        outcome: &observation.outcome,
        facts: &observation.facts,
        notices: &observation.notices,
        evidence: &observation.evidence,
        implied: seen.implied,
    }
}
