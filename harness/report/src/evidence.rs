//! One exchange as lines of text: `>` was sent, `<` was received.

use model::clean::Clean;
use model::observation::{Evidence, Observation, SeenMessage, Text};

use crate::many;
use crate::text::{beginning, brief, millis};

/// Shown of each: more stays in the JSON report and the journal.
const LINE: usize = 400;
const BODY_CHARACTERS: usize = 2_000;
const BODY_LINES: usize = 30;
/// Where it is only to be seen what answered.
const EXCERPT_LINES: usize = 8;
const HEADERS: usize = 60;
const FRAMES: usize = 30;
const HOPS: usize = 20;

/// What an act showed, as bounded lines that are safe to show.
pub(crate) fn of(seen: &Observation) -> Vec<String> {
    whole(seen, BODY_LINES)
}

/// The same with only the beginning of a body.
pub(crate) fn brief_of(seen: &Observation) -> Vec<String> {
    whole(seen, EXCERPT_LINES)
}

fn whole(seen: &Observation, rows: usize) -> Vec<String> {
    let mut lines = many::lines(seen);
    let Some(attempts) = &seen.attempts else {
        lines.extend(told(&seen.evidence, rows));
        return lines;
    };
    for (what, evidence) in many::exchanges(attempts) {
        lines.push(String::new());
        lines.push(what);
        lines.extend(told(evidence, EXCERPT_LINES));
    }
    lines
}

fn told(evidence: &Evidence, rows: usize) -> Vec<String> {
    let mut lines = followed(evidence);
    if let Some(request) = &evidence.request {
        let url = brief(request.url.as_str(), LINE);
        lines.push(format!("> {} {url}", brief(&request.method, LINE)));
        head(&mut lines, '>', &request.headers);
        body(&mut lines, ('>', rows), request.body.as_ref());
    }
    if let Some(answer) = &evidence.answer {
        let version = brief(&answer.version, LINE);
        lines.push(format!("< {version} {}", answer.status));
        head(&mut lines, '<', &answer.headers);
        body(&mut lines, ('<', rows), answer.body.as_ref());
    }
    lines.extend(evidence.frames.iter().take(FRAMES).map(frame));
    let more = evidence.frames_beyond(FRAMES);
    if more > 0 {
        lines.push(format!("  … {more} more frames"));
    }
    for (label, text) in [("end", &evidence.end), ("fault", &evidence.fault)] {
        lines.extend(
            text.as_ref()
                .map(|text| format!("  {label}: {}", brief(text.as_str(), LINE))),
        );
    }
    lines.push(format!("  took {}", millis(evidence.elapsed_us)));
    lines
}

/// The redirects that were followed before the request.
pub(crate) fn followed(evidence: &Evidence) -> Vec<String> {
    let hops = evidence.hops.iter().take(HOPS);
    hops.map(|hop| {
        let (method, url) = (brief(&hop.method, LINE), brief(hop.url.as_str(), LINE));
        format!("  HTTP {} led on from {method} {url}", hop.status)
    })
    .collect()
}

fn head(lines: &mut Vec<String>, side: char, headers: &[(String, Clean)]) {
    for (name, value) in headers.iter().take(HEADERS) {
        let (name, value) = (brief(name, LINE), brief(value.as_str(), LINE));
        lines.push(format!("{side} {name}: {value}"));
    }
    if headers.len() > HEADERS {
        lines.push(format!("{side} … {} more headers", headers.len() - HEADERS));
    }
}

fn body(lines: &mut Vec<String>, (side, most): (char, usize), body: Option<&Text>) {
    let Some(body) = body else { return };
    let (start, mut left) = beginning(body.text.as_str(), BODY_CHARACTERS);
    lines.push(side.to_string());
    let mut rows = start.split('\n');
    for row in rows.by_ref().take(most) {
        let row = brief(row.trim_end_matches('\r'), LINE);
        lines.push(match row.is_empty() {
            true => side.to_string(),
            false => format!("{side} {row}"),
        });
    }
    left += rows.map(|row| row.chars().count() + 1).sum::<usize>();
    match (body.octets, left) {
        (Some(octets), _) => lines.push(format!("{side} … the beginning of {octets} octets")),
        (None, 0) => {}
        (None, left) => lines.push(format!("{side} … {left} more characters")),
    }
}

fn frame(frame: &SeenMessage) -> String {
    let side = if frame.sent { '>' } else { '<' };
    let (at, kind) = (millis(frame.at_us), brief(&frame.kind, 20));
    let text = brief(frame.text.text.as_str(), LINE);
    match frame.text.octets {
        Some(octets) => format!("{side} {at:>10}  {kind:<6}  {text} … of {octets} octets"),
        None => format!("{side} {at:>10}  {kind:<6}  {text}")
            .trim_end()
            .to_owned(),
    }
}
