//! What an expectation demands, in words.

use model::expectation::{Expectation, Frames};
use model::matcher::Matcher;
use model::metadata::Level;

use super::{term, value};

/// What must be true of which probes, and how binding it is.
pub(crate) fn expectation(it: &Expectation) -> String {
    let probes: Vec<String> = it
        .probe
        .iter()
        .chain(&it.probes)
        .map(|it| format!("`{it}`"))
        .collect();
    let probes = probes.join(", ");
    let mut said = Vec::new();
    said.extend(it.outcome.as_ref().map(|is| format!("{probes} is {is}")));
    said.extend(
        it.matcher
            .as_ref()
            .map(|of| format!("on {probes}, {}", matcher(of))),
    );
    if !it.same.is_empty() {
        let features: Vec<String> = it.same.iter().map(term).collect();
        said.push(format!("{probes} are alike in {}", features.join(", ")));
    }
    said.extend(it.frames.map(|frames| match frames {
        Frames::NoneBeforeRefusal => format!("no data frame comes on {probes} before the refusal"),
    }));
    format!("{} ({})", said.join("; "), level(it.level))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must: the cited text demands it",
        Level::Should => "should: it warns, and fails with --strict",
        Level::May => "may: it informs",
        Level::Contract => "contract: the owner declared it",
        Level::Reach => "reach: otherwise the case is inconclusive",
    }
}

/// A matcher as a clause: where to look and what holds there.
pub(super) fn matcher(of: &Matcher) -> String {
    let sources = [
        ("JSON", &of.json),
        ("header", &of.header),
        ("cookie", &of.cookie),
        ("location parameter", &of.location),
    ];
    let source = sources
        .iter()
        .find_map(|(kind, name)| name.as_ref().map(|name| format!("{kind} `{name}`")));
    let source = source.unwrap_or_else(|| "the text".to_owned());
    let mut tests = Vec::new();
    tests.extend(of.equals.as_ref().map(|it| format!("equals {}", value(it))));
    tests.extend(of.contains.as_ref().map(|it| format!("contains `{it}`")));
    tests.extend(of.regex.as_ref().map(|it| format!("matches `{it}`")));
    tests.extend(
        of.exists
            .map(|it| if it { "is there" } else { "is not there" }.to_owned()),
    );
    tests.extend(of.one_of.as_ref().map(|values| {
        let values: Vec<String> = values.iter().map(value).collect();
        format!("is one of {}", values.join(", "))
    }));
    if tests.is_empty() {
        tests.push("is there".to_owned());
    }
    format!("{source} {}", tests.join(" and "))
}
