//! A finding on the page.

use model::verdict::Breach;
use serde::Serialize;

use super::controls;
use super::exchange::{Exchange, exchange, exchanges};
use super::parts::safe;
use crate::account::{acts, held_otherwise};
use crate::case::CaseView;
use crate::findings::{Finding, level_word};
use crate::repeat;

/// Cases that failed in the same way.
#[derive(Serialize)]
pub(super) struct FindingView {
    anchor: String,
    severity: &'static str,
    check: String,
    title: String,
    rows: Vec<String>,
    reason: String,
    note: Option<&'static str>,
    what: Option<String>,
    why: Option<String>,
    remedy: Option<String>,
    sources: Vec<String>,
    file: String,
    known: Vec<String>,
    breaches: Vec<BreachView>,
    exhibits: Vec<Exhibits>,
}

/// An expectation that was not met.
#[derive(Serialize)]
pub(super) struct BreachView {
    probe: String,
    level: &'static str,
    wanted: String,
    seen: String,
}

/// What proves one point, under a title.
#[derive(Serialize)]
struct Exhibits {
    title: String,
    open: bool,
    exhibits: Vec<Exhibit>,
}

/// The evidence of one act, and the command that repeats it.
#[derive(Serialize)]
struct Exhibit {
    exchange: Option<Exchange>,
    again: Option<String>,
}

pub(super) fn finding(index: usize, finding: &Finding<'_>) -> FindingView {
    let case = finding.first;
    let about = case.about();
    let said = |text: Option<&String>| text.map(|text| safe(text));
    FindingView {
        anchor: format!("finding-{}", index + 1),
        severity: finding.severity().word(),
        check: safe(case.check()),
        title: safe(about.map_or("", |about| &about.title)),
        rows: finding
            .cases
            .iter()
            .map(|case| safe(case.row()))
            .filter(|row| !row.is_empty())
            .collect(),
        reason: safe(case.reason()),
        note: held_otherwise(case.breaches()),
        what: said(about.and_then(|about| about.what.as_ref())),
        why: said(about.and_then(|about| about.why.as_ref())),
        remedy: said(about.and_then(|about| about.remedy.as_ref())),
        sources: about.map_or_else(Vec::new, |about| {
            about
                .references
                .iter()
                .map(|it| safe(&it.to_string()))
                .collect()
        }),
        file: safe(about.map_or("", |about| &about.file)),
        known: finding
            .cases
            .iter()
            .filter_map(|case| case.fingerprint())
            .map(safe)
            .collect(),
        breaches: case.breaches().iter().map(breach).collect(),
        exhibits: [evidence(case), control_evidence(case)]
            .into_iter()
            .flatten()
            .collect(),
    }
}

fn evidence(case: &CaseView) -> Option<Exhibits> {
    let exhibits = |act: u32| -> Vec<Exhibit> {
        let seen = case.observation(act);
        let mut all: Vec<Exhibit> = match seen {
            None => vec![Exhibit {
                exchange: None,
                again: None,
            }],
            Some(seen) => exchanges(seen)
                .into_iter()
                .map(|exchange| Exhibit {
                    exchange: Some(exchange),
                    again: None,
                })
                .collect(),
        };
        if let Some(last) = all.last_mut() {
            last.again = repeat::command(case, act);
        }
        all
    };
    let acts = acts(case.breaches());
    (!acts.is_empty()).then(|| Exhibits {
        title: format!("Evidence of {}", safe(&case.id().0)),
        open: true,
        exhibits: acts.into_iter().flat_map(exhibits).collect(),
    })
}

fn control_evidence(case: &CaseView) -> Option<Exhibits> {
    let exhibit = |seen| Exhibit {
        exchange: Some(exchange(seen)),
        again: None,
    };
    let title = controls::told(case);
    (!title.is_empty()).then(|| Exhibits {
        title,
        open: false,
        exhibits: controls::of(case).map(exhibit).collect(),
    })
}

/// What was wanted and what was seen.
pub(super) fn breach(breach: &Breach) -> BreachView {
    BreachView {
        probe: safe(&breach.probe),
        level: level_word(breach.level),
        wanted: safe(breach.wanted.as_str()),
        seen: safe(breach.seen.as_str()),
    }
}
