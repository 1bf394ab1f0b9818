//! What the page's template sees. All decisions are made here; the template only lays out.

use model::event::Ending;
use model::verdict::Kind;
use serde::Serialize;

use super::finding::{FindingView, finding};
use super::parts::{self, CheckView, ReasonView, WarningView, safe};
use super::timed::{TimedView, timed};
use crate::coverage;
use crate::decisive::NOT_READY;
use crate::exit;
use crate::findings::{by_reason, findings, warnings};
use crate::run::Run;
use crate::selection;
use crate::text::{duration, many};

/// The page.
#[derive(Serialize)]
pub(super) struct View {
    target: String,
    services: Vec<(String, String)>,
    facts: Vec<(&'static str, String)>,
    good: bool,
    headline: String,
    code: u8,
    meaning: &'static str,
    ending: Option<String>,
    hint: Option<&'static str>,
    doubt: Option<String>,
    nothing_judged: bool,
    counts: Vec<Count>,
    findings: Vec<FindingView>,
    warnings: Vec<WarningView>,
    timed: Vec<TimedView>,
    undecided: Vec<Unjudged>,
    skipped: Vec<Unjudged>,
    checks: Vec<CheckView>,
    total: String,
}

/// How many cases have one verdict.
#[derive(Serialize)]
struct Count {
    word: &'static str,
    mark: &'static str,
    count: usize,
}

/// Cases without a judgement, by their reason.
#[derive(Serialize)]
struct Unjudged {
    word: &'static str,
    title: &'static str,
    reasons: Vec<ReasonView>,
}

pub(super) fn view(run: &Run) -> View {
    let start = run.start();
    let code = run.exit_code();
    let not_ready = run.ending() == Some(Ending::NotReady);
    let services = start.map_or(&[][..], |start| &start.services);
    View {
        target: start.map_or("unknown target".to_owned(), |start| safe(&start.target)),
        services: services
            .iter()
            .map(|(name, at)| (safe(name), safe(at)))
            .collect(),
        facts: facts(run),
        good: code == 0,
        headline: headline(run),
        code,
        meaning: exit::meaning(code),
        ending: ending(run),
        hint: not_ready.then_some(NOT_READY),
        doubt: coverage::doubt(run),
        nothing_judged: run.counts().judged() == 0 && run.ending() != Some(Ending::Finished),
        counts: counts(run),
        findings: findings(run)
            .iter()
            .enumerate()
            .map(|(index, it)| finding(index, it))
            .collect(),
        warnings: warnings(run).iter().map(parts::warning).collect(),
        timed: timed(run),
        undecided: undecided(run),
        skipped: skipped(run),
        checks: run
            .checks()
            .filter(|_| !not_ready)
            .map(|(id, cases)| parts::check(id, &cases))
            .collect(),
        total: format!(
            "{} of {}",
            many(run.cases().len(), "case"),
            many(run.checks().count(), "check")
        ),
    }
}

fn facts(run: &Run) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(start) = run.start() {
        facts.push(("Started", safe(&start.started)));
        facts.push(("Took", duration(run.duration_ms())));
        facts.push(("gateproof", safe(&start.version)));
        facts.push(("Seed", start.seed.to_string()));
        facts.push(("Strict", if start.strict { "yes" } else { "no" }.to_owned()));
        let told = selection::told(run);
        facts.extend(told.map(|told| ("Cases", safe(&told))));
        facts.push(("Target file", safe(&start.target_digest)));
        facts.push(("Scenarios", safe(&start.catalogue_digest)));
    }
    facts
}

fn headline(run: &Run) -> String {
    let counts = run.counts();
    match run.ending() {
        Some(Ending::Fault) => "gateproof failed".to_owned(),
        Some(Ending::NotReady) => "The target was not ready".to_owned(),
        Some(Ending::Interrupted) => "The run was interrupted".to_owned(),
        None => "The run was killed".to_owned(),
        Some(Ending::Finished) if counts.fail > 0 => match findings(run).len() {
            1 => "One finding".to_owned(),
            count => format!("{count} findings"),
        },
        Some(Ending::Finished) if counts.judged() == 0 => "Nothing was judged".to_owned(),
        Some(Ending::Finished) if run.exit_code() == 0 => "All that was judged held".to_owned(),
        Some(Ending::Finished) => "Not all could be judged".to_owned(),
    }
}

fn ending(run: &Run) -> Option<String> {
    match (run.ending(), run.ending_reason()) {
        (_, Some(reason)) => Some(safe(reason.as_str())),
        (None, None) => Some("The run did not end: it was killed.".to_owned()),
        (Some(_), None) => None,
    }
}

fn counts(run: &Run) -> Vec<Count> {
    let counts = run.counts();
    let all = [
        (Some(Kind::Fail), counts.fail),
        (Some(Kind::Error), counts.error),
        (None, counts.unfinished),
        (Some(Kind::Inconclusive), counts.inconclusive),
        (Some(Kind::Pass), counts.pass),
        (Some(Kind::Skipped), counts.skipped),
    ];
    let told = all.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(kind, count)| Count {
        word: kind.map_or("unfinished", Kind::word),
        mark: parts::mark(kind),
        count,
    })
    .collect()
}

/// What was to be judged and was not: told before the table of all checks.
fn undecided(run: &Run) -> Vec<Unjudged> {
    let kinds = [
        (Some(Kind::Error), "Errors of gateproof or of a scenario"),
        (None, "Not finished"),
        (
            Some(Kind::Inconclusive),
            "Inconclusive: neither held nor failed",
        ),
    ];
    let not_ready = run.ending() == Some(Ending::NotReady);
    let told = kinds
        .into_iter()
        // Where the target was not ready, no case began; the head of the page says why.
        .filter(|(kind, _)| kind.is_some() || !not_ready)
        .map(|(kind, title)| Unjudged {
            word: kind.map_or("unfinished", Kind::word),
            title,
            reasons: by_reason(run, kind)
                .iter()
                .map(|(reason, cases)| parts::reason(run, reason, cases))
                .collect(),
        });
    told.filter(|it| !it.reasons.is_empty()).collect()
}

fn skipped(run: &Run) -> Vec<Unjudged> {
    let skipped = Unjudged {
        word: Kind::Skipped.word(),
        title: "Skipped, and why",
        reasons: by_reason(run, Some(Kind::Skipped))
            .iter()
            .map(|(reason, cases)| parts::reason(run, reason, cases))
            .collect(),
    };
    let some = !skipped.reasons.is_empty();
    some.then_some(skipped).into_iter().collect()
}
