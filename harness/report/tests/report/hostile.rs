//! What a hostile target sends stays text in every report.

use gateproof_report::{Format, Style, render};
use model::event::Event;
use quick_junit::Report;

use crate::laws::told;
use crate::runs;

const EVIL: &str = "\x1b[2J\x1b]0;owned\x07\u{9b}31m<script>alert(1)</script>&amp;\u{202e}txt.exe\u{2066}\
    \u{200b}\u{feff}]]>--><!-- \"'\r\n\x00\x7f\u{fffe}\u{ffff}{{ 7*7 }}{% raw %}\u{e0041}";

/// Runs where the target chose bodies, frames, and every other text as well.
fn hostile() -> Vec<Vec<Event>> {
    let bodies = runs::holes_with(false, EVIL, EVIL);
    let mut all = serde_json::to_value(runs::holes()).unwrap();
    poison(&mut all);
    vec![bodies, serde_json::from_value(all).unwrap()]
}

/// Appends hostile text to every free string: what is read back as a name of ours stays.
fn poison(value: &mut serde_json::Value) {
    const FREE: [&str; 20] = [
        "reason",
        "seen",
        "wanted",
        "title",
        "what",
        "why",
        "remedy",
        "file",
        "url",
        "text",
        "end",
        "fault",
        "method",
        "version",
        "target",
        "started",
        "probe",
        "fingerprint",
        "doc",
        "kind",
    ];
    match value {
        serde_json::Value::Object(map) => {
            for (key, item) in map.iter_mut() {
                let ours = ["pass", "fail", "inconclusive", "error", "skipped"];
                match item {
                    serde_json::Value::String(text)
                        if FREE.contains(&key.as_str()) && !ours.contains(&text.as_str()) =>
                    {
                        text.push_str(EVIL);
                    }
                    other => poison(other),
                }
            }
        }
        serde_json::Value::Array(items) => match items.as_mut_slice() {
            [
                serde_json::Value::String(name),
                serde_json::Value::String(text),
            ] => {
                name.push_str(EVIL);
                text.push_str(EVIL);
            }
            items => items.iter_mut().for_each(poison),
        },
        _ => {}
    }
}

/// Characters that a terminal or a reader's eye would obey.
fn obeyed(c: char) -> bool {
    (c.is_control() && c != '\n')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
        || ['\u{200b}', '\u{feff}', '\u{fffe}', '\u{ffff}', '\u{e0041}'].contains(&c)
}

#[test]
fn the_console_emits_no_escape_of_the_target() {
    for events in hostile() {
        let page = render(Format::Console, &events).unwrap();
        assert_eq!(page.chars().find(|c| obeyed(*c)), None);
        assert!(page.contains("\\x1b[2J"), "it is shown spelled out");
        let (coloured, _) = told(&events, Style { colour: true });
        assert!(!coloured.contains("\x1b[2J") && !coloured.contains("\x1b]"));
    }
}

#[test]
fn xml_stays_well_formed_and_whole() {
    for events in hostile() {
        let xml = render(Format::Junit, &events).unwrap();
        assert_eq!(xml.chars().find(|c| obeyed(*c)), None);
        assert!(!xml.contains("<script>") && xml.contains("&lt;script&gt;"));
        let read = Report::deserialize_from_str(&xml).unwrap();
        assert_eq!(read.tests, 12);
        assert_eq!((read.failures, read.errors), (6, 1));
    }
}

#[test]
fn html_shows_markup_as_text() {
    for events in hostile() {
        let page = render(Format::Html, &events).unwrap();
        assert_eq!(page.chars().find(|c| obeyed(*c)), None);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)"));
        assert!(page.contains("\\u{202e}txt.exe"));
        assert!(page.contains("{{ 7*7 }}") && !page.contains("49{%"));
        // An attribute ends where we end it.
        assert!(!page.contains("--><!-- \"'"));
    }
}

#[test]
fn json_holds_exactly_what_was_seen() {
    let events = runs::holes_with(false, EVIL, EVIL);
    let report: serde_json::Value =
        serde_json::from_str(&render(Format::Json, &events).unwrap()).unwrap();
    let body = &report["cases"][0]["observations"][1]["evidence"]["answer"]["body"]["text"];
    assert_eq!(body, EVIL);
}

#[test]
fn huge_text_is_cut_and_said_to_be() {
    let huge = "a".repeat(3_000_000);
    let events = runs::holes_with(false, &huge, &huge);
    for format in [Format::Console, Format::Junit, Format::Html] {
        let page = render(format, &events).unwrap();
        assert!(page.len() < 200_000, "{format}: {}", page.len());
        assert!(
            page.contains("more characters") || page.contains("characters)"),
            "{format}"
        );
    }
    let lines = "x\n".repeat(1_000_000);
    let page = render(Format::Console, &runs::holes_with(false, &lines, "")).unwrap();
    assert!(page.lines().count() < 400);
}
