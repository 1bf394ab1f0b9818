//! Evidence as a driver would keep it.

use model::observation::{Evidence, SeenAnswer, SeenMessage, SentRequest, Text};

use crate::tape::words;

pub const BASE: &str = "127.0.0.1:8000";

pub fn text(text: &str) -> Text {
    Text {
        text: words(text),
        octets: None,
        digest: None,
    }
}

fn headers(headers: &[(&str, &str)]) -> Vec<(String, model::clean::Clean)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), words(*value));
    headers.iter().map(owned).collect()
}

pub fn get(path: &str, extra: &[(&str, &str)]) -> SentRequest {
    SentRequest {
        method: "GET".into(),
        url: words(format!("http://{BASE}{path}")),
        headers: headers(&[&[("host", BASE)], extra].concat()),
        body: None,
    }
}

pub fn upgrade(path: &str, extra: &[(&str, &str)]) -> SentRequest {
    let own = [
        ("host", BASE),
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "q4xkcO32u266gldTuKaSOw=="),
    ];
    SentRequest {
        method: "GET".into(),
        url: words(format!("ws://{BASE}{path}")),
        headers: headers(&[&own, extra].concat()),
        body: None,
    }
}

pub fn answer(status: u16, extra: &[(&str, &str)], body: Option<&str>) -> SeenAnswer {
    SeenAnswer {
        version: "HTTP/1.1".into(),
        status,
        headers: headers(extra),
        body: body.map(text),
    }
}

pub fn http(request: SentRequest, answer: SeenAnswer) -> Evidence {
    Evidence {
        request: Some(request),
        answer: Some(answer),
        elapsed_us: 2_345,
        ..Evidence::default()
    }
}

pub fn frame(at_us: u64, sent: bool, kind: &str, payload: &str) -> SeenMessage {
    SeenMessage {
        at_us,
        sent,
        kind: kind.into(),
        text: text(payload),
    }
}

pub fn socket(request: SentRequest, frames: Vec<SeenMessage>) -> Evidence {
    let switched = [("upgrade", "websocket"), ("connection", "Upgrade")];
    Evidence {
        frames,
        ..http(request, answer(101, &switched, None))
    }
}

pub fn unreachable() -> Evidence {
    Evidence {
        request: Some(get("/me", &[])),
        fault: Some(words("connection refused")),
        elapsed_us: 210,
        ..Evidence::default()
    }
}
