//! One exchange for the page: what left, what came back, and frames in order.

use model::clean::Clean;
use model::observation::{Evidence, Observation, Text};
use serde::Serialize;

use crate::evidence::followed;
use crate::many;
use crate::text::{beginning, brief, millis, shown};

const LINE: usize = 1_000;
const BODY: usize = 16_000;
const HEADERS: usize = 100;
const FRAMES: usize = 100;

/// An act and what was exchanged.
#[derive(Serialize)]
pub(super) struct Exchange {
    act: u32,
    outcome: String,
    notes: Vec<String>,
    hops: Vec<String>,
    request: Option<Half>,
    answer: Option<Half>,
    frames: Vec<Frame>,
    more_frames: u64,
    end: Option<String>,
    fault: Option<String>,
    took: String,
}

/// A request or an answer.
#[derive(Serialize)]
struct Half {
    line: String,
    headers: Vec<(String, String)>,
    more_headers: usize,
    body: Option<Body>,
}

/// A body, and what is said about the part that is not shown.
#[derive(Serialize)]
struct Body {
    text: String,
    cut: String,
}

#[derive(Serialize)]
struct Frame {
    at: String,
    sent: bool,
    kind: String,
    body: Body,
}

/// What was exchanged in one act: of many attempts, the first exchange of each outcome.
pub(super) fn exchanges(seen: &Observation) -> Vec<Exchange> {
    let mut all = vec![exchange(seen)];
    if let (Some(attempts), Some(first)) = (&seen.attempts, all.first_mut()) {
        first.request = None;
        first.answer = None;
        first.frames = Vec::new();
        first.more_frames = 0;
        all.extend(many::exchanges(attempts).map(|(what, evidence)| Exchange {
            outcome: what,
            ..of(seen.act, evidence)
        }));
    }
    all
}

/// What was exchanged in one act.
pub(super) fn exchange(seen: &Observation) -> Exchange {
    Exchange {
        outcome: brief(&seen.outcome.to_string(), LINE),
        notes: many::lines(seen),
        ..of(seen.act, &seen.evidence)
    }
}

fn of(act: u32, evidence: &Evidence) -> Exchange {
    let request = evidence.request.as_ref().map(|request| {
        let line = format!("{} {}", request.method, request.url);
        half(&line, &request.headers, request.body.as_ref())
    });
    let answer = evidence.answer.as_ref().map(|answer| {
        let line = format!("{} {}", answer.version, answer.status);
        half(&line, &answer.headers, answer.body.as_ref())
    });
    let frames = evidence.frames.iter().take(FRAMES).map(|frame| Frame {
        at: millis(frame.at_us),
        sent: frame.sent,
        kind: brief(&frame.kind, LINE),
        body: body(&frame.text),
    });
    let short = |text: &Option<Clean>| text.as_ref().map(|text| brief(text.as_str(), LINE));
    Exchange {
        act,
        outcome: String::new(),
        notes: Vec::new(),
        hops: followed(evidence),
        request,
        answer,
        frames: frames.collect(),
        more_frames: evidence.frames_beyond(FRAMES),
        end: short(&evidence.end),
        fault: short(&evidence.fault),
        took: millis(evidence.elapsed_us),
    }
}

fn half(line: &str, headers: &[(String, Clean)], text: Option<&Text>) -> Half {
    let kept = headers.iter().take(HEADERS);
    Half {
        line: brief(line, LINE),
        headers: kept
            .map(|(name, value)| (brief(name, LINE), brief(value.as_str(), LINE)))
            .collect(),
        more_headers: headers.len().saturating_sub(HEADERS),
        body: text.map(body),
    }
}

fn body(text: &Text) -> Body {
    let (start, left) = beginning(text.text.as_str(), BODY);
    let lines: Vec<_> = start
        .split('\n')
        .map(|line| shown(line.trim_end_matches('\r')))
        .collect();
    let cut = match (text.octets, left) {
        (Some(octets), _) => format!("the beginning of {octets} octets"),
        (None, 0) => String::new(),
        (None, left) => format!("{left} more characters"),
    };
    let text = lines.join("\n");
    Body { text, cut }
}
