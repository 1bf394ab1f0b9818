//! The exit code of every kind of run.

use gateproof_report::{Run, meaning};
use model::event::{Ending, Event};
use model::metadata::Level;
use model::verdict::{Harm, Kind, Verdict};

use crate::runs;
use crate::tape::{Tape, breach, case, words};

/// A run that ended so, with one case per verdict; `None` is a case without one.
fn run(ending: Ending, strict: bool, kinds: &[Option<Kind>]) -> Vec<Event> {
    let mut tape = if strict { Tape::strict() } else { Tape::new() };
    let ids: Vec<String> = (0..kinds.len()).map(|row| format!("a/b#{row}")).collect();
    for id in &ids {
        tape.plan(case(id, Vec::new()));
    }
    for (id, kind) in ids.iter().zip(kinds) {
        if let Some(kind) = kind {
            tape.plain(id, *kind, "because");
        }
    }
    tape.end(ending)
}

#[test]
fn one_code_for_each_way_to_end() {
    use Kind::{Error, Fail, Inconclusive, Pass, Skipped};
    let all = [
        Some(Pass),
        Some(Fail),
        Some(Error),
        Some(Inconclusive),
        Some(Skipped),
        None,
    ];
    for (code, ending, strict, kinds) in [
        (0, Ending::Finished, false, &[Some(Pass)][..]),
        (
            0,
            Ending::Finished,
            false,
            &[Some(Pass), Some(Skipped), Some(Inconclusive)],
        ),
        (1, Ending::Finished, false, &[Some(Pass), Some(Fail)]),
        (1, Ending::Finished, true, &all),
        (5, Ending::Finished, false, &[Some(Pass), Some(Error)]),
        (5, Ending::Finished, true, &[Some(Pass), Some(Inconclusive)]),
        (5, Ending::Finished, false, &[Some(Pass), None]),
        (5, Ending::Finished, false, &[Some(Error), Some(Skipped)]),
        (4, Ending::Finished, false, &[]),
        (4, Ending::Finished, true, &[Some(Skipped)]),
        (
            4,
            Ending::Finished,
            false,
            &[Some(Skipped), Some(Inconclusive)],
        ),
        (3, Ending::NotReady, false, &[]),
        (3, Ending::NotReady, true, &all),
        (130, Ending::Interrupted, false, &all),
        (70, Ending::Fault, true, &all),
        (70, Ending::Fault, false, &[Some(Pass)]),
    ] {
        let run = Run::fold(&run(ending, strict, kinds));
        assert_eq!(
            run.exit_code(),
            code,
            "{ending:?} strict {strict} {kinds:?}"
        );
    }
}

#[test]
fn a_killed_run_is_an_interrupted_one() {
    assert_eq!(Run::fold(&[]).exit_code(), 130);
    assert_eq!(Run::fold(&runs::killed(30)).exit_code(), 130);
    assert_eq!(Run::fold(&runs::killed(30)).ending(), None);
}

#[test]
fn a_should_that_was_not_met_counts_with_strict_only() {
    for (strict, level, code) in [
        (true, Level::Should, 5),
        (false, Level::Should, 0),
        (true, Level::May, 0),
    ] {
        let mut tape = if strict { Tape::strict() } else { Tape::new() };
        tape.plan(case("a/b", Vec::new()));
        let mut note = breach(1, "p", Harm::Unmet, "a header", "none");
        note.level = level;
        tape.judged(
            "a/b",
            Verdict {
                notes: vec![note],
                ..Verdict::plain(Kind::Pass, words("held"))
            },
        );
        assert_eq!(Run::fold(&tape.end(Ending::Finished)).exit_code(), code);
    }
}

#[test]
fn every_code_has_its_own_meaning() {
    let codes = [0, 1, 2, 3, 4, 5, 6, 70, 130];
    let meanings: std::collections::HashSet<_> = codes.into_iter().map(meaning).collect();
    assert_eq!(meanings.len(), codes.len());
    assert!(!meanings.contains(meaning(99)));
}

#[test]
fn counts_tell_every_case_once() {
    let run = Run::fold(&runs::holes());
    let counts = run.counts();
    assert_eq!((counts.pass, counts.fail, counts.skipped), (2, 6, 2));
    assert_eq!(
        (counts.inconclusive, counts.error, counts.unfinished),
        (1, 1, 0)
    );
    assert_eq!(counts.all(), run.cases().len());
}
