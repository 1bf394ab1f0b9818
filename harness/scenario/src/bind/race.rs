//! Races: how often they are run, from where their lanes come, and whether they can be released.

use model::contract::LimitKey;
use model::operation::Action;
use model::step::{Lane, Race, Step};
use model::target::Target;

/// How often the steps of a case are done for this one.
pub(super) fn batches(step: &Step) -> Option<u32> {
    match step {
        Step::Race(race) => Some(race.batches()),
        _ => None,
    }
}

/// Keeps limits from deciding a race: where one counts for each address and allows fewer requests than
/// there are lanes, each lane comes from an address of its own; any other makes the lanes fewer.
pub(super) fn filled(target: &Target, steps: &mut [Step]) {
    for step in steps {
        let Step::Race(race) = step else { continue };
        for (name, lane) in &mut race.lanes {
            let Some((allowed, key)) = tightest(target, lane) else {
                continue;
            };
            let part = lane.what.part_mut();
            let spread = key == LimitKey::Address && target.has_several_addresses();
            match spread {
                true if part.from.is_none() => part.from = Some(format!("{name}*")),
                true => {}
                false => lane.times = Some(allowed.max(1)),
            }
        }
    }
}

/// The limit that lets the fewest of the lanes through, if any does not let all.
fn tightest(target: &Target, lane: &Lane) -> Option<(u32, LimitKey)> {
    let op = lane.what.op()?;
    let limits = target.contract.limits.values();
    let covering = limits.filter(|limit| limit.covers.iter().any(|it| it == op));
    let tight = covering.filter(|limit| {
        limit.key != LimitKey::Connection && limit.requests < lane.times.unwrap_or(1)
    });
    let tight = tight.map(|limit| (limit.requests, limit.key));
    tight.min_by_key(|(requests, _)| *requests)
}

/// Why a race cannot be run here.
pub(super) fn missing(target: &Target, step: &Step) -> Option<String> {
    let Step::Race(race) = step else { return None };
    let lanes: u32 = race
        .lanes
        .values()
        .map(|lane| lane.times.unwrap_or(1))
        .sum();
    if lanes < 2 {
        return Some("the limits of the target leave one lane, which races nobody".to_owned());
    }
    let steps = || race.lanes.values().map(|lane| lane.what.as_ref());
    let sends = |step: &Step| matches!(step, Step::Send(_));
    if steps().all(sends) {
        return None;
    }
    if steps().any(sends) {
        let why = "messages are released together with messages, and with nothing else";
        return Some(why.to_owned());
    }
    if let Some(step) = steps().find(|step| !is_request(step)) {
        return Some(format!(
            "this version releases requests together, and this is a `{}`",
            step.verb()
        ));
    }
    operations(race).find_map(|op| {
        let what = of_several(target, op)?;
        Some(format!(
            "operation `{op}` {what}, of which no several are released together"
        ))
    })
}

/// In which way an operation is more than one request, if it is.
pub(super) fn of_several(target: &Target, op: &str) -> Option<&'static str> {
    let operation = target.operations.get(op)?;
    match operation.action() {
        _ if operation.follow.is_some() => Some("follows redirects"),
        Some(Action::Run(_)) => Some("is a chain of requests"),
        _ => None,
    }
}

/// Whether it is one HTTP request that is not spelled out to the octet, or a handshake.
fn is_request(step: &Step) -> bool {
    match step {
        Step::Call(_) | Step::Open(_) => true,
        Step::Http(http) => http.raw.is_none(),
        _ => false,
    }
}

fn operations(race: &Race) -> impl Iterator<Item = &str> {
    race.lanes.values().filter_map(|lane| lane.what.op())
}
