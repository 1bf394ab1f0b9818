//! What an HTTP response says: to a request, or to an upgrade that was not granted.

use model::clean::{Clean, Redactor};
use model::observation::{Manner, Outcome};
use model::refusal::{Class, HttpRefusal, SocketRefusal};
use model::wire::{Answer, Fault, Raw};

use crate::cors;
use crate::criteria::{Criteria, Goal};
use crate::matches::{find_in, holds, proves};
use crate::phrases::{place, seen, wanted};
use crate::signs::{http_manner, no_answer, unclear, undeclared, unique};

/// A refusal that the contract declares, found on an answer.
struct Declared {
    class: Class,
    /// By what it says, and not by its status alone.
    by_content: bool,
}

/// What became of a request.
pub fn answer(criteria: &Criteria, raw: &Raw, redactor: &Redactor) -> Outcome {
    let Some(answer) = come(raw) else {
        return no_answer(raw, redactor);
    };
    let declared = on_http(criteria, answer);
    match proof(criteria, (raw, answer), redactor) {
        Ok(by) if declared.is_empty() => Outcome::Accepted(by),
        Ok(_) => contradiction(criteria, answer, (&declared, redactor)),
        Err(_) if !declared.is_empty() => refused(answer, classes(&declared), redactor),
        Err(missing) => otherwise(answer, &missing, redactor),
    }
}

/// The answer, when it came whole, or when its head says no: a server that refuses a request before it has
/// read it to its end may reset the connection, and what followed the head is lost (RFC 9112 9.6).
fn come(raw: &Raw) -> Option<&Answer> {
    let cut = |answer: &Answer| {
        let no = (400..500).contains(&answer.status);
        no && matches!(raw.fault, Some(Fault::Cut { .. }))
    };
    let answer = raw.answer.as_ref();
    answer.filter(|answer| raw.fault.is_none() || cut(answer))
}

/// What became of a preflight: accepted when a browser would send the request.
pub fn preflight(
    criteria: &Criteria,
    (raw, ambient): (&Raw, bool),
    redactor: &Redactor,
) -> Outcome {
    let Some(answer) = raw.answer.as_ref().filter(|_| raw.fault.is_none()) else {
        return no_answer(raw, redactor);
    };
    match cors::decided(raw, ambient) {
        Some(Ok(by)) => Outcome::Accepted(redactor.clean(&by)),
        Some(Err(_)) if answer.status >= 500 && undeclared(answer).is_empty() => {
            Outcome::Broken(Manner::Status(answer.status))
        }
        Some(Err(_)) => {
            let declared = classes(&on_http(criteria, answer));
            let declared = match declared.is_empty() {
                true => undeclared(answer),
                false => declared,
            };
            refused(answer, declared, redactor)
        }
        None => unclear("no page sends such a preflight"),
    }
}

/// A limiter may answer 200 with a text: what the contract says about the text outweighs a status.
fn contradiction(
    criteria: &Criteria,
    answer: &Answer,
    (declared, redactor): (&[Declared], &Redactor),
) -> Outcome {
    let by_status = matches!(&criteria.goal,
        Goal::Answer { matcher: None, outputs, .. } if outputs.is_empty());
    match by_status && declared.iter().any(|refusal| refusal.by_content) {
        true => refused(answer, classes(declared), redactor),
        false => unclear("the answer proves and refuses at once"),
    }
}

/// An answer that neither proves nor refuses as declared.
fn otherwise(answer: &Answer, missing: &Clean, redactor: &Redactor) -> Outcome {
    match answer.status {
        503 if !undeclared(answer).is_empty() => refused(answer, undeclared(answer), redactor),
        500.. => Outcome::Broken(Manner::Status(answer.status)),
        300..=499 => refused(answer, undeclared(answer), redactor),
        status => Outcome::Unclear(Clean::words(format!(
            "HTTP {status} without the proof of acceptance: {missing}{}",
            match answer.cut {
                true => " (of the body only the beginning was read)",
                false => "",
            }
        ))),
    }
}

