//! Bursts: what is repeated, how often, and when it is over.

use model::step::{Burst, Step};

use crate::check::many::{MOST_AT_ONCE, numbered, repeated};
use crate::fault::Faults;
use crate::tree::Spot;

/// Checks a burst.
pub(crate) fn check(burst: &Burst, spot: Spot<'_>, faults: &mut Faults) {
    how_often(burst, spot, faults);
    over(burst, spot, faults);
    let Some(what) = &burst.what else { return };
    let spot_of = spot.at("do").at(what.verb());
    repeated(what, (&["call", "http", "open", "send"], spot_of), faults);
    numbered(what, true, spot_of, faults);
    for field in ["as", "from"] {
        if spot.at(field).is_there() {
            faults
                .add(
                    spot.at(field).key(),
                    format!("`{field}` belongs to what is done"),
                )
                .also(spot_of.key(), "this is done")
                .cure("write it in there");
        }
    }
    if let Step::Open(open) = what.as_ref()
        && open.socket.is_some()
    {
        faults
            .add(
                spot_of.at("socket").key(),
                "each attempt would open the same socket",
            )
            .cure("leave it out: each is closed once judged; or write an `open` with a `count`");
    }
    let request = matches!(what.as_ref(), Step::Call(_) | Step::Http(_));
    let together = spot.at("at-once").is_there().then(|| spot.at("at-once"));
    if let (Some(place), false) = (together, request) {
        let verb = what.verb();
        faults
            .add(place.key(), format!("`{verb}` is not done all at once"))
            .cure("requests are: `call` and `http`");
    }
}

/// A burst says how often in one way.
fn how_often(burst: &Burst, spot: Spot<'_>, faults: &mut Faults) {
    if burst.limit.is_some() {
        for field in ["times", "every", "at-once", "until"] {
            if spot.at(field).is_there() {
                faults
                    .add(
                        spot.at(field).key(),
                        format!("`{field}` stands beside `limit`"),
                    )
                    .also(spot.at("limit").key(), "the limit says how often")
                    .cure("leave one of them out");
            }
        }
        return;
    }
    if burst.what.is_none() {
        faults
            .add(spot.key(), "nothing is repeated")
            .cure("write what to `do`, or name the `limit` that is met");
    }
    if spot.at("shape").is_there() {
        faults
            .add(spot.at("shape").key(), "`shape` belongs to `limit`")
            .cure("say how often: `times`, and `every` or `at-once`");
    }
    let bounded = burst.times.is_some() || burst.until.as_ref().is_some_and(|u| u.within.is_some());
    if !bounded && !spot.at("times").is_there() && !within(spot) {
        faults
            .add(spot.key(), "nothing says how often")
            .cure("write `times`, or `until: { …, within: TIME }`");
    }
}

fn within(spot: Spot<'_>) -> bool {
    spot.at("until").at("within").is_there()
}

/// When a burst is over, and how it goes about it.
fn over(burst: &Burst, spot: Spot<'_>, faults: &mut Faults) {
    if let Some(until) = &burst.until
        && !until.refused
        && until.accepted.is_none()
    {
        faults
            .add(spot.at("until").key(), "it does not say until what")
            .cure("write `refused: true`, or `accepted: HOW-MANY` in a row");
    }
    if !burst.at_once {
        return;
    }
    for field in ["every", "until"] {
        if spot.at(field).is_there() {
            faults
                .add(
                    spot.at(field).key(),
                    format!("`{field}` stands beside `at-once`"),
                )
                .also(spot.at("at-once").key(), "all are sent at once")
                .cure("leave one of them out");
        }
    }
    if burst.times.is_some_and(|times| times > MOST_AT_ONCE) {
        faults
            .add(
                spot.at("times").value(),
                format!("more than {MOST_AT_ONCE} are not sent at once"),
            )
            .cure("send fewer, or one after the other");
    }
}
