//! The end of a telling: findings in full, what was not judged, counts, and what the exit code means.

use model::event::Ending;
use model::verdict::Kind;

use crate::account;
use crate::case::CaseView;
use crate::coverage;
use crate::decisive::{NOT_READY, decisive, hint};
use crate::evidence;
use crate::exit;
use crate::findings::{by_check, by_reason, findings, level_word, warnings};
use crate::paper::{Ink, Paper};
use crate::run::Run;
use crate::text::{brief, duration, many, some};

const WORDS: usize = 600;
const ROWS: usize = 12;
/// Of so many reasons, the exchange behind the first case is shown.
const SHOWN: usize = 8;

/// All that is said once no more cases are judged.
pub(super) fn tell(paper: &mut Paper, run: &Run) {
    let findings = findings(run);
    for finding in &findings {
        paper.end();
        account::tell(paper, finding);
    }
    notes(paper, run);
    unjudged(paper, run);
    paper.end();
    end_of_run(paper, run);
    summary(paper, run);
}

fn notes(paper: &mut Paper, run: &Run) {
    for (index, warning) in warnings(run).iter().enumerate() {
        if index == 0 {
            paper.end().ink(Ink::Strong, "Notes").end();
        }
        let note = warning.note;
        let (level, wanted, seen) = (level_word(note.level), &note.wanted, &note.seen);
        let ids = some(warning.cases.iter().map(|case| case.id().0.as_str()), 3);
        let text = format!("{ids}: {} {level} be {wanted}, seen {seen}", note.probe);
        paper.paragraph(2, &brief(&text, WORDS));
    }
}

fn unjudged(paper: &mut Paper, run: &Run) {
    for (kind, title) in [
        (
            Some(Kind::Error),
            "Errors: gateproof or a scenario is at fault",
        ),
        (
            Some(Kind::Inconclusive),
            "Inconclusive: neither held nor failed",
        ),
        (None, "Not finished"),
    ] {
        // Where the target was not ready, no case began; how the run ended says why.
        if kind.is_none() && run.ending() == Some(Ending::NotReady) {
            continue;
        }
        for (index, (reason, cases)) in by_reason(run, kind).iter().enumerate() {
            if index == 0 {
                paper.end().ink(Ink::Strong, title).end();
            }
            paper.paragraph(2, &brief(reason, WORDS));
            let ids = cases.iter().map(|case| case.id().0.as_str());
            paper.paragraph(4, &brief(&some(ids, ROWS), 2 * WORDS));
            if let Some(case) = cases.first().filter(|_| kind.is_some() && index < SHOWN) {
                shown(paper, case);
            }
        }
    }
    for (index, (reason, cases)) in by_reason(run, Some(Kind::Skipped)).iter().enumerate() {
        if index == 0 {
            paper.end().ink(Ink::Strong, "Skipped, and why").end();
        }
        paper.paragraph(2, &brief(reason, WORDS));
        let names = by_check(run, cases);
        let names = some(names.iter().map(String::as_str), ROWS);
        paper.paragraph(4, &brief(&names, 2 * WORDS));
    }
}

/// What the target said where a case could not be judged, and what to try.
fn shown(paper: &mut Paper, case: &CaseView) {
    let Some(seen) = decisive(case) else { return };
    paper.verbatim(4, &evidence::brief_of(seen));
    if let Some(hint) = hint(seen) {
        paper.labelled("hint", hint);
    }
}

/// How the run ended, when it did not come to its own end.
fn end_of_run(paper: &mut Paper, run: &Run) {
    let reason = run
        .ending_reason()
        .map(|reason| brief(reason.as_str(), WORDS));
    let said = reason.map_or(String::new(), |reason| format!(": {reason}"));
    let words = match run.ending() {
        Some(Ending::Finished) if said.is_empty() => return,
        Some(Ending::Finished) => format!("The run ended{said}"),
        Some(Ending::NotReady) => format!("The target did not become ready{said}"),
        Some(Ending::Interrupted) => format!("The run was interrupted{said}"),
        Some(Ending::Fault) => format!("gateproof itself failed{said}"),
        None => "The run did not end: it was killed".to_owned(),
    };
    paper.paragraph(0, &words);
    if run.ending() == Some(Ending::NotReady) {
        paper.labelled("hint", NOT_READY).end();
    }
}

fn summary(paper: &mut Paper, run: &Run) {
    let counts = run.counts();
    if counts.judged() == 0 {
        paper.ink(Ink::Bad, "NOTHING WAS JUDGED.");
        paper.line(" This run proves nothing about the target.");
    }
    if let Some(doubt) = coverage::doubt(run) {
        paper.loud(Ink::Unsure, &format!("Beware: {doubt}"));
    }
    let parts = [
        (counts.pass, "passed", Ink::Good),
        (counts.fail, "failed", Ink::Bad),
        (counts.inconclusive, "inconclusive", Ink::Unsure),
        (counts.error, "in error", Ink::Bad),
        (counts.skipped, "skipped", Ink::Faint),
        (counts.unfinished, "not finished", Ink::Unsure),
    ];
    let told = parts
        .iter()
        .filter(|(count, word, _)| *count > 0 || *word == "passed");
    for (index, (count, word, ink)) in told.enumerate() {
        paper.put(if index == 0 { "" } else { ", " });
        paper.ink(*ink, &format!("{count} {word}"));
    }
    let (cases, took) = (many(counts.all(), "case"), duration(run.duration_ms()));
    paper.line(&format!(" of {cases} in {took}"));
    let code = run.exit_code();
    let ink = if code == 0 { Ink::Good } else { Ink::Bad };
    paper.ink(ink, &format!("exit code {code}"));
    paper.line(&format!(": {}", exit::meaning(code)));
}
