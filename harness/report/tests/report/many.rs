//! Bursts and broadcasts that failed, as a person reads them.

use gateproof_report::{Format, render};
use model::event::{Ending, Event};
use model::many::{Attempt, AttemptKind, Attempts, Deliveries, DeliveryFault, Misdelivery};
use model::observation::{Evidence, Manner, Outcome};
use model::refusal::Class;
use model::release::{Held, Release};
use model::verdict::Harm;

use crate::cases::{BEARER, control, probe, refused};
use crate::tape::{Tape, breach, case, failed, seen, words};
use crate::wire::{answer, get, http};

fn burst() -> Attempts {
    let kind = |outcome, count, first, status| AttemptKind {
        outcome,
        count,
        first,
        evidence: http(get("/me", &[BEARER]), answer(status, &[], None)),
        away: false,
    };
    let accepted = Outcome::Accepted(words("the body names alice"));
    let limited = refused(Manner::Status(429), Some(Class::Limited));
    let attempt = |at_us, kind| Attempt {
        lane: None,
        at_us,
        took_us: 900,
        kind,
        told: None,
    };
    Attempts {
        release: Some(Box::new(Release {
            held: Held::EndOfHead,
            lanes: 3,
            acknowledged: true,
            segments: None,
            spread_ns: 169_400,
            overlap: 1,
            closest_ns: Some(9_000),
            early: 0,
        })),
        kinds: vec![kind(accepted, 4, 1, 200), kind(limited, 1, 3, 429)],
        each: vec![
            attempt(0, 0),
            attempt(1_000, 0),
            attempt(2_000, 1),
            attempt(3_000, 0),
            attempt(4_000, 0),
        ],
        more: 0,
        sampled: None,
        spent: 1,
    }
}

fn broadcast() -> Deliveries {
    let fault = |message, what| DeliveryFault {
        socket: "room/2".into(),
        message,
        what,
    };
    Deliveries {
        published: 10,
        sockets: 3,
        delivered: 29,
        missing: 1,
        repeated: 1,
        out_of_order: 0,
        slowest_us: 12_000,
        untaken: None,
        stuck: false,
        faults: vec![
            fault(3, Misdelivery::Repeated),
            fault(9, Misdelivery::Missing),
        ],
        ended: vec![("room/2".into(), words("closed by the target: 1011"))],
    }
}

fn run() -> Vec<Event> {
    let mut tape = Tape::new();
    let (limit, hub) = ("limit/exact", "service/broadcast");
    tape.plan(case(limit, Vec::new()));
    tape.plan(case(hub, Vec::new()));
    for (id, wanted, said) in [
        (
            limit,
            "held to its limit of 3 in 1m",
            "4 of 5 attempts came through",
        ),
        (
            hub,
            "delivered once and in order",
            "of 30 deliveries 1 were missing",
        ),
    ] {
        tape.began(id);
        tape.seen(id, control(1));
        let outcome = Outcome::Unclear(words(said));
        let mut many = seen(2, probe("many"), outcome, Evidence::default());
        match id == limit {
            true => many.attempts = Some(Box::new(burst())),
            false => many.deliveries = Some(Box::new(broadcast())),
        }
        tape.seen(id, many);
        tape.seen(id, control(3));
        let breach = breach(2, "many", Harm::Hole, wanted, said);
        tape.judged(
            id,
            failed(&format!("many: wanted {wanted}, {said}"), vec![breach]),
        );
    }
    tape.end(Ending::Finished)
}

#[test]
fn console_of_many_at_once() {
    insta::assert_snapshot!(render(Format::Console, &run()).unwrap());
}

#[test]
fn the_page_shows_the_attempts_and_the_first_exchange_of_each_outcome() {
    let page = render(Format::Html, &run()).unwrap();
    for part in [
        "5 attempts in",
        "1 request of this run may have counted before them",
        "attempt 3: refused: HTTP 429",
        "message 9 did not come on `room&#x2f;2`",
    ] {
        let plain = page.replace("&#x2F;", "&#x2f;");
        assert!(plain.contains(part), "{part}");
    }
}
