//! Cases side by side: the same verdicts in any order, and nothing is sent that was not foreseen.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::gateproof;
use engine::Pace;
use model::event::{Event, What};

/// Each case by its id.
type Cases<T> = BTreeMap<String, T>;

/// A run of the whole catalogue on the reference server.
fn run(system: &str, (seed, jobs): (&str, &str)) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    // Times are taken while nothing else is done, and have tests of their own.
    let arguments = [
        "run", "--system", system, "--seed", seed, "--jobs", jobs, "--not", "timing",
    ];
    let ran = gateproof(folder.path(), &[&arguments[..], &["--out", "out"]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    journal(&folder.path().join("out"))
}

fn journal(out: &Path) -> Vec<Event> {
    let text = std::fs::read_to_string(out.join("journal.jsonl")).unwrap();
    model::journal::read(&text).unwrap()
}

fn verdicts(events: &[Event]) -> Cases<String> {
    let judged = events.iter().filter_map(|event| match &event.what {
        What::Judged { verdict, .. } => Some((
            event.case.as_ref()?.to_string(),
            format!("{} {:?}", verdict.kind.word(), verdict.breaches),
        )),
        _ => None,
    });
    judged.collect()
}

/// How many requests each case has sent, as far as its journal tells.
fn sent(events: &[Event]) -> Cases<u64> {
    let mut sent = Cases::new();
    for event in events {
        let (Some(case), What::Observed { seen, .. }) = (&event.case, &event.what) else {
            continue;
        };
        let attempts = seen.attempts.as_ref().map(|attempts| attempts.total());
        let one = u64::from(seen.evidence.request.is_some());
        *sent.entry(case.to_string()).or_default() += attempts.unwrap_or(one);
    }
    sent
}

/// How many were foreseen.
fn foreseen(system: &str) -> Cases<u64> {
    let path = format!(
        "{}/../../scenarios/systems/{system}/target.yaml",
        env!("CARGO_MANIFEST_DIR")
    );
    let target = scenario::load(Path::new(&path))
        .and_then(scenario::read_target)
        .unwrap();
    let flows = scenario::Flows::read(scenarios::FLOWS.iter().map(|file| {
        let name = file
            .path
            .trim_start_matches("flows/")
            .trim_end_matches(".yaml");
        let (path, text) = (file.path.to_owned(), file.text.to_owned());
        (name.to_owned(), scenario::Source { name: path, text })
    }));
    let files: Vec<_> = scenarios::CATALOGUE
        .iter()
        .map(|file| {
            let (name, text) = (file.path.to_owned(), file.text.to_owned());
            flows.read_check(scenario::Source { name, text }).unwrap()
        })
        .collect();
    let mut plan = scenario::bind(&target, &files.iter().collect::<Vec<_>>()).unwrap();
    engine::skip_unspellable(&mut plan, &target.target);
    let pace = Pace {
        at_a_time: 8,
        slow: false,
        seed: 1,
    };
    let outlook = engine::outlook(&target.target, &plan, pace);
    assert!(outlook.infeasible.is_empty(), "{:?}", outlook.infeasible);
    let run = outlook.run.into_iter();
    run.map(|(case, requests)| (case.to_string(), requests))
        .filter(|(case, _)| !case.starts_with("timing/"))
        .collect()
}

fn holds(system: &str) {
    let together = run(system, ("2", "8"));
    let fewer = run(system, ("3", "3"));
    assert_eq!(verdicts(&together), verdicts(&fewer));
    let foreseen = foreseen(system);
    for events in [together, fewer] {
        let sent = sent(&events);
        for (case, requests) in &sent {
            let most = foreseen
                .get(case)
                .unwrap_or_else(|| panic!("{case} was not foreseen"));
            assert!(
                requests <= most,
                "{case} sent {requests}, {most} were foreseen"
            );
        }
        // A forecast that is far too high would be none.
        let total = |all: &Cases<u64>| -> u64 { all.values().sum() };
        let (sent, foreseen) = (total(&sent), total(&foreseen));
        assert!(
            foreseen <= 2 * sent,
            "{foreseen} were foreseen, {sent} were sent"
        );
    }
}

#[test]
fn sessions() {
    holds("sessions");
}

#[test]
fn documents() {
    holds("documents");
}
