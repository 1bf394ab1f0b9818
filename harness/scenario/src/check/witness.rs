//! What stands beside the traffic: time that passes, listeners of ours, records that are read.

use model::step::{Advance, Audit, Instant, Listen, Part, Step};

use crate::body::{Body, Seen};
use crate::check::{names, sockets};
use crate::fault::Faults;
use crate::paths;
use crate::region::Region;
use crate::tree::Spot;

/// Checks these steps.
pub(crate) fn check(body: &Body<'_>, faults: &mut Faults) {
    for seen in &body.steps {
        match seen.step {
            Step::Advance(step) => advance(body, seen, step, faults),
            Step::Listen(step) => listen(body, seen, step, faults),
            Step::Audit(step) => audit(step, seen.spot, faults),
            _ => {}
        }
    }
}

fn advance(body: &Body<'_>, seen: &Seen<'_, Step>, step: &Advance, faults: &mut Faults) {
    let spot = seen.spot;
    let ways = ["by", "past", "before"];
    let there: Vec<&str> = ways
        .into_iter()
        .filter(|way| spot.at(way).is_there())
        .collect();
    match there.as_slice() {
        [] => {
            faults
                .add(spot.key(), "no time passes")
                .cure("write `by` a time, `past` or `before` an instant");
        }
        [first, second, ..] => {
            faults
                .add(spot.at(second).key(), "a second time in one step")
                .also(spot.at(first).key(), "the first")
                .cure("write two steps");
        }
        [_] => {}
    }
    for (way, instant) in [("past", &step.past), ("before", &step.before)] {
        if let Some(instant) = instant {
            self::instant(body, seen.number, instant, (spot.at(way), faults));
        }
    }
    unjudged(
        &step.part,
        &["probe", "control", "from"],
        "time that passes shows nothing that could be judged",
        (spot, faults),
    );
}

fn instant(
    body: &Body<'_>,
    number: usize,
    instant: &Instant,
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    match (&instant.contract, &instant.expiry) {
        (None, None) => {
            faults
                .add(spot.key(), "no instant")
                .cure("write `contract: PATH, since: MARK`, or `expiry: CAPTURE`");
        }
        (Some(_), Some(_)) => {
            faults
                .add(spot.at("expiry").key(), "a second instant")
                .also(spot.at("contract").key(), "the first")
                .cure("write two steps");
        }
        (Some(path), None) => {
            if instant.since.is_none() {
                faults
                    .add(spot.at("contract").key(), "a time of the contract begins with a mark")
                    .cure("name the step with which it begins: `mark: NAME` there, `since: NAME` here");
            }
            span(path, spot.at("contract"), faults);
        }
        (None, Some(token)) => {
            if instant.since.is_some() {
                faults.add(spot.at("since").key(), "an expiry is an instant by itself");
            }
            expires(body, number, token, (spot.at("expiry"), faults));
        }
    }
}

/// A path below the contract that leads to a time.
fn span(path: &str, spot: Spot<'_>, faults: &mut Faults) {
    if path.contains("${") {
        return;
    }
    match paths::walk(&format!("contract.{path}")) {
        Ok(Some(node)) if node.get("pattern") == Some(&model::span::PATTERN.into()) => {}
        Ok(_) => {
            faults
                .add(spot.value(), format!("`contract.{path}` is no time"))
                .cure("a time is `contract.effect`, one of `contract.lifetimes` or the like");
        }
        Err(lost) => lost.tell(spot.value(), faults),
    }
}

/// A token that an earlier step has captured, or opened a socket with.
fn expires(body: &Body<'_>, number: usize, token: &str, (spot, faults): (Spot<'_>, &mut Faults)) {
    let captured = names::captured(body).into_iter();
    let captured = captured.map(|(name, step, _)| (name.to_owned(), step));
    let sockets = sockets::used(body).into_iter().filter(|used| used.opens);
    let opened = sockets.map(|used| (used.socket.into_owned(), used.number));
    let known: Vec<(String, usize)> = captured.chain(opened).collect();
    let given = body
        .inputs
        .iter()
        .any(|input| token == format!("${{{input}}}"));
    let there = known
        .iter()
        .any(|(name, step)| name == token && *step < number);
    if !there && !given {
        let mut names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        faults.unknown(spot.value(), "capture or socket", token, names);
    }
}

fn listen(body: &Body<'_>, seen: &Seen<'_, Step>, step: &Listen, faults: &mut Faults) {
    let spot = seen.spot;
    names::plain(&step.name, spot.at("name").value(), faults);
    let twin = body.steps.iter().find(|other| {
        let same = matches!(other.step, Step::Listen(other) if other.name == step.name);
        same && other.number < seen.number
    });
    if let Some(twin) = twin {
        faults
            .add(
                spot.at("name").value(),
                format!("`{}` listens already", step.name),
            )
            .also(twin.spot.at("name").value(), "here")
            .cure("give it another name");
    }
    unjudged(
        &step.part,
        &["control", "as", "from", "mark"],
        "a listener waits for others",
        (spot, faults),
    );
}

/// Checks a reference to a listener by step `number`.
pub(crate) fn listens(
    body: &Body<'_>,
    name: &str,
    number: usize,
    (place, faults): (Region, &mut Faults),
) {
    let steps = body.steps.iter().filter_map(|seen| match seen.step {
        Step::Listen(step) => Some((step.name.as_str(), seen)),
        _ => None,
    });
    let known: Vec<(&str, &Seen<'_, Step>)> = steps.collect();
    match known.iter().find(|(known, _)| *known == name) {
        Some((_, seen)) if seen.number < number => {}
        Some((_, seen)) => {
            faults
                .add(place, format!("`{name}` does not listen yet"))
                .also(
                    seen.spot.at("name").value(),
                    format!("only from step {} on", seen.number),
                );
        }
        None => {
            let known = known.iter().map(|(name, _)| *name);
            faults.unknown(place, "listener", name, known);
            faults.mend("a listener is a step: listen: { name: NAME, serve: nothing }");
        }
    }
}

fn audit(step: &Audit, spot: Spot<'_>, faults: &mut Faults) {
    if step.part.probe.is_none() {
        faults
            .add(spot.key(), "nothing judges what is read here")
            .cure("name it (`probe: NAME`), and expect a `count` or `fields`");
    }
    unjudged(
        &step.part,
        &["control", "from", "mark"],
        "records are read, and no more",
        (spot, faults),
    );
}

/// Parts that make no sense on a step.
fn unjudged(part: &Part, fields: &[&str], why: &str, (spot, faults): (Spot<'_>, &mut Faults)) {
    let there = |field: &&&str| match **field {
        "probe" => part.probe.is_some(),
        "control" => part.control.is_some(),
        "as" => part.who.is_some(),
        "from" => part.from.is_some(),
        "mark" => part.mark.is_some(),
        _ => false,
    };
    for field in fields.iter().filter(there) {
        faults
            .add(spot.at(field).key(), why)
            .cure(format!("leave `{field}` out"));
    }
}
