//! JUnit XML: one suite per check, one test case per case. What was not judged is never a silent pass.

use std::time::Duration;

use model::verdict::Kind;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::account;
use crate::case::{CaseView, total_ms};
use crate::coverage;
use crate::exit;
use crate::findings::{Finding, level_word};
use crate::format::ReportError;
use crate::paper::{Paper, Style};
use crate::run::Run;
use crate::text::{brief, shown};

const WORDS: usize = 1_000;

/// The run as JUnit XML.
pub(crate) fn render(run: &Run) -> Result<String, ReportError> {
    let name = run.start().map_or("gateproof", |start| &start.target);
    let mut report = Report::new(brief(name, WORDS));
    report.set_time(Duration::from_millis(run.duration_ms()));
    for (check, cases) in run.checks() {
        report.add_test_suite(suite(check, &cases));
    }
    if let Some(suite) = run_itself(run) {
        report.add_test_suite(suite);
    }
    Ok(report.to_string()?)
}

/// A run that did not end well, or judged nothing, is an error of its own: no CI shows it as green.
fn run_itself(run: &Run) -> Option<TestSuite> {
    let code = run.exit_code();
    if matches!(code, 0 | 1 | 5) {
        return None;
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("run");
    status.set_message(exit::meaning(code));
    let reason = run.ending_reason().map_or("", |reason| reason.as_str());
    let doubt = coverage::doubt(run).unwrap_or_default();
    status.set_description(format!("{} {}", brief(reason, WORDS), shown(&doubt)).trim());
    let mut case = TestCase::new("the run", status);
    case.set_classname("gateproof");
    let mut suite = TestSuite::new("gateproof");
    suite.add_test_case(case);
    Some(suite)
}

fn suite(check: &str, cases: &[&CaseView]) -> TestSuite {
    let mut suite = TestSuite::new(brief(check, WORDS));
    suite.set_time(Duration::from_millis(total_ms(cases).unwrap_or(0)));
    if let Some(about) = cases.iter().find_map(|case| case.about()) {
        suite.add_property(("title", brief(&about.title, WORDS).as_str()));
        suite.add_property(("severity", about.severity.word()));
        suite.add_property(("file", brief(&about.file, WORDS).as_str()));
    }
    suite.add_test_cases(cases.iter().map(|case| test_case(case)));
    suite
}

fn test_case(case: &CaseView) -> TestCase {
    let reason = brief(case.reason(), WORDS);
    let status = match case.kind() {
        Some(Kind::Pass) => TestCaseStatus::success(),
        Some(Kind::Fail) => failure(case, &reason),
        Some(Kind::Inconclusive) => skipped(&format!("inconclusive: {reason}")),
        Some(Kind::Skipped) => skipped(&reason),
        Some(Kind::Error) => error("error", &reason),
        None => error("unfinished", &reason),
    };
    let mut test = TestCase::new(brief(&case.id().0, WORDS), status);
    test.set_classname(brief(case.check(), WORDS));
    test.set_time(Duration::from_millis(case.duration_ms().unwrap_or(0)));
    let notes: Vec<String> = case.notes().iter().map(note).collect();
    if !notes.is_empty() {
        test.set_system_out(notes.join("\n"));
    }
    test
}

fn note(note: &model::verdict::Breach) -> String {
    let level = level_word(note.level);
    let text = format!(
        "note: {} {level} be {}, seen {}",
        note.probe, note.wanted, note.seen
    );
    brief(&text, WORDS)
}

fn failure(case: &CaseView, reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(case.severity().word());
    status.set_message(reason);
    let mut paper = Paper::new(Style::default());
    let (first, cases) = (case, vec![case]);
    account::tell(&mut paper, &Finding { first, cases });
    status.set_description(paper.finish());
    status
}

fn error(class: &str, reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(class);
    status.set_message(reason);
    status
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(reason);
    status
}
