//! What an expectation demands, in words.

use indexmap::IndexMap;
use model::expectation::{
    Attributes, Bounds, CookieTest, EveryCookie, Expectation, Fields, Frames, Is, Secrets, Test,
};
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
    said.extend(it.outcome.as_ref().map(|is| match is {
        Is::ByRow(class) => {
            format!("{probes} is as its row says; a refusal is as declared for {class}")
        }
        is => format!("{probes} is {is}"),
    }));
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
        Frames::NothingInternal => format!("nothing on {probes} tells of the inside"),
    }));
    let tests = |what: &str, tests: &IndexMap<String, Test>| -> Option<String> {
        let tests = tests
            .iter()
            .map(|(name, it)| format!("{what} `{name}` {}", test(it)));
        let tests: Vec<String> = tests.collect();
        (!tests.is_empty()).then(|| format!("on {probes}, {}", tests.join(", ")))
    };
    said.extend(tests("header", &it.header));
    said.extend(tests("output", &it.output));
    said.extend(
        it.cookie
            .as_ref()
            .map(|it| format!("on {probes}, {}", cookie(it))),
    );
    let counts = it
        .count
        .iter()
        .map(|(name, bounds)| format!("`{name}` is {}", bound(bounds)));
    let counts: Vec<String> = counts.collect();
    if !counts.is_empty() {
        said.push(format!("of {probes}, {}", counts.join(", ")));
    }
    said.extend(it.fields.map(|Fields::AsDeclared| {
        format!("the records of {probes} have the fields that the contract declares")
    }));
    said.extend(
        it.secrets
            .map(|Secrets::None| format!("{probes} shows no credential and no password")),
    );
    said.extend(
        it.within
            .map(|span| format!("{probes} takes at most {span}")),
    );
    if said.is_empty() {
        said.push(format!("{probes} is as follows"));
    }
    format!("{} ({})", said.join("; "), level(it.level))
}

fn cookie(it: &CookieTest) -> String {
    let which = match (&it.credential, &it.name, it.every) {
        (Some(credential), ..) => format!("the cookie of credential `{credential}`"),
        (None, Some(name), _) => format!("the cookie `{name}`"),
        (None, None, Some(EveryCookie::Prefixed)) => "every cookie with a prefix".to_owned(),
        (None, None, Some(EveryCookie::Declared) | None) => {
            "every cookie that the contract declares".to_owned()
        }
    };
    let what = match it.attributes {
        Attributes::AsDeclared => "has the declared attributes",
        Attributes::AsPrefixDemands => "keeps the rules of its prefix",
        Attributes::Secure => "travels over TLS alone",
        Attributes::Cleared => "is taken away",
    };
    format!("{which} {what}")
}

fn bound(it: &Bounds) -> String {
    match (it.exactly, it.at_least, it.at_most) {
        (Some(number), ..) => format!("exactly {number}"),
        (None, Some(least), Some(most)) => format!("{least} to {most}"),
        (None, Some(least), None) => format!("at least {least}"),
        (None, None, Some(most)) => format!("at most {most}"),
        (None, None, None) => "any number".to_owned(),
    }
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
    let test = Test {
        equals: of.equals.clone(),
        contains: of.contains.clone(),
        lacks: of.lacks.clone(),
        regex: of.regex.clone(),
        exists: of.exists,
        one_of: of.one_of.clone(),
    };
    format!("{source} {}", self::test(&test))
}

fn test(of: &Test) -> String {
    let mut tests = Vec::new();
    tests.extend(of.equals.as_ref().map(|it| format!("equals {}", value(it))));
    tests.extend(of.contains.as_ref().map(|it| format!("contains `{it}`")));
    tests.extend(of.lacks.as_ref().map(|it| format!("lacks `{it}`")));
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
    tests.join(" and ")
}
