//! Runs as they happen: conforming, with holes, killed, interrupted, not ready, empty, at a wrong path.

use model::event::{Ending, Event, Selection, What};
use model::observation::Manner;
use model::plan::Tag;
use model::verdict::Kind;

use crate::cases::*;
use crate::tape::{Tape, case, seen, words};
use crate::wire::{answer, get, http};

const FORGED: [&str; 3] = [
    "token/forged#alg-none",
    "token/forged#signature-stripped",
    "token/forged#expired",
];
const NO_KEY: &str = "the target file gives no signing key";

/// All that was judged held; one row could not be made.
pub fn conforming() -> Vec<Event> {
    let mut tape = Tape::new();
    tape.plan(case(FORGED[0], Vec::new()));
    tape.plan(case(FORGED[1], Vec::new()));
    tape.plan(skipped(FORGED[2], NO_KEY));
    tape.plan(case("http-auth/no-credential", Vec::new()));
    tape.plain(FORGED[2], Kind::Skipped, NO_KEY);
    for id in [FORGED[0], "http-auth/no-credential", FORGED[1]] {
        held(&mut tape, id);
    }
    tape.end(Ending::Finished)
}

/// The same, of what filters chose.
pub fn chosen() -> Vec<Event> {
    let mut events = conforming();
    for event in &mut events {
        if let What::RunStarted(start) = &mut event.what {
            start.selection = Selection {
                by: vec!["token".into(), "cookie".into()],
                not: vec!["cwe/347".into(), "token/forged#expired".into()],
                checks: 1,
                cases: 2,
            };
        }
    }
    events
}

/// Everything at once: `body` and `echo` are what the target sent at its two holes.
pub fn holes_with(strict: bool, body: &str, echo: &str) -> Vec<Event> {
    let mut tape = if strict { Tape::strict() } else { Tape::new() };
    for id in FORGED {
        tape.plan(case(id, Vec::new()));
    }
    for row in ["foreign", "null", "other-port", "allowed"] {
        tape.plan(case(&format!("{ORIGIN}#{row}"), Vec::new()));
    }
    tape.plan(case("http-auth/no-credential", Vec::new()));
    tape.plan(case(MALFORMED, socket_acts()));
    tape.plan(skipped(
        "cookie/attributes",
        "the target declares no cookie",
    ));
    tape.plan(case("socket-auth/ends-on-logout", Vec::new()));
    tape.plan(case("session/foreign-id", Vec::new()));
    tape.plain(
        "cookie/attributes",
        Kind::Skipped,
        "the target declares no cookie",
    );
    tape.plain(FORGED[2], Kind::Skipped, NO_KEY);
    http_hole(&mut tape, FORGED[0], body);
    held(&mut tape, FORGED[1]);
    for (row, origin) in [
        ("foreign", "https://evil.example"),
        ("null", "null"),
        ("other-port", "https://app.example.test:8443"),
    ] {
        socket_hole(&mut tape, row, origin, echo);
    }
    held(&mut tape, &format!("{ORIGIN}#allowed"));
    otherwise(&mut tape, "http-auth/no-credential");
    broken(&mut tape);
    logout(&mut tape);
    tape.plain(
        "session/foreign-id",
        Kind::Error,
        "`${mine}` refers to nothing: step 2 captures no such output",
    );
    tape.end(Ending::Finished)
}

pub fn holes() -> Vec<Event> {
    holes_with(false, r#"{"username":"alice"}"#, PONG)
}

/// The first `count` events of [`holes`]: the process was killed.
pub fn killed(count: usize) -> Vec<Event> {
    holes().into_iter().take(count).collect()
}

pub fn interrupted() -> Vec<Event> {
    let mut tape = Tape { events: killed(24) };
    tape.push(
        None,
        What::RunEnded {
            ending: Ending::Interrupted,
            reason: Some(words("Ctrl-C")),
        },
    );
    tape.events
}

pub fn not_ready() -> Vec<Event> {
    let mut tape = Tape::new();
    tape.plan(case(FORGED[0], Vec::new()));
    tape.end_because(
        Ending::NotReady,
        "GET http://127.0.0.1:8000/health: connection refused, 20 times in 10s",
    )
}

/// A run in which no case was planned.
pub fn empty() -> Vec<Event> {
    Tape::new().end(Ending::Finished)
}

/// Every request is answered 404: nothing is judged.
pub fn wrong_path() -> Vec<Event> {
    let mut tape = Tape::new();
    for id in FORGED {
        tape.plan(case(id, Vec::new()));
    }
    for id in FORGED {
        tape.began(id);
        let evidence = http(
            get("/v2/me", &[BEARER]),
            answer(404, &[], Some("not found")),
        );
        let outcome = refused(Manner::Status(404), None);
        tape.seen(id, seen(1, Tag::Control, outcome, evidence));
        tape.plain(
            id,
            Kind::Inconclusive,
            "the control at step 1 was not accepted: refused: HTTP 404",
        );
    }
    tape.end(Ending::Finished)
}
