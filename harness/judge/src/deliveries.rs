//! Whether what was published was heard by all, once and in order, and in time.

use model::clean::Clean;
use model::many::Deliveries;
use model::observation::Outcome;
use model::span::Span;
use model::verdict::Harm;

use crate::weigh::Weighed;

/// What became of a broadcast as an act of its own.
pub fn broadcast(deliveries: &Deliveries) -> Outcome {
    match delivered(deliveries) {
        Weighed::Met => Outcome::Accepted(Clean::words(format!(
            "{} messages on {} sockets, each once and in order",
            deliveries.published, deliveries.sockets
        ))),
        Weighed::Breached(_, seen) => Outcome::Heard(seen),
        Weighed::Unclear(why) => Outcome::Unclear(why),
    }
}

/// Whether every socket heard every message once and in order.
pub fn delivered(it: &Deliveries) -> Weighed {
    let all = it.published.saturating_mul(it.sockets);
    if it.missing + it.repeated + it.out_of_order > 0 {
        let first = it.faults.first();
        let first = first.map_or(String::new(), |fault| format!("; first, {fault}"));
        let ended = it.ended.first();
        let ended = ended.map_or(String::new(), |(socket, how)| {
            format!("; socket `{socket}` ended: {how}")
        });
        let said = format!(
            "of {all} deliveries {} were missing, {} came again and {} came late{first}{ended}",
            it.missing, it.repeated, it.out_of_order
        );
        return Weighed::Breached(Harm::Unmet, Clean::words(said));
    }
    match &it.untaken {
        Some((number, outcome @ Outcome::Broken(_))) => Weighed::Breached(
            Harm::Broken,
            Clean::words(format!("message {number} was {outcome}")),
        ),
        Some((number, outcome)) if it.stuck => Weighed::Breached(
            Harm::Unmet,
            Clean::words(format!("message {number} was never taken: {outcome}")),
        ),
        Some((number, outcome)) => unclear(format!("message {number} was {outcome}")),
        None if all == 0 => unclear("nothing was published".to_owned()),
        None => Weighed::Met,
    }
}

/// Whether each delivery took no longer than this.
pub fn in_time(within: Span, it: &Deliveries) -> Weighed {
    if it.delivered == 0 {
        return unclear("nothing was delivered".to_owned());
    }
    let slowest = it.slowest_us.div_ceil(1_000);
    match slowest > within.millis() {
        true => Weighed::Breached(
            Harm::Unmet,
            Clean::words(format!("the slowest delivery took {slowest}ms")),
        ),
        false => Weighed::Met,
    }
}

fn unclear(why: String) -> Weighed {
    Weighed::Unclear(Clean::words(why))
}
