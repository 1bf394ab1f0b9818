//! Properties of journals, and of the reports that are made of them.

use model::event::Event;
use report::Format;

/// Reading a journal never panics; what can be read is written and read back the same, and can be
/// rejudged and told in every format.
pub fn journal_reader(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let Ok(events) = model::journal::read(&text) else {
        return;
    };
    let lines: Result<String, _> = events.iter().map(model::journal::line).collect();
    assert_eq!(
        model::journal::read(&lines.expect("events are JSON")),
        Ok(events.clone())
    );
    let _ = judge::rejudge(&events);
    for format in Format::ALL {
        check(format, &told(format, &events));
    }
}

fn told(format: Format, events: &[Event]) -> String {
    match report::render(format, events) {
        Ok(told) => told,
        Err(error) => panic!("{format}: {error}"),
    }
}

/// Nothing in a report acts where it is read: on a terminal, in an XML reader, in a browser.
fn check(format: Format, told: &str) {
    match format {
        Format::Json => {
            let read: Result<serde_json::Value, _> = serde_json::from_str(told);
            assert!(read.is_ok(), "no JSON");
        }
        Format::Console | Format::Junit | Format::Html | Format::Csv => {
            let acts =
                |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
            assert_eq!(told.find(acts), None, "{format}");
        }
    }
    if format == Format::Html {
        assert!(
            !told.contains("<script") && !told.contains("<img"),
            "{format}"
        );
    }
}
