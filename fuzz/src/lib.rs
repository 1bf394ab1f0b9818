//! Properties that hold for any octets. The fuzz targets call them; on stable they run over the
//! committed corpus. A property panics when it does not hold.

#![allow(clippy::panic, clippy::expect_used)]

use std::time::Duration;

use drive::head::Parsed;
use forge::{Context, SigningKey};
use model::clean::{Redactor, SHORTEST};
use model::credential::Algorithm;
use model::secret::Secret;
use report::Format;
use scenario::Source;

/// A property by the name of its fuzz target and corpus folder.
pub type Property = (&'static str, fn(&[u8]));

/// All properties.
pub const PROPERTIES: &[Property] = &[
    ("target_reader", target_reader),
    ("scenario_reader", scenario_reader),
    ("head_reader", head_reader),
    ("frame_reader", frame_reader),
    ("token_reader", token_reader),
    ("journal_reader", journal_reader),
    ("redactor", redactor),
];

fn source(octets: &[u8]) -> Source {
    let text = String::from_utf8_lossy(octets).into_owned();
    Source { name: "fuzzed.yaml".to_owned(), text }
}

/// Reading a target file never panics, and what was read reads back the same.
pub fn target_reader(octets: &[u8]) {
    match scenario::read_target(source(octets)) {
        Ok(read) => {
            let text = serde_json::to_string(&read.target).expect("a target is JSON");
            let again = scenario::read_target(Source { name: "again.yaml".to_owned(), text });
            match again {
                Ok(again) => assert_eq!(again.target, read.target),
                Err(diagnostics) => panic!("does not read back:\n{diagnostics}"),
            }
        }
        Err(diagnostics) => assert!(!diagnostics.to_string().is_empty()),
    }
}

/// Reading and linting a scenario file never panics, and what was read reads back the same.
pub fn scenario_reader(octets: &[u8]) {
    match scenario::read_scenario(source(octets)) {
        Ok(read) => {
            let text = serde_json::to_string(&read.scenario).expect("a scenario is JSON");
            let again = scenario::read_scenario(Source { name: "again.yaml".to_owned(), text });
            match again {
                Ok(again) => assert_eq!(again.scenario, read.scenario),
                Err(diagnostics) => panic!("does not read back:\n{diagnostics}"),
            }
        }
        Err(diagnostics) => assert!(!diagnostics.to_string().is_empty()),
    }
}

/// Reading the head of an answer never panics, and never takes more octets than there are.
pub fn head_reader(octets: &[u8]) {
    if let Parsed::Whole(answer, used) = drive::head::parse_answer(octets, 64 * 1024) {
        assert!(used <= octets.len());
        assert!(used <= 64 * 1024);
        assert!((100..=999).contains(&answer.status));
    }
}

/// Reading frames never panics; read in two pieces they are the same as read at once.
pub fn frame_reader(octets: &[u8]) {
    let reading = drive::frames::read(octets);
    assert!(reading.rest <= octets.len());
    assert!(reading.frames.len() * 2 <= octets.len() - reading.rest);
    let (first, second) = octets.split_at(octets.len() / 2);
    let mut reader = drive::frames::Reader::default();
    let mut frames = Vec::new();
    for piece in [first, second] {
        reader.feed(piece, &mut |frame| frames.push(frame));
    }
    assert_eq!(frames, reading.frames);
    assert_eq!(reader.violation(), reading.violation.as_deref());
}

/// Reading a token and forging from it never panics; no forgery equals its original.
pub fn token_reader(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let _ = forge::Token::parse(&text);
    let key = SigningKey { alg: Algorithm::HS256, secret: Secret::new("0123456789abcdef") };
    let context =
        Context { key: Some(&key), claims: None, leeway: Duration::ZERO, now: 1_900_000_000 };
    for (name, _, _) in model::sets::FORGERIES {
        if let Ok(forged) = forge::forge(name, &text, &context)
            && !name.starts_with("control/")
            && !name.starts_with("malformed/")
        {
            assert_ne!(forged, text.as_bytes(), "{name}");
        }
    }
}

/// Reading a journal never panics; what can be read can be rejudged and told in every format.
pub fn journal_reader(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let Ok(events) = model::journal::read(&text) else { return };
    let _ = judge::rejudge(&events);
    for format in Format::ALL {
        if let Err(error) = report::render(format, &events) {
            panic!("{format}: {error}");
        }
    }
}

/// A registered secret never comes out, whatever stands around it: the first line is the secret, the
/// rest the text.
pub fn redactor(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let (secret, rest) = text.split_once('\n').unwrap_or((&text, ""));
    if secret.len() < SHORTEST || secret.contains(['[', ']']) || "[secret]".contains(secret) {
        return;
    }
    let mut redactor = Redactor::default();
    redactor.register("secret", &Secret::new(secret));
    for text in [rest.to_owned(), format!("{rest}{secret}{rest}")] {
        let cleaned = redactor.clean(&text);
        assert!(!cleaned.as_str().contains(secret), "the secret came out");
    }
}
