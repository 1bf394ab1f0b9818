//! Outcomes against what was wanted of them: the table at the heart of every verdict.

use model::clean::Clean;
use model::expectation::Is;
use model::observation::{Fact, Manner, Outcome};
use model::refusal::Class;
use model::verdict::Harm;

use crate::weigh::Weighed;

/// How an outcome comes out against what was wanted.
pub fn weigh_outcome(is: &Is, outcome: &Outcome) -> Weighed {
    let seen = Clean::words(outcome.to_string());
    let breached = |harm| Weighed::Breached(harm, seen.clone());
    match (is, outcome) {
        (_, Outcome::Unclear(why)) => Weighed::Unclear(why.clone()),
        (is, Outcome::Refused { declared, .. }) if limited(declared, &[is]) => {
            Weighed::Unclear(limit_first(outcome))
        }
        (Is::ByRow(_) | Is::ReadableByRow, _) => Weighed::Unclear(Clean::words("no row decides")),
        (Is::Readable | Is::Unreadable, _) => {
            Weighed::Unclear(Clean::words("no answer shows what a page may read"))
        }
        (
            Is::OneWinner
            | Is::Uniform
            | Is::LimitHolds
            | Is::LimitTold
            | Is::DeliveredOnceInOrder
            | Is::Unharmed(_),
            _,
        ) => Weighed::Unclear(Clean::words("this is not judged by the outcome alone")),

        (Is::Ended(cause), Outcome::Ended { declared, .. }) if declared.contains(cause) => {
            Weighed::Met
        }
        (Is::Closed | Is::ClosedWith(_), Outcome::Ended { manner, .. }) => match (is, manner) {
            (_, Manner::Violation(_)) => breached(Harm::Otherwise),
            // Whoever says nothing says nothing wrong (RFC 6455 7.1.7).
            (Is::ClosedWith(codes), Manner::Close(code, _)) if !codes.contains(code) => {
                breached(Harm::Otherwise)
            }
            _ => Weighed::Met,
        },
        (Is::Ended(_), Outcome::Ended { .. }) => breached(Harm::Otherwise),
        (Is::Ended(_) | Is::Closed | Is::ClosedWith(_), Outcome::Quiet) => {
            Weighed::Breached(Harm::Unmet, Clean::words("the socket stayed open"))
        }
        (Is::Ended(_) | Is::Closed | Is::ClosedWith(_), _) => breached(Harm::Unmet),

        // Who had a socket and has it no more is kept out; but what was never asked was not refused.
        (Is::Accepted, Outcome::Gone(_)) => breached(Harm::Shut),
        (_, Outcome::Gone(_)) => Weighed::Unclear(seen),

        (_, Outcome::Broken(_)) => breached(Harm::Broken),
        (Is::Either, _) => Weighed::Met,

        (Is::Accepted, Outcome::Accepted(_)) => Weighed::Met,
        (Is::Accepted, Outcome::Quiet) => {
            Weighed::Breached(Harm::Shut, Clean::words("nothing came in the time"))
        }
        (Is::Accepted, Outcome::Heard(_) | Outcome::Done) => {
            Weighed::Unclear(Clean::words("it was done, but nothing proves acceptance"))
        }
        (Is::Accepted, _) => breached(Harm::Shut),

        (Is::NotAccepted | Is::KeptOut(_), Outcome::Refused { .. } | Outcome::Ended { .. }) => {
            Weighed::Met
        }
        (Is::Refused(class), Outcome::Refused { declared, .. }) if declared.contains(class) => {
            Weighed::Met
        }
        (Is::Refused(_), Outcome::Refused { .. } | Outcome::Ended { .. }) => {
            breached(Harm::Otherwise)
        }
        (Is::NotAccepted | Is::KeptOut(_) | Is::Refused(_), Outcome::Accepted(_)) => {
            breached(Harm::Hole)
        }
        (Is::NotAccepted | Is::KeptOut(_) | Is::Refused(_), _) => {
            Weighed::Unclear(Clean::words("neither a refusal nor a proof of acceptance"))
        }

        (Is::NotRefused(class), Outcome::Refused { declared, .. }) if declared.contains(class) => {
            breached(Harm::Shut)
        }
        (Is::NotRefused(_), Outcome::Done) => {
            Weighed::Unclear(Clean::words("it was sent, and no answer was awaited"))
        }
        (Is::NotRefused(_), _) => Weighed::Met,

        (Is::Quiet, Outcome::Quiet) => Weighed::Met,
        (Is::Quiet, Outcome::Heard(_)) => breached(Harm::Hole),
        (Is::Quiet, _) => Weighed::Unclear(Clean::words("silence was not watched")),
    }
}

/// How it comes out what a page may read, or send; `fact` is on that.
pub fn weigh_reading(is: &Is, outcome: &Outcome, fact: &Fact) -> Weighed {
    match (outcome, is, fact.held) {
        (Outcome::Unclear(why), ..) => Weighed::Unclear(why.clone()),
        (Outcome::Refused { declared, .. }, ..) if limited(declared, &[is]) => {
            Weighed::Unclear(limit_first(outcome))
        }
        (Outcome::Broken(_), ..) => {
            Weighed::Breached(Harm::Broken, Clean::words(outcome.to_string()))
        }
        // In a refusal stands nothing that a page could want.
        (Outcome::Refused { .. }, Is::Unreadable, _) | (_, _, true) => Weighed::Met,
        (_, Is::Unreadable, false) => Weighed::Breached(Harm::Hole, fact.seen.clone()),
        _ => Weighed::Breached(Harm::Shut, fact.seen.clone()),
    }
}

/// A limit that answers in place of what is judged says nothing about it, unless it is what is wanted.
pub fn limited(declared: &[Class], outcomes: &[&Is]) -> bool {
    let limits = [Class::Limited, Class::Capacity, Class::Unavailable];
    let wanted = |class: &Class| {
        outcomes.iter().any(|is| match is {
            Is::Refused(wanted) | Is::NotRefused(wanted) | Is::KeptOut(wanted) => wanted == class,
            _ => false,
        })
    };
    !declared.is_empty()
        && declared
            .iter()
            .all(|class| limits.contains(class) && !wanted(class))
}

/// Somebody else answered.
pub fn limit_first(outcome: &Outcome) -> Clean {
    Clean::words(format!("a limit of the target came first ({outcome})"))
}
