//! Samples of times, as a person and other programs read them.

use gateproof_report::{Format, render};
use model::event::{Ending, Event};
use model::many::{AttemptKind, Attempts};
use model::observation::{Evidence, Manner};
use model::refusal::Class;
use model::timed::{ClassOutcome, Point, Reading, Sampled, Shown, TimedPair};
use model::verdict::{Harm, Kind};

use crate::cases::{BEARER, control, probe, refused};
use crate::tape::{Tape, breach, case, failed, seen, words};
use crate::wire::{answer, get, http};

fn attempts(leak: f64) -> Attempts {
    let pairs = (0..80).map(|number: u64| TimedPair {
        b_first: number.is_multiple_of(2),
        control: number.is_multiple_of(5),
        first_ns: 50_000 + number * 10,
        second_ns: 50_400 + number * 20,
        swapped: false,
    });
    let outcome = refused(Manner::Status(401), Some(Class::Unauthenticated));
    let sampled = Sampled {
        classes: ["known".into(), "un,known".into()],
        margin_ns: 100_000,
        seed: 7,
        lanes: 1,
        by_kernel: 79,
        together: false,
        octets: 176,
        budget: 25_000,
        pairs: pairs.collect(),
        lost: 1,
        outcomes: vec![
            ClassOutcome {
                class: 0,
                kind: 0,
                count: 96,
            },
            ClassOutcome {
                class: 1,
                kind: 0,
                count: 64,
            },
        ],
        reading: Reading {
            shown: if leak >= 2.0 {
                Shown::Leak
            } else {
                Shown::Open
            },
            pairs: 64,
            controls: 16,
            leak,
            dependence: 13.1,
            control: -0.04,
            shift_ns: Some((177_600, 477_000)),
            worst: Some("above the 25 % quantile (58.0 us), the second class slower".into()),
            resolution_ns: Some(20_000),
            course: (1..=8)
                .map(|step| Point {
                    pairs: step * 8,
                    leak: step as f64 * 0.6,
                    uniform: -0.1,
                })
                .collect(),
        },
    };
    Attempts {
        kinds: vec![AttemptKind {
            outcome,
            count: 160,
            first: 1,
            evidence: http(get("/me", &[BEARER]), answer(401, &[], None)),
            away: false,
        }],
        more: 160,
        sampled: Some(Box::new(sampled)),
        ..Attempts::default()
    }
}

fn run() -> Vec<Event> {
    let mut tape = Tape::new();
    leaks(&mut tape, "timing/login", 4.8);
    tape.end(Ending::Finished)
}

/// A case with a leak, whose e-value has this log10.
fn leaks(tape: &mut Tape, id: &str, leak: f64) {
    let said = "the times differ by more than 100.0 us";
    tape.plan(case(id, Vec::new()));
    tape.began(id);
    tape.seen(id, control(1));
    let outcome = refused(Manner::Status(401), Some(Class::Unauthenticated));
    let mut many = seen(2, probe("times"), outcome, Evidence::default());
    many.attempts = Some(Box::new(attempts(leak)));
    tape.seen(id, many);
    tape.seen(id, control(3));
    let wanted = "uniform in time";
    let breach = breach(2, "times", Harm::Hole, wanted, said);
    let reason = words(format!("times: wanted {wanted}, {said}"));
    tape.judged(id, failed(reason.as_str(), vec![breach]));
}

#[test]
fn a_leak_that_may_be_chance_among_so_many_samples_is_told() {
    let doubt = |weak: f64| {
        let mut tape = Tape::new();
        tape.plan(case("a/passes", Vec::new()));
        tape.plain("a/passes", Kind::Pass, "all held");
        leaks(&mut tape, "timing/login", weak);
        // Of four, one has to reach 400, and two have to reach 200.
        for other in 0..3 {
            leaks(&mut tape, &format!("timing/a#{other}"), 0.3);
        }
        let told = render(Format::Console, &tape.end(Ending::Finished)).unwrap();
        let line = told.lines().find(|line| line.contains("Beware"));
        line.map(str::to_owned)
    };
    let words =
        "Beware: among 4 samples of times the leak of timing/login may be chance: run it again";
    assert_eq!(doubt(2.1).as_deref(), Some(words));
    assert_eq!(doubt(2.7), None);
}

#[test]
fn console_of_times() {
    insta::assert_snapshot!(render(Format::Console, &run()).unwrap());
}

#[test]
fn the_page_has_the_figures_and_three_plots() {
    let page = render(Format::Html, &run()).unwrap();
    let (_, times) = page.split_once("<h2>Times</h2>").unwrap();
    let (times, _) = times.split_once("</section>").unwrap();
    insta::assert_snapshot!(times);
    assert_eq!(times.matches("<svg").count(), 3);
}

#[test]
fn pairs_are_told_by_class_and_not_by_order() {
    let table = render(Format::Csv, &run()).unwrap();
    let lines: Vec<&str> = table.lines().take(3).collect();
    assert_eq!(
        lines,
        [
            "case,class_a,class_b,control,first,a_ns,b_ns",
            "timing/login,known,\"un,known\",true,b,50400,50000",
            "timing/login,known,\"un,known\",false,a,50010,50420",
        ]
    );
    assert_eq!(table.lines().count(), 81);
    let none = render(Format::Csv, &[]).unwrap();
    assert_eq!(none.lines().count(), 1);
}
