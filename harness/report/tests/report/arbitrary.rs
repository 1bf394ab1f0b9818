//! Any events, in any order, with any text: every report is written and can be read.

use gateproof_report::{Format, Run, Style, render};
use model::event::{Ending, Event, What};
use model::observation::{Evidence, Manner, Outcome};
use model::plan::Tag;
use model::verdict::{Harm, Kind};
use proptest::prelude::*;
use quick_junit::Report;

use crate::cases::socket_acts;
use crate::laws::told;
use crate::tape::{Tape, breach, case, failed, seen, words};
use crate::wire::{answer, frame, get, http, upgrade};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,30}",
        "\\PC{0,20}",
        proptest::collection::vec(any::<char>(), 0..20)
            .prop_map(|chars| chars.into_iter().collect()),
        Just("[access of user]".to_owned()),
        Just("[[[".to_owned()),
    ]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof!["[ab]/[ab]", "[ab]/[ab]#[xyz]", text()]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (text(), text(), 0..4_u8, any::<u64>()).prop_map(|(one, two, shape, at)| {
        let request = match shape {
            0 => get(&one, &[("x", &two)]),
            _ => upgrade(&one, &[("origin", &two), ("host", &one)]),
        };
        match shape {
            0 | 1 => http(request, answer(404, &[("a", &one)], Some(&two))),
            2 => Evidence {
                frames: vec![frame(at, true, "text", &one), frame(0, false, &two, &one)],
                more_frames: at % 3,
                fault: Some(words(two)),
                ..Evidence::default()
            },
            _ => Evidence::default(),
        }
    })
}

fn what() -> impl Strategy<Value = What> {
    let kinds = prop_oneof![
        Just(Kind::Pass),
        Just(Kind::Fail),
        Just(Kind::Inconclusive),
        Just(Kind::Error),
        Just(Kind::Skipped),
    ];
    let endings = prop_oneof![
        Just(Ending::Finished),
        Just(Ending::NotReady),
        Just(Ending::Interrupted),
        Just(Ending::Fault),
    ];
    let tape = || Tape::new().events[0].what.clone();
    prop_oneof![
        1 => Just(tape()),
        3 => id().prop_map(|id| What::Planned { plan: Box::new(case(&id, socket_acts())) }),
        2 => Just(What::CaseStarted {}),
        4 => (0..4_u32, text(), evidence()).prop_map(|(act, text, evidence)| What::Observed {
            seen: Box::new(seen(act, Tag::Probe(text.clone()), Outcome::Broken(Manner::Violation(words(text))), evidence)),
            implied: act == 3,
        }),
        4 => (kinds, text(), 0..4_u32).prop_map(|(kind, text, act)| {
            let breaches = (0..act).map(|act| breach(act, &text, Harm::Hole, &text, "seen")).collect();
            let mut verdict = failed(&text, breaches);
            verdict.kind = kind;
            verdict.notes = verdict.breaches.clone();
            What::Judged { verdict, by: model::verdict::Giver::Engine }
        }),
        1 => text().prop_map(|fingerprint| What::Finding { fingerprint }),
        1 => Just(What::CleanedUp { sockets: 3 }),
        1 => (any::<u64>(), text()).prop_map(|(ms, text)| What::Waiting { ms, what: words(text) }),
        1 => (endings, text()).prop_map(|(ending, text)| What::RunEnded { ending, reason: Some(words(text)) }),
    ]
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (
        any::<u64>(),
        any::<u64>(),
        proptest::option::of(id()),
        what(),
    );
    let event = event.prop_map(|(seq, at_ms, case, what)| Event {
        seq,
        at_ms,
        case: case.map(model::name::CaseId),
        what,
    });
    proptest::collection::vec(event, 0..25)
}

proptest! {
    #[test]
    fn every_report_is_written_and_read(events in events()) {
        let run = Run::fold(&events);
        prop_assert_eq!(run.counts().all(), run.cases().len());

        let (printed, rest) = told(&events, Style::default());
        prop_assert_eq!(printed + &rest, render(Format::Console, &events).unwrap());

        let json: serde_json::Value = serde_json::from_str(&render(Format::Json, &events).unwrap()).unwrap();
        prop_assert_eq!(json["cases"].as_array().unwrap().len(), run.cases().len());
        prop_assert_eq!(json["exit_code"].as_u64(), Some(u64::from(run.exit_code())));

        let xml = render(Format::Junit, &events).unwrap();
        let read = Report::deserialize_from_str(&xml).unwrap();
        prop_assert_eq!(read.failures, run.counts().fail);
        prop_assert!(read.tests >= run.cases().len());

        let page = render(Format::Html, &events).unwrap();
        prop_assert!(page.ends_with("</html>\n"));
        prop_assert_eq!(page.matches("<title>").count(), 1);
    }
}
