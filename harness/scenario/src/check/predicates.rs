//! What stands inside an expectation: tests of headers and outputs, cookies, times.

use indexmap::IndexMap;
use model::expectation::{Attributes, CookieTest, EveryCookie, Expectation, Is, Test};
use model::matcher::Matcher;
use model::step::Step;
use model::template::Template;

use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::tree::Spot;

/// Checks what stands inside the predicates of an expectation.
pub(crate) fn check(expectation: &Expectation, spot: Spot<'_>, faults: &mut Faults) {
    for (field, empty) in [
        ("header", expectation.header.is_empty()),
        ("output", expectation.output.is_empty()),
        ("count", expectation.count.is_empty()),
    ] {
        if spot.at(field).is_there() && empty {
            faults
                .add(spot.at(field).value(), format!("`{field}` names nothing"))
                .cure("write a name and what must be true of it");
        }
    }
    tests(&expectation.header, spot.at("header"), faults);
    tests(&expectation.output, spot.at("output"), faults);
    if let Some(cookie) = &expectation.cookie {
        which(cookie, spot.at("cookie"), faults);
    }
}

fn tests(tests: &IndexMap<String, Test>, spot: Spot<'_>, faults: &mut Faults) {
    for (name, test) in tests {
        // Without a test, it must be there: a matcher that names its source says the same.
        if *test != Test::default() {
            matchers::matcher(
                &test.on(Matcher::default()),
                spot.at(name),
                On::Response,
                faults,
            );
        }
    }
}

fn which(cookie: &CookieTest, spot: Spot<'_>, faults: &mut Faults) {
    let there: Vec<&str> = ["credential", "name", "every"]
        .into_iter()
        .filter(|field| spot.at(field).is_there())
        .collect();
    match there.as_slice() {
        [] => {
            faults
                .add(spot.key(), "nothing says which cookie is meant")
                .cure("write `credential`, `name` or `every`");
        }
        [first, second, ..] => {
            faults
                .add(spot.at(second).key(), "a second choice of cookies")
                .also(spot.at(first).key(), "the first")
                .cure("write two expectations");
        }
        [_] => {}
    }
    if cookie.every == Some(EveryCookie::Prefixed)
        && cookie.attributes != Attributes::AsPrefixDemands
    {
        faults
            .add(
                spot.at("attributes").value(),
                "of cookies with a prefix only its demands are known",
            )
            .cure("write `as-prefix-demands`, or `every: declared`");
    }
}

/// Notes a predicate that this step has nothing to show for.
pub(crate) fn suits(
    expectation: &Expectation,
    step: &Step,
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    let responds = matches!(step, Step::Call(_) | Step::Http(_) | Step::Open(_));
    let yields = matches!(step, Step::Call(_) | Step::Http(_) | Step::Send(_));
    let shows = matches!(step, Step::Call(_) | Step::Http(_) | Step::Audit(_));
    let takes_time = !matches!(
        step,
        Step::Quiet(_) | Step::Stall(_) | Step::Listen(_) | Step::Advance(_)
    );
    let verb = step.verb();
    for (field, there, suits, why, cure) in [
        (
            "header",
            !expectation.header.is_empty(),
            responds,
            "has no response with headers",
            "judge a `call`, `http` or `open` step",
        ),
        (
            "cookie",
            expectation.cookie.is_some(),
            responds,
            "has no response that could set cookies",
            "judge a `call`, `http` or `open` step",
        ),
        (
            "output",
            !expectation.output.is_empty(),
            yields,
            "yields no outputs",
            "judge a `call`, `http` or `send` step",
        ),
        (
            "secrets",
            expectation.secrets.is_some(),
            shows,
            "shows no text that is read for secrets",
            "judge a `call`, `http` or `audit` step",
        ),
        (
            "within",
            expectation.within.is_some(),
            takes_time,
            "takes the time that it is told",
            "judge the step that must be fast",
        ),
    ] {
        if there && !suits {
            faults
                .add(spot.at(field).key(), format!("a `{verb}` step {why}"))
                .cure(cure);
        }
    }
    if matches!(
        expectation.outcome,
        Some(Is::Readable | Is::Unreadable | Is::ReadableByRow)
    ) {
        read_from_elsewhere(step, spot, faults);
    }
}

/// Whether a page of another origin asks, so that a browser decides what it may read.
fn read_from_elsewhere(step: &Step, spot: Spot<'_>, faults: &mut Faults) {
    let named = |headers: &IndexMap<String, Template>| {
        let mut names = headers.keys();
        names.any(|name| name.eq_ignore_ascii_case("origin"))
    };
    let asks = match step {
        Step::Call(call) => call.origin.is_some() || named(&call.headers),
        Step::Http(http) => named(&http.headers),
        _ => {
            let verb = step.verb();
            faults
                .add(
                    spot.at("is").value(),
                    format!("a `{verb}` step has no answer that a browser keeps from a page"),
                )
                .cure("judge a `call` or `http` step");
            return;
        }
    };
    if !asks {
        faults
            .add(
                spot.at("is").value(),
                "no page of another origin asks in this step",
            )
            .cure("give the step an `origin`, such as foreign or https://other.example");
    }
}
