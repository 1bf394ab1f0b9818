//! What a step does, in words.

use indexmap::IndexMap;
use model::operation::Message;
use model::step::{AnswerUse, AwaitFor, Control, How, Patience, Step};
use serde_json::Value;

use super::exchange;
use super::expectation::matcher;
use super::many;
use super::value;

/// Which part a step plays, who does it and what it does.
pub(super) fn step(step: &Step) -> String {
    let did = did(step);
    let part = step.part();
    let must = match (part.must, step) {
        (Some(_), _) => "it must be refused",
        (None, Step::Await(_)) => "it must come",
        (None, _) => "it must be accepted",
    };
    match (&part.probe, part.control) {
        (Some(probe), _) => format!("Probe `{probe}`: {did}."),
        (None, Some(Control::Here)) => format!("Control: {did}; {must}."),
        (None, Some(Control::Both)) => {
            format!("Control: {did}; {must}, here and again at the end.")
        }
        (None, None) => format!("{}.", capital(did)),
    }
}

/// What a step inside another does, and who does it.
pub(super) fn bare(step: &Step) -> String {
    let part = step.part();
    let named = part.probe.iter().map(|probe| format!(" (probe `{probe}`)"));
    did(step) + &named.collect::<String>()
}

/// Who does what, how often and what becomes of the answer, within a sentence.
fn did(step: &Step) -> String {
    let part = step.part();
    let mut what = what(step);
    if let Some(first) = what.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let patience = match part.patience {
        Some(Patience::Effect) => ", again until it is accepted, as long as `contract.effect`",
        Some(Patience::Refusal) => ", again until it is refused, as long as `contract.effect`",
        None => "",
    };
    let answer = match part.answer {
        Some(AnswerUse::Discard) => ", and lose the answer",
        None => "",
    };
    let mark = marked(part.mark.as_ref());
    acting(part.who.as_ref(), part.from.as_ref()) + &what + patience + answer + &mark
}

fn what(step: &Step) -> String {
    match step {
        Step::Call(call) => exchange::call(call),
        Step::Http(http) => exchange::http(http),
        Step::Open(open) => exchange::open(open),
        Step::Send(send) => match (&send.op, &send.message) {
            (Some(op), _) => format!(
                "Send `{op}` on socket `{}`{}{}",
                send.socket,
                with(&send.with),
                exchange::disguised(send.disguise.as_deref())
            ),
            (None, Some(it)) => format!("Send {} on socket `{}`", message(it), send.socket),
            (None, None) => format!("Send nothing on socket `{}`", send.socket),
        },
        Step::Await(it) => {
            let within = it
                .within
                .map_or(String::new(), |span| format!(", at most {span}"));
            let since = it.since.as_ref();
            let since = since.map_or(String::new(), |mark| format!(", since `{mark}`"));
            let within = since + &within;
            match &it.what {
                AwaitFor::End => format!("Wait for the end of socket `{}`{within}", it.socket),
                AwaitFor::Message(of) => {
                    let of = matcher(of);
                    format!(
                        "Wait on socket `{}` for a message where {of}{within}",
                        it.socket
                    )
                }
            }
        }
        Step::Quiet(it) => {
            let span = it
                .within
                .map_or(String::new(), |span| format!(" for {span}"));
            let of = it
                .of
                .as_ref()
                .map_or(String::new(), |of| format!(" where {}", matcher(of)));
            format!(
                "See that no message{of} comes on socket `{}`{span}",
                it.socket
            )
        }
        Step::HangUp(it) => match it.how {
            How::Close => format!("Close socket `{}` with code 1000", it.socket),
            How::Fin => format!(
                "End socket `{}` by TCP FIN, without a close frame",
                it.socket
            ),
            How::Reset => format!("Reset the connection of socket `{}`", it.socket),
        },
        Step::Stall(it) => format!("Stop reading from socket `{}`", it.socket),
        Step::Broadcast(it) => many::broadcast(it),
        Step::Burst(it) => many::burst(it),
        Step::Draw(it) => many::draw(it),
        Step::Race(it) => many::race(it),
        Step::Sample(it) => many::sample(it),
        Step::Advance(it) => many::advance(it),
        Step::Listen(it) => many::listen(it),
        Step::Audit(it) => many::audit(it),
        Step::Fuzz(it) => many::fuzz(it),
    }
}

pub(super) fn kept(captures: Vec<String>) -> String {
    match captures.is_empty() {
        true => String::new(),
        false => format!(", keeping {}", captures.join(", ")),
    }
}

pub(super) fn with(with: &IndexMap<String, Value>) -> String {
    let pairs = with
        .iter()
        .map(|(name, it)| format!("{name} {}", value(it)));
    let pairs: Vec<String> = pairs.collect();
    match pairs.is_empty() {
        true => String::new(),
        false => format!(" with {}", pairs.join(", ")),
    }
}

fn message(message: &Message) -> String {
    match message {
        Message::Json(json) => format!("the JSON message `{json}`"),
        Message::Text(text) => format!("the text message `{}`", text.0),
        Message::Binary(digits) => format!("the binary message `{digits}`"),
        Message::Frame(frame) => format!("a {}", frame.bits()),
        Message::Raw(digits) => format!("the octets `{digits}`"),
    }
}

/// Who acts and from where, when it is not simply the user.
pub(super) fn acting(who: Option<&String>, from: Option<&String>) -> String {
    let who = who.map_or(String::new(), |who| format!("as `{who}`, "));
    let from = from.map_or(String::new(), |from| format!("from address `{from}`, "));
    who + &from
}

pub(super) fn marked(mark: Option<&String>) -> String {
    mark.map_or(String::new(), |mark| format!(", marked `{mark}`"))
}

/// With a capital letter, as a sentence begins.
pub(super) fn capital(mut words: String) -> String {
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
