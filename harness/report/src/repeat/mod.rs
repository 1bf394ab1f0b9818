//! A command that repeats a request: curl or websocat, with secrets as environment references.

mod shell;

use model::observation::{Observation, SentRequest};
use model::wire::RAW;

use crate::case::CaseView;
use shell::word;

/// Headers that curl and websocat write themselves.
const OWN: [&str; 8] = [
    "content-length",
    "connection",
    "upgrade",
    "transfer-encoding",
    "sec-websocket-key",
    "sec-websocket-version",
    "sec-websocket-extensions",
    "accept-encoding",
];

/// A longer command is of no use to anybody.
const MOST: usize = 8_000;

/// The command that repeats `act`; `None` when what was sent was not kept whole.
pub(crate) fn command(case: &CaseView, act: u32) -> Option<String> {
    of(case, case.observation(act)?)
}

/// The command that repeats what was seen, be it set-up; `None` when what was sent was not kept whole.
pub(crate) fn of(case: &CaseView, seen: &Observation) -> Option<String> {
    let command = match &seen.evidence.request {
        Some(request) if request.method == RAW => octets(request),
        Some(request) if !is_socket(request) => curl(request, own_host(request)),
        // websocat writes its own Host header; the handshake alone can be repeated by curl.
        Some(request) => match own_host(request) {
            Some(host) => Some(handshake(request, host)),
            None => websocat(request, &[seen]),
        },
        None => {
            let opening = case.opening(seen.act)?;
            websocat(opening.evidence.request.as_ref()?, &[opening, seen])
        }
    };
    command.filter(|command| command.len() <= MOST)
}

fn is_socket(request: &SentRequest) -> bool {
    let url = request.url.as_str();
    let upgrade = |(name, value): &(String, model::clean::Clean)| {
        name.eq_ignore_ascii_case("upgrade") && value.as_str().eq_ignore_ascii_case("websocket")
    };
    url.starts_with("ws://") || url.starts_with("wss://") || request.headers.iter().any(upgrade)
}

/// The `Host` header, when it names another host than the URL does.
fn own_host(request: &SentRequest) -> Option<&str> {
    let (_, rest) = request.url.as_str().split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = request.headers.iter();
    let mut host = host.filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    let (_, host) = host.find(|(_, value)| value.as_str() != authority)?;
    Some(host.as_str())
}

fn headers(request: &SentRequest) -> impl Iterator<Item = (&str, &str)> {
    let headers = request.headers.iter();
    headers.filter_map(|(name, value)| {
        let lower = name.to_ascii_lowercase();
        let ours = !OWN.contains(&lower.as_str()) && lower != "host";
        ours.then_some((name.as_str(), value.as_str()))
    })
}

fn curl(request: &SentRequest, host: Option<&str>) -> Option<String> {
    let mut command = vec!["curl -i".to_owned()];
    match (request.method.as_str(), &request.body) {
        ("GET", None) | ("POST", Some(_)) => {}
        ("HEAD", None) => command.push("--head".to_owned()),
        (method, _) => command.push(format!("-X {}", word(method))),
    }
    command.extend(host.map(|host| header_option("Host", host)));
    command.extend(headers(request).map(|(name, value)| header_option(name, value)));
    if let Some(body) = &request.body {
        if !headers(request).any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            // curl would claim a form otherwise.
            command.push("-H 'Content-Type:'".to_owned());
        }
        command.push(format!("--data-raw {}", word(body.text.as_str())));
    }
    command.push(address(request.url.as_str(), "http"));
    let whole = request
        .body
        .as_ref()
        .is_none_or(|body| body.octets.is_none());
    whole.then(|| command.join(" "))
}

/// Octets that stand for a whole request. What is no text cannot be repeated from what was kept.
fn octets(request: &SentRequest) -> Option<String> {
    let body = request.body.as_ref()?;
    let text = body.text.as_str();
    let (scheme, rest) = request.url.as_str().split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ if scheme == "https" => (authority, "443"),
        _ => (authority, "80"),
    };
    let send = match scheme {
        "https" => format!(
            "openssl s_client -quiet -connect {}",
            word(&format!("{host}:{port}"))
        ),
        _ => {
            let host = host.trim_matches(['[', ']']);
            format!("nc -q 5 {} {}", word(host), word(port))
        }
    };
    let exact = body.octets.is_none() && !text.contains('\u{fffd}');
    exact.then(|| format!("printf %s {} | {send}", word(text)))
}

fn handshake(request: &SentRequest, host: &str) -> String {
    let mut command = vec!["curl -i --http1.1 --max-time 5".to_owned()];
    for (name, value) in [
        ("Host", host),
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ] {
        command.push(header_option(name, value));
    }
    command.extend(headers(request).map(|(name, value)| header_option(name, value)));
    command.push(address(request.url.as_str(), "http"));
    command.join(" ")
}

fn websocat(request: &SentRequest, seen: &[&Observation]) -> Option<String> {
    let frames = seen.iter().flat_map(|seen| &seen.evidence.frames);
    let texts: Vec<_> = frames
        .filter(|frame| frame.sent && frame.kind == "text")
        .map(|frame| &frame.text)
        .collect();
    let mut command = Vec::new();
    // Lines are messages, unless a message has lines of its own. `-n` waits for the answers.
    let lines = texts.iter().any(|text| text.text.as_str().contains('\n'));
    let (end, options) = if lines {
        ("\\0", " -0 -n")
    } else {
        ("\\n", " -n")
    };
    if !texts.is_empty() {
        let words: Vec<String> = texts.iter().map(|text| word(text.text.as_str())).collect();
        command.push(format!("printf '%s{end}' {} |", words.join(" ")));
    }
    let options = if texts.is_empty() { "" } else { options };
    command.push(format!("websocat{options}"));
    for (name, value) in headers(request) {
        match name.eq_ignore_ascii_case("sec-websocket-protocol") {
            true => command.push(format!("--protocol {}", word(value))),
            false => command.push(format!("-H={}", word(&format!("{name}: {value}")))),
        }
    }
    command.push(address(request.url.as_str(), "ws"));
    let whole = texts.iter().all(|text| text.octets.is_none());
    whole.then(|| command.join(" "))
}

fn header_option(name: &str, value: &str) -> String {
    match value.is_empty() {
        true => format!("-H {}", word(&format!("{name};"))),
        false => format!("-H {}", word(&format!("{name}: {value}"))),
    }
}

/// The URL with the scheme that the tool wants, and the options that keep curl from changing it.
fn address(url: &str, scheme: &str) -> String {
    let (was, rest) = url.split_once("://").unwrap_or(("", url));
    let secure = if matches!(was, "https" | "wss") {
        "s"
    } else {
        ""
    };
    let url = word(&format!("{scheme}{secure}://{rest}"));
    let mut options = String::new();
    if scheme == "http" && rest.contains(['[', ']', '{', '}']) {
        options.push_str("--globoff ");
    }
    if scheme == "http" && (rest.contains("/./") || rest.contains("/..")) {
        options.push_str("--path-as-is ");
    }
    options + &url
}