fn refused(answer: &Answer, declared: Vec<Class>, redactor: &Redactor) -> Outcome {
    let manner = http_manner(answer, redactor);
    Outcome::Refused { manner, declared }
}

/// What became of an upgrade that was not granted; `None` after a 101.
pub fn handshake(criteria: &Criteria, raw: &Raw, redactor: &Redactor) -> Option<Outcome> {
    let Some(answer) = come(raw) else {
        return Some(no_answer(raw, redactor));
    };
    if answer.status == 101 {
        return None;
    }
    let manner = Manner::Handshake(answer.status);
    let declared = on_upgrade(criteria, answer);
    let declared = match declared.is_empty() {
        true => undeclared(answer),
        false => declared,
    };
    Some(match (declared.is_empty(), answer.status) {
        (true, 500..) => Outcome::Broken(manner),
        _ => Outcome::Refused { manner, declared },
    })
}

/// What proves acceptance on an HTTP response, or what is missing.
fn proof(
    criteria: &Criteria,
    (raw, answer): (&Raw, &Answer),
    redactor: &Redactor,
) -> Result<Clean, Clean> {
    let Goal::Answer {
        status,
        matcher,
        outputs,
    } = &criteria.goal
    else {
        return Err(Clean::words("nothing can prove it"));
    };
    let mut by = Vec::new();
    if let Some(wanted) = status {
        if answer.status != *wanted {
            return Err(Clean::words(format!("status {wanted} was wanted")));
        }
        by.push(format!("HTTP {wanted}"));
    } else if answer.status >= 300 && !(answer.status < 400 && in_location(&criteria.goal)) {
        return Err(Clean::words("the status is no success"));
    }
    if let Some(matcher) = matcher {
        let found = seen(matcher, (Some(answer), &answer.body), redactor);
        if !proves(matcher, Some(answer), &answer.body) {
            let wanted = redactor.clean(&wanted(matcher));
            return Err(Clean::words(format!("{wanted} wanted, {found} found")));
        }
        by.push(format!("{} is {found}", redactor.clean(&place(matcher))));
    }
    for (name, output) in outputs {
        if find_in(output, raw).is_none() {
            return Err(Clean::words(format!("its output `{name}` is not there")));
        }
        if status.is_none() && matcher.is_none() {
            by.push(format!("`{name}` was given"));
        }
    }
    match by.is_empty() {
        true => Err(Clean::words("nothing can prove it")),
        false => Ok(Clean::words(by.join(", "))),
    }
}

/// True when the wanted stands in a `Location`, which only a redirect has.
fn in_location(goal: &Goal) -> bool {
    match goal {
        Goal::Answer {
            matcher, outputs, ..
        } => {
            let mut outputs = outputs.values();
            let proof = matcher.as_ref().map(|matcher| matcher.location.is_some());
            proof.unwrap_or_else(|| outputs.any(|output| output.location.is_some()))
        }
        _ => false,
    }
}

fn is(how: &HttpRefusal, answer: &Answer) -> bool {
    let said = how.matcher.as_ref();
    how.status.contains(&answer.status)
        && said.is_none_or(|matcher| holds(matcher, Some(answer), &answer.body))
}

fn on_http(criteria: &Criteria, answer: &Answer) -> Vec<Declared> {
    let declared = criteria.refusing.http.iter();
    let matching = declared.filter(|(_, how)| is(how, answer));
    matching
        .map(|(class, how)| Declared {
            class: *class,
            by_content: how.matcher.is_some(),
        })
        .collect()
}

fn classes(declared: &[Declared]) -> Vec<Class> {
    unique(declared.iter().map(|declared| declared.class))
}

fn on_upgrade(criteria: &Criteria, answer: &Answer) -> Vec<Class> {
    let declared = criteria.refusing.ws.iter();
    unique(declared.filter_map(|(class, how)| match how {
        SocketRefusal::Handshake(how) if is(how, answer) => Some(*class),
        _ => None,
    }))
}
