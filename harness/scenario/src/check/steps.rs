//! Each step for itself: its part, its message, its matchers, its proof.

use model::step::{AwaitFor, Call, Send, Step};

use crate::body::{Body, Seen};
use crate::check::members::{self, Set};
use crate::check::requests;
use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::tree::Spot;

/// Checks each step for itself.
pub(crate) fn check(body: &Body<'_>, faults: &mut Faults) {
    for &Seen { step, spot, .. } in &body.steps {
        part(step, spot, faults);
        match step {
            Step::Http(http) => requests::check(http, spot, faults),
            Step::Send(send) => {
                sent(send, spot, faults);
                if let Some(disguise) = &send.disguise {
                    let place = spot.at("disguise").value();
                    members::check(body, Set::Messages, disguise, (place, faults));
                }
            }
            Step::Await(wait) => {
                if let AwaitFor::Message(matcher) = &wait.what {
                    let spot = spot.at("for").at("message");
                    matchers::matcher(matcher, spot, On::Message, faults);
                }
            }
            Step::Quiet(quiet) => {
                if let Some(matcher) = &quiet.of {
                    matchers::matcher(matcher, spot.at("of"), On::Message, faults);
                }
            }
            Step::Open(open) => {
                if let Some(origin) = &open.origin {
                    let place = spot.at("origin").value();
                    members::check(body, Set::Origins, origin, (place, faults));
                }
            }
            Step::Call(call) => {
                if let Some(origin) = &call.origin {
                    let place = spot.at("origin").value();
                    members::check(body, Set::Origins, origin, (place, faults));
                }
                if let Some(disguise) = &call.disguise {
                    let place = spot.at("disguise").value();
                    members::check(body, Set::Disguises, disguise, (place, faults));
                }
                if call.preflight {
                    asked_first(call, spot, faults);
                }
            }
            _ => {}
        }
    }
}

fn asked_first(call: &Call, spot: Spot<'_>, faults: &mut Faults) {
    if call.origin.is_none() {
        faults
            .add(
                spot.at("preflight").key(),
                "a browser asks first for a page of another origin",
            )
            .cure("say which: origin: foreign, or another row of the set `origins`");
    }
    if !call.capture.is_empty() {
        faults
            .add(spot.at("capture").key(), "a preflight yields nothing")
            .cure("capture it from the request itself, in a step of its own");
    }
}

fn part(step: &Step, spot: Spot<'_>, faults: &mut Faults) {
    let part = step.part();
    if part.probe.is_some() && part.control.is_some() {
        faults
            .add(spot.at("control").key(), "a probe is no control")
            .also(spot.at("probe").key(), "the probe")
            .cure("write two steps: one that must work, and one that is judged");
    }
    if part.must.is_some() && part.control.is_none() {
        faults
            .add(spot.at("must").key(), "`must: refuse` belongs to a control")
            .cure(
                "add `control: here` or `control: both`; what a probe must do stands in `expect`",
            );
    }
    if matches!(step, Step::HangUp(_) | Step::Stall(_)) {
        let what = match step {
            Step::HangUp(_) => "a hang-up shows nothing that could be judged",
            _ => "that we stop reading shows nothing that could be judged",
        };
        for (field, there) in [
            ("probe", part.probe.is_some()),
            ("control", part.control.is_some()),
        ] {
            if there {
                faults
                    .add(spot.at(field).key(), what)
                    .cure("judge the step after it");
            }
        }
    }
}

fn sent(send: &Send, spot: Spot<'_>, faults: &mut Faults) {
    match (&send.op, &send.message) {
        (Some(_), Some(_)) => {
            faults
                .add(spot.at("message").key(), "a second message in one step")
                .also(spot.at("op").key(), "the first")
                .cure("send an operation or a message; write two steps for both");
        }
        (None, None) => {
            faults
                .add(spot.key(), "nothing is sent")
                .cure("name a message operation (`op`), or write the `message`");
        }
        (None, Some(message)) => {
            matchers::message(message, spot.at("message"), faults);
            if !send.with.is_empty() {
                faults
                    .add(spot.at("with").key(), "`with` needs `op`")
                    .cure("write the values into the message");
            }
            if send.disguise.is_some() {
                faults
                    .add(spot.at("disguise").key(), "`disguise` needs `op`")
                    .cure("write the message as it has to be");
            }
        }
        (Some(_), None) => {}
    }
}
