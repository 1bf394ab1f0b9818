//! What expectations find on one act, on the raw octets, before redaction.

use indexmap::IndexMap;
use model::clean::{Clean, Redactor};
use model::expectation::Is;
use model::matcher::Matcher;
use model::name::Name;
use model::observation::{Fact, Manner, Outcome};
use model::plan::{Expected, Predicate};
use model::wire::{Answer, End, Raw};

use crate::internals::internal;
use crate::matches::{holds, source};
use crate::phrases::{place, seen, seen_output, shortened};
use crate::signs::{messages, shortened_text};
use crate::{cookie, cors};

/// Characters that are told of a decision.
const TOLD: usize = 400;

/// What became of an act, for those facts that rest on it.
#[derive(Debug, Clone, Copy)]
pub struct Became<'o> {
    /// The outcome.
    pub outcome: &'o Outcome,
    /// Data frames that came before the refusal, or at all.
    pub early: usize,
    /// What it yielded.
    pub outputs: &'o IndexMap<Name, String>,
    /// Whether the records that it read have their fields, and what was seen of it.
    pub fields: Option<&'o (bool, Clean)>,
    /// Whether what it shows is free of secrets, and what was seen of it.
    pub secrets: Option<&'o (bool, Clean)>,
    /// Only the last of several answers is at hand.
    pub part: bool,
    /// It asked for a request that goes out with what a browser adds by itself.
    pub ambient: bool,
}

/// The facts that these expectations need of an act, with their references filled in; those on the
/// outcome alone need none.
pub fn facts<'a>(
    expected: impl IntoIterator<Item = &'a Expected>,
    raw: &Raw,
    became: Became<'_>,
    redactor: &Redactor,
) -> Vec<Fact> {
    expected
        .into_iter()
        .filter_map(|expected| {
            let (held, seen) = match &expected.predicate {
                Predicate::Match(matcher) => matched(matcher, raw, redactor)?,
                Predicate::Is(Is::Readable) => readable(raw, became, redactor)?,
                Predicate::Is(Is::Unreadable) => {
                    let (readable, seen) = readable(raw, became, redactor)?;
                    (!readable, seen)
                }
                Predicate::NoFrameBeforeRefusal => no_frame(became)?,
                Predicate::NothingInternal => nothing_internal(raw, redactor)?,
                Predicate::Headers(matchers) => headers(matchers, raw, redactor)?,
                Predicate::Cookie(cookies) => {
                    cookie::judged(cookies, (raw, became.part), redactor)?
                }
                Predicate::Outputs(matchers) => outputs(matchers, became, redactor),
                Predicate::FieldsAsDeclared => became.fields.cloned()?,
                Predicate::NoSecret => became.secrets.cloned()?,
                _ => return None,
            };
            Some(Fact {
                expected: expected.number,
                held,
                seen,
            })
        })
        .collect()
}

/// On a response its own text, on a socket its messages; `None` when there is neither, or too little
/// of it to say.
fn matched(matcher: &Matcher, raw: &Raw, redactor: &Redactor) -> Option<(bool, Clean)> {
    let in_head =
        matcher.header.is_some() || matcher.cookie.is_some() || matcher.location.is_some();
    let answer = raw.answer.as_ref();
    match answer.filter(|answer| answer.status != 101 || in_head) {
        Some(answer) => on_answer(matcher, (answer, in_head), raw, redactor),
        None => on_messages(matcher, raw, redactor),
    }
}

fn on_answer(
    matcher: &Matcher,
    (answer, in_head): (&Answer, bool),
    raw: &Raw,
    redactor: &Redactor,
) -> Option<(bool, Clean)> {
    let held = holds(matcher, Some(answer), &answer.body);
    let whole = in_head || raw.fault.is_none() && !answer.cut;
    // What was found in a part is there; what was not found may stand in the rest.
    (whole || held != matcher.forbids())
        .then(|| (held, seen(matcher, (Some(answer), &answer.body), redactor)))
}

