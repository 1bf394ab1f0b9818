//! The opening handshake of a WebSocket, written and read by ourselves, so that the whole refusal and
//! every wrong acceptance is seen (RFC 6455 4.1).

use model::wire::{Answer, Fault, Opening, Phase, Raw};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::error::Stop;
use crate::limits::Limits;
use crate::place::Place;
use crate::stream::Stream;
use crate::{body, h1, intake};

/// Asks for the upgrade. With a right 101: the connection, and what came after its head. Else `raw` holds
/// the refusal or the fault, and the connection is dropped.
pub(crate) async fn shake(
    mut stream: Stream,
    place: &Place,
    opening: &Opening,
    limits: &Limits,
    raw: &mut Raw,
) -> Result<Option<(Stream, Vec<u8>)>, Stop> {
    let offer = Offer::new(opening);
    let octets = h1::write(place, &opening.request, &offer.headers());
    // A failed write is no fact of its own: a refusal may have come before everything was sent.
    let writing = async {
        if stream.write_all(&octets).await.is_ok() {
            let _ = stream.flush().await;
        }
    };
    if timeout(limits.head, writing).await.is_err() {
        let (phase, limit) = (Phase::Head, limits.head);
        return Err(Fault::TimedOut { phase, limit }.into());
    }
    let head = intake::receive(&mut stream, limits).await?;
    if head.answer.status != 101 {
        let method = &opening.request.method;
        body::receive(&mut stream, head, method, limits, raw).await;
        return Ok(None);
    }
    let flaw = offer.flaw(&head.answer);
    raw.answer = Some(head.answer);
    match flaw {
        Some(flaw) => Err(Fault::BadHandshake(flaw).into()),
        None => Ok(Some((stream, head.rest))),
    }
}

/// What the answer is measured by.
pub(crate) struct Offer {
    key: String,
    subprotocols: Vec<String>,
    extensions: bool,
}

impl Offer {
    /// A job may bring its own key, protocols or extensions among the headers.
    pub fn new(opening: &Opening) -> Offer {
        let values = |name: &'static str| {
            let headers = opening.request.headers.iter();
            headers
                .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
                .map(|(_, value)| String::from_utf8_lossy(value).trim().to_owned())
        };
        let mut subprotocols = opening.subprotocols.clone();
        for list in values("sec-websocket-protocol") {
            subprotocols.extend(list.split(',').map(|name| name.trim().to_owned()));
        }
        Offer {
            key: values("sec-websocket-key")
                .next()
                .unwrap_or_else(generate_key),
            subprotocols,
            extensions: values("sec-websocket-extensions").next().is_some(),
        }
    }

    /// The headers of the request for the upgrade.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("Upgrade", "websocket".to_owned()),
            ("Connection", "Upgrade".to_owned()),
            ("Sec-WebSocket-Key", self.key.clone()),
            ("Sec-WebSocket-Version", "13".to_owned()),
        ];
        if !self.subprotocols.is_empty() {
            headers.push(("Sec-WebSocket-Protocol", self.subprotocols.join(", ")));
        }
        headers
    }

    /// What is wrong with a 101 (RFC 6455 4.1, the client's six checks).
    pub fn flaw(&self, answer: &Answer) -> Option<String> {
        if answer.version != "HTTP/1.1" {
            return Some("101 under HTTP/1.0".to_owned());
        }
        if !has_token(answer, "upgrade", "websocket") {
            return Some("101 without `Upgrade: websocket`".to_owned());
        }
        if !has_token(answer, "connection", "upgrade") {
            return Some("101 without `Connection: Upgrade`".to_owned());
        }
        let accepts: Vec<_> = answer.header("sec-websocket-accept").collect();
        let wanted = derive_accept_key(self.key.as_bytes());
        match accepts[..] {
            [accept] if accept.trim_ascii() == wanted.as_bytes() => {}
            [] => return Some("101 without `Sec-WebSocket-Accept`".to_owned()),
            _ => return Some("`Sec-WebSocket-Accept` is not for our key".to_owned()),
        }
        let extended = answer.header("sec-websocket-extensions").next().is_some();
        if extended && !self.extensions {
            return Some("an extension that was not asked for".to_owned());
        }
        let chosen: Vec<_> = answer.header("sec-websocket-protocol").collect();
        let asked = |chosen: &[u8]| {
            let chosen = chosen.trim_ascii();
            self.subprotocols
                .iter()
                .any(|name| name.as_bytes() == chosen)
        };
        match chosen.len() > 1 || !chosen.iter().all(|chosen| asked(chosen)) {
            true => Some("a subprotocol that was not asked for".to_owned()),
            false => None,
        }
    }
}

fn has_token(answer: &Answer, name: &str, token: &str) -> bool {
    answer
        .header(name)
        .flat_map(|value| value.split(|octet| *octet == b','))
        .any(|value| value.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}
