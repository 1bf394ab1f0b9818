//! What steps do that are more than one exchange, in words.

use model::step::{
    Advance, Audit, Broadcast, Burst, BurstUntil, Draw, Fuzz, Instant, Listen, MessageSize, Race,
    Sample, Served, Shape,
};

use super::step::{bare, with};
use super::term;

pub(super) fn burst(it: &Burst) -> String {
    let what = match (&it.limit, it.shape) {
        (Some(limit), Some(Shape::Fill)) => {
            format!("as often as the limit `{limit}` allows")
        }
        (Some(limit), Some(Shape::Over) | None) => {
            format!("as often as the limit `{limit}` allows, and once more")
        }
        (Some(limit), Some(Shape::Edge)) => format!(
            "as often as the limit `{limit}` allows, just before its window ends and again just after"
        ),
        (Some(limit), Some(Shape::AtOnce)) => {
            format!("more often than the limit `{limit}` allows, all at once")
        }
        (Some(limit), Some(Shape::Recovery)) => format!(
            "once more than the limit `{limit}` allows, then just before it recovers and after that"
        ),
        (None, _) => {
            let times = it.times.map(|times| format!("{times} times"));
            times.unwrap_or_else(|| "again and again".to_owned())
        }
    };
    let every = it
        .every
        .map_or(String::new(), |span| format!(", one each {span}"));
    let at_once = if it.at_once { ", all at once" } else { "" };
    let until = it.until.as_ref().map_or(String::new(), until);
    match &it.what {
        Some(step) => format!("Repeat {what}{every}{at_once}{until}: {}", bare(step)),
        None => format!("Ask {what}{every}{at_once}{until}"),
    }
}

fn until(it: &BurstUntil) -> String {
    let mut ends = Vec::new();
    if it.refused {
        ends.push("one is refused".to_owned());
    }
    ends.extend(
        it.accepted
            .map(|many| format!("{many} in a row are accepted")),
    );
    ends.extend(it.within.map(|span| format!("{span} are over")));
    format!(", until {}", ends.join(" or "))
}

pub(super) fn broadcast(it: &Broadcast) -> String {
    let times = it.times.map_or(String::new(), |times| format!("{times} "));
    let size = match it.size {
        Some(MessageSize::Large) => "large ",
        _ => "",
    };
    let until = it.until.as_ref().map_or(String::new(), |until| {
        format!(
            ", until socket `{}` has ended, at most {}",
            until.ended, until.within
        )
    });
    format!(
        "Publish {times}{size}messages by `{}`{}, and count them on `{}`{until}",
        it.op,
        with(&it.with),
        it.to
    )
}

pub(super) fn draw(it: &Draw) -> String {
    format!(
        "Have {} codes sent by `{}`, read each by `{}`, and compare them with `contract.codes` and each other",
        it.times, it.send, it.read
    )
}

pub(super) fn race(it: &Race) -> String {
    let lanes = it.lanes.values().map(|lane| {
        let times = lane.times.unwrap_or(1);
        let what = bare(&lane.what);
        match times {
            1 => what,
            _ => format!("{times} times {what}"),
        }
    });
    let lanes: Vec<String> = lanes.collect();
    let then: Vec<String> = it.then.iter().map(bare).collect();
    let then = match then.is_empty() {
        true => String::new(),
        false => format!("; then: {}", then.join("; ")),
    };
    let batches = it.batches();
    let lanes = lanes.join("; ");
    format!("Release together, in {batches} batches: {lanes}{then}")
}

pub(super) fn sample(it: &Sample) -> String {
    let classes = it.classes.iter();
    let classes = classes.map(|(name, class)| format!("`{name}` ({})", bare(&class.what)));
    let classes: Vec<String> = classes.collect();
    format!("Time in pairs: {}", classes.join(" and "))
}

pub(super) fn advance(it: &Advance) -> String {
    let (how, instant) = match (it.by, &it.past, &it.before) {
        (Some(by), ..) => return format!("Let {by} pass"),
        (None, Some(past), _) => ("past", past),
        (None, None, Some(before)) => ("to just before", before),
        (None, None, None) => return "Let no time pass".to_owned(),
    };
    format!("Let time pass {how} {}", self::instant(instant))
}

fn instant(it: &Instant) -> String {
    match (&it.expiry, &it.contract, &it.since) {
        (Some(token), ..) => format!("the expiry of `{token}`"),
        (None, Some(path), Some(mark)) => format!("`contract.{path}` since `{mark}`"),
        (None, Some(path), None) => format!("`contract.{path}`"),
        (None, None, _) => "nothing".to_owned(),
    }
}

pub(super) fn listen(it: &Listen) -> String {
    let what = match it.serve {
        Served::OurJwks => "the keys of our forgeries as a JWK Set",
        Served::OurCertificate => "the certificate of our forgeries",
        Served::Nothing => "an empty answer",
    };
    format!("Serve {what} as `{}`, and count who fetches it", it.name)
}

pub(super) fn audit(it: &Audit) -> String {
    format!(
        "Read the recorded events `{}` since `{}`",
        it.event, it.since
    )
}

pub(super) fn fuzz(it: &Fuzz) -> String {
    format!(
        "Send generated {} to `{}`, at most {} in {}",
        term(&it.input),
        it.op,
        it.budget.inputs,
        it.budget.time
    )
}
