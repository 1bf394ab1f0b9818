//! What expectations find on one act, on the raw octets, before redaction.

use model::clean::{Clean, Redactor};
use model::observation::{Fact, Outcome};
use model::plan::{Expected, Predicate};
use model::wire::Raw;

use crate::matches::holds;
use crate::signs::{messages, received};

/// The facts that these expectations need of an act; those on the outcome alone need none.
pub fn facts<'a>(
    expected: impl IntoIterator<Item = &'a Expected>,
    raw: &Raw,
    outcome: &Outcome,
    redactor: &Redactor,
) -> Vec<Fact> {
    expected
        .into_iter()
        .filter_map(|expected| {
            let (held, seen) = match &expected.predicate {
                Predicate::Match(matcher) => matched(matcher, raw, redactor)?,
                Predicate::NoFrameBeforeRefusal => no_frame(raw, outcome)?,
                Predicate::Is(_) | Predicate::Same(_) => return None,
            };
            Some(Fact {
                expected: expected.number,
                held,
                seen,
            })
        })
        .collect()
}

/// On a response its own text, on a socket any message; `None` when there is neither.
fn matched(
    matcher: &model::matcher::Matcher,
    raw: &Raw,
    redactor: &Redactor,
) -> Option<(bool, Clean)> {
    let handshake_only = matcher.header.is_some() || matcher.cookie.is_some();
    if let Some(answer) = raw
        .answer
        .as_ref()
        .filter(|a| a.status != 101 || handshake_only)
    {
        let (held, seen) = holds(matcher, Some(answer), &answer.body);
        return Some((held, redactor.clean(&seen)));
    }
    let mut last = None;
    for text in messages(raw) {
        let (held, seen) = holds(matcher, None, text);
        last = Some((held, redactor.clean(&seen)));
        if held {
            break;
        }
    }
    last
}

/// Only a refusal can have had something before it.
fn no_frame(raw: &Raw, outcome: &Outcome) -> Option<(bool, Clean)> {
    if !matches!(outcome, Outcome::Refused { .. }) {
        return None;
    }
    let refused_in_band = matches!(
        outcome,
        Outcome::Refused {
            manner: model::observation::Manner::Message(_),
            ..
        }
    );
    let allowed = usize::from(refused_in_band);
    let count = received(raw).count();
    Some(match count > allowed {
        false => (true, Clean::words("no data frame before the refusal")),
        true => (
            false,
            Clean::words(format!("{} data frame(s) before it", count - allowed)),
        ),
    })
}
