//! One exchange in words: an operation that is called, a request that is spelled out, a socket that is
//! opened.

use indexmap::IndexMap;
use model::step::{Call, Http, Open};
use model::template::Template;

use super::credential::credentials;
use super::step::{kept, with};

pub(super) fn call(call: &Call) -> String {
    let captures = call
        .capture
        .iter()
        .map(|(own, output)| format!("its `{output}` as `{own}`"));
    let (with, credential) = (with(&call.with), credentials(&call.credential));
    let asks = if call.preflight {
        "Ask whether a page may call"
    } else {
        "Call"
    };
    let disguise = disguised(call.disguise.as_deref());
    format!(
        "{asks} `{}`{with}{credential}{}{disguise}{}",
        call.op,
        page(call.origin.as_deref(), call.host.as_ref(), &call.headers),
        kept(captures.collect())
    )
}

pub(super) fn disguised(row: Option<&str>) -> String {
    row.map_or(String::new(), |row| format!(", spelled as `{row}`"))
}

pub(super) fn http(http: &Http) -> String {
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

pub(super) fn open(open: &Open) -> String {
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
