//! What a step does, in words.

use indexmap::IndexMap;
use model::credential::{CredentialUse, CredentialValue, PlaceUse};
use model::operation::Message;
use model::step::{AwaitFor, Call, Control, How, Http, Open, Part, Step};
use serde_json::Value;

use super::expectation::matcher;
use super::value;

/// What a step does, who does it and which part it plays.
pub(super) fn step(step: &Step) -> String {
    let what = match step {
        Step::Call(call) => self::call(call),
        Step::Http(http) => self::http(http),
        Step::Open(open) => self::open(open),
        Step::Send(send) => match (&send.op, &send.message) {
            (Some(op), _) => format!(
                "Send `{op}` on socket `{}`{}",
                send.socket,
                with(&send.with)
            ),
            (None, Some(it)) => format!("Send {} on socket `{}`", message(it), send.socket),
            (None, None) => format!("Send nothing on socket `{}`", send.socket),
        },
        Step::Await(it) => {
            let within = it
                .within
                .map_or(String::new(), |span| format!(", at most {span}"));
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
    };
    format!("{what}{}. {}", acting(step.part()), part(step.part()))
}

fn call(call: &Call) -> String {
    let captures = call
        .capture
        .iter()
        .map(|(own, output)| format!("`{own}` from its `{output}`"));
    let (with, credential) = (with(&call.with), credentials(&call.credential));
    format!(
        "Call `{}`{with}{credential}{}",
        call.op,
        kept(captures.collect())
    )
}

fn http(http: &Http) -> String {
    let at = http
        .at
        .as_ref()
        .map_or(String::new(), |at| format!(" at `{at}`"));
    let mut extras: Vec<String> = Vec::new();
    extras.extend(
        http.query
            .iter()
            .map(|(name, it)| format!("query `{name}={}`", it.0)),
    );
    extras.extend(
        http.headers
            .iter()
            .map(|(name, it)| format!("header `{name}: {}`", it.0)),
    );
    extras.extend(
        http.json
            .as_ref()
            .map(|json| format!("the JSON body `{json}`")),
    );
    extras.extend(
        http.text
            .as_ref()
            .map(|text| format!("the body `{}`", text.0)),
    );
    let with = if extras.is_empty() { "" } else { " with " };
    let captures = kept(http.capture.keys().map(|own| format!("`{own}`")).collect());
    let extras = extras.join(", ");
    format!(
        "Send `{} {}`{at}{with}{extras}{captures}",
        http.method, http.path.0
    )
}

fn open(open: &Open) -> String {
    let mut words = format!(
        "Open `{}`{}{}",
        open.op,
        with(&open.with),
        credentials(&open.credential)
    );
    if let Some(origin) = &open.origin {
        words.push_str(&format!(", from origin `{origin}`"));
    }
    if let Some(host) = &open.host {
        words.push_str(&format!(", with Host `{}`", host.0));
    }
    if let Some(subprotocols) = &open.subprotocols {
        words.push_str(&format!(
            ", asking for subprotocols `{}`",
            subprotocols.join(", ")
        ));
    }
    for (name, it) in &open.headers {
        words.push_str(&format!(", with header `{name}: {}`", it.0));
    }
    words
        + &open
            .socket
            .as_ref()
            .map_or(String::new(), |it| format!(", kept open as `{it}`"))
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

fn credentials(uses: &[CredentialUse]) -> String {
    uses.iter()
        .map(|it| format!("; {}", credential(it)))
        .collect()
}

fn credential(it: &CredentialUse) -> String {
    let place = match &it.place {
        None => String::new(),
        Some(PlaceUse::Number(number)) => format!(" at place {number}"),
        Some(PlaceUse::Kind(kind)) => format!(" at its {kind} place"),
    };
    let value = match &it.value {
        CredentialValue::Valid => "the valid one".to_owned(),
        CredentialValue::None => "left out".to_owned(),
        CredentialValue::Empty => "the empty string".to_owned(),
        CredentialValue::Of(role) => format!("that of `{role}`"),
        CredentialValue::Value(text) => format!("`{text}`"),
        CredentialValue::Kind(other) => format!("the `{other}` of the same identity"),
        CredentialValue::Forge(forgery) => format!("forged as `{forgery}`"),
        CredentialValue::Mint(mint) => {
            let set = mint
                .set
                .iter()
                .map(|(claim, it)| format!("{claim} {}", value(it)));
            let drop = mint.drop.iter().map(|claim| format!("no {claim}"));
            let claims: Vec<String> = set.chain(drop).collect();
            format!("minted with {}", claims.join(", "))
        }
    };
    format!("credential `{}`{place} is {value}", it.name)
}

fn message(message: &Message) -> String {
    match message {
        Message::Json(json) => format!("the JSON message `{json}`"),
        Message::Text(text) => format!("the text message `{}`", text.0),
        Message::Binary(digits) => format!("the binary message `{digits}`"),
    }
}

/// Who acts and from where, when it is not simply the user.
fn acting(part: &Part) -> String {
    let who = part
        .who
        .as_ref()
        .map_or(String::new(), |who| format!(", as `{who}`"));
    let from = part
        .from
        .as_ref()
        .map_or(String::new(), |from| format!(", from address `{from}`"));
    who + &from
}

fn part(part: &Part) -> String {
    let must = if part.must.is_some() {
        "be refused"
    } else {
        "be accepted"
    };
    match (&part.probe, part.control) {
        (Some(probe), _) => format!("Probe `{probe}`."),
        (None, Some(Control::Here)) => format!("Control: it must {must}."),
        (None, Some(Control::Both)) => {
            format!("Control: it must {must}, here and again at the end.")
        }
        (None, None) => "Set-up.".to_owned(),
    }
}
