//! Tokens without a meaning of their own: each forgery gets past the careless look-up that it is made for.

use std::time::Duration;

use gateproof_forge::{Context, ForgeError, forge};
use model::forgery::{Of, forgeries};
use proptest::prelude::*;

const BARE: Context = Context {
    key: None,
    keys: None,
    claims: None,
    leeway: Duration::ZERO,
    now: 0,
};

/// Looks up what was sent, with the one fault that a row is made for.
fn found(row: Option<&str>, stored: &str, sent: &str) -> bool {
    match row {
        Some("opaque/wildcard") => {
            let (before, after) = sent.split_once('%').unwrap_or((sent, stored));
            stored.starts_with(before) && stored.ends_with(after)
        }
        Some("opaque/one-changed") => {
            let end = stored.len() * 3 / 4;
            sent.len() == stored.len() && sent.get(end..) == stored.get(end..)
        }
        Some("opaque/truncated") => stored.starts_with(sent),
        Some("opaque/extended") => sent.starts_with(stored),
        Some("opaque/case-swapped") => sent.eq_ignore_ascii_case(stored),
        _ => sent == stored,
    }
}

proptest! {
    #[test]
    fn each_is_refused_by_all_look_ups_but_one(token in "[A-Za-z][A-Za-z0-9_-]{11,64}z") {
        for row in forgeries().filter(|row| row.of == Of::Opaque) {
            let made = String::from_utf8(forge(row.name, &token, &BARE).unwrap()).unwrap();
            prop_assert!(!found(None, &token, &made), "{}", row.name);
            prop_assert!(found(Some(row.name), &token, &made), "{}: {made}", row.name);
            prop_assert!(found(Some(row.name), &token, &token), "{}", row.name);
        }
    }

    #[test]
    fn any_text_is_survived(token in "\\PC{0,40}") {
        for row in forgeries().filter(|row| row.of == Of::Opaque) {
            let made = forge(row.name, &token, &BARE);
            prop_assert_ne!(made.as_deref(), Ok(token.as_bytes()), "{}", row.name);
        }
    }
}

#[test]
fn they_differ_in_one_thing() {
    let made = |row: &str| {
        let made = forge(&format!("opaque/{row}"), "Ab3-xYz0", &BARE).unwrap();
        String::from_utf8(made).unwrap()
    };
    assert_eq!(made("wildcard"), "Ab3-%");
    assert_eq!(made("one-changed"), "Ab0-xYz0");
    assert_eq!(made("truncated"), "Ab3-xY");
    assert_eq!(made("extended"), "Ab3-xYz00");
    assert_eq!(made("case-swapped"), "aB3-XyZ0");
    let hexadecimal = forge("opaque/case-swapped", "6f1c2a90-10a4", &BARE);
    assert_eq!(
        hexadecimal,
        Err(ForgeError::NoChange("opaque/case-swapped"))
    );
}