/// What is wanted must stand in one message, what is forbidden in none.
fn on_messages(matcher: &Matcher, raw: &Raw, redactor: &Redactor) -> Option<(bool, Clean)> {
    let forbids = matcher.forbids();
    let decides = |text: &&Vec<u8>| holds(matcher, None, text) != forbids;
    let decisive = messages(raw).find(decides);
    let shown = decisive.or_else(|| messages(raw).last())?;
    let held = decisive.is_some() != forbids;
    Some((held, seen(matcher, (None, shown), redactor)))
}

/// Messages, the reason of a close, and the body of a refused handshake; `None` when there is nothing
/// of the kind.
fn nothing_internal(raw: &Raw, redactor: &Redactor) -> Option<(bool, Clean)> {
    let reason = match &raw.end {
        Some(End::Closed(_, reason)) => Some(reason),
        _ => None,
    };
    let body = raw.answer.as_ref().map(|answer| &answer.body);
    let mut texts = messages(raw).chain(reason).chain(body).peekable();
    texts.peek()?;
    let found = texts.find_map(|text| Some((internal(text)?, text)));
    Some(match found {
        Some((what, text)) => {
            let text = shortened_text(text, redactor);
            (false, Clean::words(format!("{what}: `{text}`")))
        }
        None => (true, Clean::words("nothing that tells of the inside")),
    })
}

/// Whether a browser lets the page read the answer, or send what it asks for.
fn readable(raw: &Raw, became: Became<'_>, redactor: &Redactor) -> Option<(bool, Clean)> {
    let decision = cors::decided(raw, became.ambient)?;
    let (readable, why) = match &decision {
        Ok(why) => (true, why),
        Err(why) => (false, why),
    };
    Some((readable, shortened(&redactor.clean(why), TOLD)))
}

/// All matchers on the head of the response; the first that does not hold is told.
fn headers(matchers: &[Matcher], raw: &Raw, redactor: &Redactor) -> Option<(bool, Clean)> {
    let answer = raw.answer.as_ref()?;
    let told = |matcher: &Matcher| {
        let seen = seen(matcher, (Some(answer), &[]), redactor);
        format!("{}: {seen}", place(matcher))
    };
    // A header that is not there lacks everything.
    let gone = |matcher: &Matcher| source(matcher, Some(answer), &[]).is_none();
    let fails = |matcher: &&Matcher| {
        let lacking = matcher.lacks.is_some() && gone(matcher);
        !lacking && !holds(matcher, Some(answer), &[])
    };
    Some(match matchers.iter().find(fails) {
        Some(failing) => (false, Clean::words(told(failing))),
        None => (true, Clean::words(listed(matchers.iter().map(told)))),
    })
}

/// All matchers on what the act yielded.
fn outputs(
    matchers: &IndexMap<Name, Matcher>,
    became: Became<'_>,
    redactor: &Redactor,
) -> (bool, Clean) {
    let found = |name: &Name| became.outputs.get(name).map(String::as_str);
    let told = |name: &Name| format!("`{name}`: {}", seen_output(name, found(name), redactor));
    let fails = |(name, matcher): &(&Name, &Matcher)| match found(name) {
        Some(text) => !holds(matcher, None, text.as_bytes()),
        None => matcher.exists != Some(false),
    };
    match matchers.iter().find(fails) {
        Some((failing, _)) => (false, Clean::words(told(failing))),
        None => (true, Clean::words(listed(matchers.keys().map(told)))),
    }
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

/// Only a refusal can have had something before it.
fn no_frame(became: Became<'_>) -> Option<(bool, Clean)> {
    let manner = match became.outcome {
        Outcome::Refused { manner, .. } => manner,
        _ => return None,
    };
    let early = match manner {
        Manner::Handshake(_) | Manner::Status(_) => 0,
        _ => became.early,
    };
    Some(match early {
        0 => (true, Clean::words("no data frame before the refusal")),
        _ => (
            false,
            Clean::words(format!("{early} data frame(s) before it")),
        ),
    })
}
