//! Steps that do one step many times, or several together: what is inside them, and when they are over.

use model::step::{Fuzz, Race, Sample, Step};

use crate::body::{Body, Seen};
use crate::check::bursts;
use crate::fault::Faults;
use crate::nearest;
use crate::region::Region;
use crate::tree::Spot;

/// Requests that are under way at once at most.
pub(crate) const MOST_AT_ONCE: u32 = 200;

/// Checks all such steps, and the roles that are numbered in them.
pub(crate) fn check(body: &Body<'_>, faults: &mut Faults) {
    for &Seen {
        step, spot, inner, ..
    } in &body.steps
    {
        if !inner {
            one(step, spot, faults);
        }
    }
}

fn one(step: &Step, spot: Spot<'_>, faults: &mut Faults) {
    numbered(step, false, spot, faults);
    match step {
        Step::Burst(burst) => bursts::check(burst, spot, faults),
        Step::Race(race) => self::race(race, spot, faults),
        Step::Sample(sample) => self::sample(sample, spot, faults),
        Step::Fuzz(fuzz) => budget(fuzz, spot, faults),
        Step::Broadcast(_) => broadcast(spot, faults),
        _ => {}
    }
}

fn race(race: &Race, spot: Spot<'_>, faults: &mut Faults) {
    let mut lanes: u32 = 0;
    for (name, lane) in &race.lanes {
        let place = spot.at("lanes").at(name);
        crate::check::names::plain(name, place.key(), faults);
        lanes = lanes.saturating_add(lane.times.unwrap_or(1));
        let what = lane.what.as_ref();
        let of = place.at("do").at(what.verb());
        repeated(what, (&["call", "http", "open", "send"], of), faults);
        numbered(what, true, of, faults);
    }
    match lanes {
        1 => {
            faults
                .add(spot.at("lanes").key(), "one lane alone races nobody")
                .cure("write a second lane, or `times` in this one");
        }
        2.. if lanes > MOST_AT_ONCE => {
            faults
                .add(
                    spot.at("lanes").key(),
                    format!("{lanes} lanes; more than {MOST_AT_ONCE} are not released together"),
                )
                .cure("write fewer `times`");
        }
        _ => {}
    }
    for (index, step) in race.then.iter().enumerate() {
        let of = spot.at("then").item(index).at(step.verb());
        numbered(step, false, of, faults);
        if matches!(step, Step::Burst(_) | Step::Race(_) | Step::Sample(_)) {
            nested(step, of, faults);
        }
    }
}

fn sample(sample: &Sample, spot: Spot<'_>, faults: &mut Faults) {
    for (name, class) in &sample.classes {
        let place = spot.at("classes").at(name);
        crate::check::names::plain(name, place.key(), faults);
        let what = class.what.as_ref();
        let of = place.at("do").at(what.verb());
        repeated(what, (&["call", "http", "open"], of), faults);
        numbered(what, false, of, faults);
    }
    if sample.classes.len() != 2 {
        faults
            .add(
                spot.at("classes").key(),
                format!("two classes are compared, and not {}", sample.classes.len()),
            )
            .cure("write two, which differ in one thing");
    }
    let classes: Vec<&Step> = sample.classes.values().map(|c| c.what.as_ref()).collect();
    if let [one, other] = classes.as_slice()
        && one == other
    {
        faults
            .add(spot.at("classes").key(), "both classes are the same step")
            .cure("they differ in one thing, whose influence on the time is looked for");
    }
}

fn budget(fuzz: &Fuzz, spot: Spot<'_>, faults: &mut Faults) {
    if fuzz.budget.time.0.is_zero() {
        faults
            .add(
                spot.at("budget").at("time").value(),
                "in no time nothing is sent",
            )
            .cure("write a time such as 60s");
    }
}

fn broadcast(spot: Spot<'_>, faults: &mut Faults) {
    let said = spot.at("times").is_there() || spot.at("until").is_there();
    if !said {
        faults
            .add(spot.key(), "nothing says how many messages")
            .cure("write `times`, or `until: { ended: SOCKET, within: TIME }`");
    }
    if spot.at("with").at("message").is_there() {
        faults
            .add(
                spot.at("with").at("message").key(),
                "each message of a broadcast is another",
            )
            .cure("leave `message` out: it is made up, so that each can be told from the others");
    }
}

/// What is repeated plays no part of its own, and is one of these verbs.
pub(crate) fn repeated(step: &Step, (verbs, spot): (&[&str], Spot<'_>), faults: &mut Faults) {
    let verb = step.verb();
    if !verbs.contains(&verb) {
        return match step {
            Step::Burst(_) | Step::Race(_) | Step::Sample(_) => nested(step, spot, faults),
            _ => {
                faults
                    .add(spot.key(), format!("`{verb}` is not done here"))
                    .cure(format!("do one of {}", nearest::choice(verbs)));
            }
        };
    }
    for field in ["probe", "control", "must", "patience"] {
        if spot.at(field).is_there() {
            faults
                .add(
                    spot.at(field).key(),
                    format!("`{field}` belongs to the step around it"),
                )
                .cure("all that is done in there is judged together");
        }
    }
}

fn nested(step: &Step, spot: Spot<'_>, faults: &mut Faults) {
    let verb = step.verb();
    faults
        .add(spot.key(), format!("`{verb}` stands in no other step"))
        .cure("write it as a step of its own");
}

/// Roles are numbered (`user/s*`) only where a step is done many times.
pub(crate) fn numbered(step: &Step, many: bool, spot: Spot<'_>, faults: &mut Faults) {
    let Some(who) = step.part().who.as_deref() else {
        return;
    };
    let place: Region = spot.at("as").value();
    let stars = who.matches('*').count();
    if stars > 0 && !many {
        faults
            .add(
                place,
                "only what a burst or a race does has numbered sessions",
            )
            .cure("write the number: `user/s1`");
    } else if stars > 0 && (stars > 1 || !who.ends_with('*') || !who.contains('/')) {
        faults
            .add(place, "the number stands at the end of a session's name")
            .cure("write it as `user/s*`: the sessions are user/s1, user/s2, …");
    }
}
