//! What holds for every run: reports are folds, and the console says the same when told bit by bit.

use gateproof_report::{Console, Format, Style, render};
use model::event::Event;
use model::journal;

use crate::runs;

pub fn all_runs() -> Vec<Vec<Event>> {
    let mut all = vec![
        runs::conforming(),
        runs::holes(),
        runs::holes_with(true, "", ""),
        runs::interrupted(),
        runs::not_ready(),
        runs::empty(),
        runs::wrong_path(),
    ];
    all.extend((0..runs::holes().len()).map(runs::killed));
    all
}

/// All that an incremental console prints, and what it adds when no event follows.
pub fn told(events: &[Event], style: Style) -> (String, String) {
    let mut console = Console::new(style);
    let printed = events.iter().map(|event| console.event(event)).collect();
    (printed, console.finish())
}

#[test]
fn the_console_says_the_same_bit_by_bit() {
    for events in all_runs() {
        let (printed, rest) = told(&events, Style::default());
        assert_eq!(printed + &rest, render(Format::Console, &events).unwrap());
    }
    let (_, rest) = told(&runs::holes(), Style::default());
    assert_eq!(rest, "", "nothing follows the end of a run");
}

#[test]
fn colours_change_no_word() {
    let (coloured, rest) = told(&runs::holes(), Style { colour: true });
    let coloured = coloured + &rest;
    assert!(coloured.contains("\x1b["));
    let mut plain = String::new();
    let mut pieces = coloured.split("\x1b[");
    plain.push_str(pieces.next().unwrap());
    pieces.for_each(|piece| plain.push_str(piece.split_once('m').unwrap().1));
    assert_eq!(plain, render(Format::Console, &runs::holes()).unwrap());
}

#[test]
fn reports_are_rebuilt_from_the_journal_byte_for_byte() {
    for events in all_runs().iter().filter(|events| !events.is_empty()) {
        let lines = events.iter().map(|event| journal::line(event).unwrap());
        let again = journal::read(&lines.collect::<String>()).unwrap();
        for format in Format::ALL {
            assert_eq!(
                render(format, events).unwrap(),
                render(format, &again).unwrap(),
                "{format}"
            );
        }
    }
}

#[test]
fn no_line_of_words_is_wider_than_the_page() {
    // Evidence and commands are copied, so they are not broken.
    for events in all_runs() {
        for line in render(Format::Console, &events).unwrap().lines() {
            let copied = line.starts_with("    ");
            assert!(copied || line.chars().count() <= 100, "{line}");
            assert!(
                copied || line == line.trim_end(),
                "a space at the end: {line}"
            );
        }
    }
}

#[test]
fn formats_are_known_by_their_names() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error = "pdf".parse::<Format>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no report format `pdf`; formats are console, json, junit, html and csv"
    );
}
