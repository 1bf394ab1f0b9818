//! What a step does, in words.

use indexmap::IndexMap;
use model::credential::{CredentialUse, CredentialValue, NamedPlace, PlaceUse};
use model::minting::{CURRENT, Mint};
use model::operation::Message;
use model::step::{AnswerUse, AwaitFor, Call, Control, How, Http, Open, Part, Patience, Step};
use model::template::Template;
use serde_json::Value;

use super::expectation::matcher;
use super::many;
use super::value;

/// What a step does, who does it and which part it plays.
pub(super) fn step(step: &Step) -> String {
    let part = step.part();
    format!("{}{}. {}", what(step), acting(part), self::part(part))
}

/// What a step inside another does, and who does it.
pub(super) fn bare(step: &Step) -> String {
    let mut what = what(step);
    if let Some(first) = what.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let part = step.part();
    let named = part.probe.iter().map(|probe| format!(" (probe `{probe}`)"));
    what + &acting(part) + &named.collect::<String>()
}

fn what(step: &Step) -> String {
    match step {
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
        Step::Stall(it) => format!("Stop reading from socket `{}`", it.socket),
        Step::Broadcast(it) => many::broadcast(it),
        Step::Burst(it) => many::burst(it),
        Step::Race(it) => many::race(it),
        Step::Sample(it) => many::sample(it),
        Step::Advance(it) => many::advance(it),
        Step::Listen(it) => many::listen(it),
        Step::Audit(it) => many::audit(it),
        Step::Fuzz(it) => many::fuzz(it),
    }
}

fn call(call: &Call) -> String {
    let captures = call
        .capture
        .iter()
        .map(|(own, output)| format!("`{own}` from its `{output}`"));
    let (with, credential) = (with(&call.with), credentials(&call.credential));
    let asks = if call.preflight {
        "Ask whether a page may call"
    } else {
        "Call"
    };
    let disguise = call
        .disguise
        .as_ref()
        .map_or(String::new(), |row| format!(", spelled as `{row}`"));
    format!(
        "{asks} `{}`{with}{credential}{}{disguise}{}",
        call.op,
        page(call.origin.as_deref(), call.host.as_ref(), &call.headers),
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
        http.form
            .iter()
            .map(|(name, it)| format!("form field `{name}={}`", it.0)),
    );
    extras.extend(
        http.text
            .as_ref()
            .map(|text| format!("the body `{}`", text.0)),
    );
    let with = if extras.is_empty() { "" } else { " with " };
    let captures = kept(http.capture.keys().map(|own| format!("`{own}`")).collect());
    let extras = extras.join(", ");
    let head = match (&http.raw, &http.method, &http.path) {
        (Some(_), ..) => "octets that are spelled out".to_owned(),
        (None, Some(method), Some(path)) => format!("`{method} {}`", path.0),
        _ => "nothing".to_owned(),
    };
    format!("Send {head}{at}{with}{extras}{captures}")
}

fn open(open: &Open) -> String {
    let mut words = format!(
        "Open `{}`{}{}",
        open.op,
        with(&open.with),
        credentials(&open.credential)
    );
    words.push_str(&page(
        open.origin.as_deref(),
        open.host.as_ref(),
        &open.headers,
    ));
    if let Some(subprotocols) = &open.subprotocols {
        words.push_str(&format!(
            ", asking for subprotocols `{}`",
            subprotocols.join(", ")
        ));
    }
    if open.silent {
        words.push_str(", and say nothing");
    }
    let count = open
        .count
        .map_or(String::new(), |count| format!(", {count} times"));
    words
        + &count
        + &open
            .socket
            .as_ref()
            .map_or(String::new(), |it| format!(", kept open as `{it}`"))
}

/// From which page, to which host, with which headers.
fn page(
    origin: Option<&str>,
    host: Option<&Template>,
    headers: &IndexMap<String, Template>,
) -> String {
    let origin = origin.map_or(String::new(), |it| format!(", from origin `{it}`"));
    let host = host.map_or(String::new(), |it| format!(", with Host `{}`", it.0));
    let headers = headers
        .iter()
        .map(|(name, it)| format!(", with header `{name}: {}`", it.0));
    origin + &host + &headers.collect::<String>()
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
        Some(PlaceUse::Spelled(place)) => spelled(place),
    };
    let value = match &it.value {
        CredentialValue::Valid => "the valid one".to_owned(),
        CredentialValue::None => "left out".to_owned(),
        CredentialValue::Empty => "the empty string".to_owned(),
        CredentialValue::Of(role) => format!("that of `{role}`"),
        CredentialValue::Value(text) => format!("`{text}`"),
        CredentialValue::Kind(other) => format!("the `{other}` of the same identity"),
        CredentialValue::Forge(forged) => match forged.url() {
            Some(url) => format!("forged as `{}`, leading to `{}`", forged.name(), url.0),
            None => format!("forged as `{}`", forged.name()),
        },
        CredentialValue::Mint(mint) => minted(mint),
    };
    format!("credential `{}`{place} is {value}", it.name)
}

fn spelled(place: &NamedPlace) -> String {
    let parts = place.parts().into_iter();
    let parts = parts.map(|(kind, name)| format!(" in the {kind} `{name}`"));
    let scheme = place.scheme.as_ref();
    let scheme = scheme.map_or(String::new(), |scheme| format!(" after `{scheme}`"));
    parts.collect::<String>() + &scheme
}

fn minted(mint: &Mint) -> String {
    let set = mint
        .set
        .iter()
        .map(|(name, it)| format!("{name} {}", value(it)));
    let drop = mint.drop.iter().map(|name| format!("no {name}"));
    let changes: Vec<String> = set.chain(drop).collect();
    let with = match changes.is_empty() {
        true => String::new(),
        false => format!(" with {}", changes.join(", ")),
    };
    format!(
        "minted by the key `{}`{with}",
        mint.key.as_deref().unwrap_or(CURRENT)
    )
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
    let patience = match part.patience {
        Some(Patience::Effect) => ", again until it is accepted, as long as `contract.effect`",
        Some(Patience::Refusal) => ", again until it is refused, as long as `contract.effect`",
        None => "",
    };
    let answer = match part.answer {
        Some(AnswerUse::Discard) => ", and lose the answer",
        None => "",
    };
    let mark = part.mark.as_ref();
    let mark = mark.map_or(String::new(), |it| format!(", marked `{it}`"));
    who + &from + patience + answer + &mark
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
