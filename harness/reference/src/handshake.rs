//! The opening handshake of a WebSocket, read and answered by own code (RFC 6455 4.2).

use std::future::Future;

use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use hyper::upgrade::OnUpgrade;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::{
    answer,
    listen::Peer,
    policy::{Frames, Length, ProtocolPolicy, Version},
    socket::{self, Socket},
    tasks::Tasks,
};

/// A valid opening handshake that waits for its answer.
#[derive(Debug)]
pub(crate) struct Handshake {
    accept: String,
    upgrade: OnUpgrade,
    /// The subprotocol that is spoken (RFC 6455 1.9).
    protocol: Option<&'static str>,
    /// Which frames end the connection.
    frames: Frames,
    /// How long a message may be.
    length: Length,
    /// Keeps the place of the connection taken while the socket lives.
    peer: Option<Peer>,
}

/// A request that does not open a WebSocket.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NotHandshake {
    /// Not asked for, or asked for in another version: 426 names what is spoken here.
    UpgradeRequired,
    /// Asked for in a broken way: 400.
    Malformed,
}

impl Handshake {
    pub(crate) fn read(
        request: &mut Request,
        policy: ProtocolPolicy,
    ) -> Result<Handshake, NotHandshake> {
        // Over HTTP/2 there is no upgrade (RFC 9113 8.6), and HTTP/1.0 knows none.
        if request.version() != http::Version::HTTP_11 {
            return Err(NotHandshake::Malformed);
        }
        let headers = request.headers();
        let asked = request.method() == Method::GET
            && lists(headers, header::CONNECTION, "upgrade")
            && lists(headers, header::UPGRADE, "websocket");
        if !asked {
            return Err(NotHandshake::UpgradeRequired);
        }
        let version = only(headers, header::SEC_WEBSOCKET_VERSION)?;
        let key = only(headers, header::SEC_WEBSOCKET_KEY)?.as_bytes();
        let nonce = STANDARD.decode(key).map(|nonce| nonce.len());
        if !policy.key.passes(nonce == Ok(16)) {
            return Err(NotHandshake::Malformed);
        }
        match policy.version {
            Version::Refused if version != "13" => return Err(NotHandshake::UpgradeRequired),
            Version::RefusedSilently if version != "13" => return Err(NotHandshake::Malformed),
            _ => {}
        }
        let accept = derive_accept_key(key);
        let peer = request.extensions().get().cloned();
        Ok(Handshake {
            accept,
            upgrade: hyper::upgrade::on(request),
            protocol: None,
            frames: policy.frames,
            length: policy.length,
            peer,
        })
    }

    /// The same, speaking this subprotocol.
    pub(crate) fn speaking(self, protocol: Option<&'static str>) -> Handshake {
        Handshake { protocol, ..self }
    }

    /// Answers 101 and serves the socket once the connection is handed over.
    pub(crate) fn accept<F>(
        self,
        tasks: &Tasks,
        serve: impl FnOnce(Socket) -> F + Send + 'static,
    ) -> Response
    where
        F: Future<Output = ()> + Send,
    {
        let (upgrade, peer) = (self.upgrade, self.peer);
        let reading = (self.frames, self.length);
        tasks.spawn(async move {
            if let Ok(upgraded) = upgrade.await {
                serve(socket::open(upgraded, reading).await).await;
            }
            drop(peer);
        });
        let headers = [
            (header::CONNECTION, "Upgrade".to_owned()),
            (header::UPGRADE, "websocket".to_owned()),
            (header::SEC_WEBSOCKET_ACCEPT, self.accept),
        ];
        let protocol = self
            .protocol
            .map(|name| [(header::SEC_WEBSOCKET_PROTOCOL, name)]);
        let switching = StatusCode::SWITCHING_PROTOCOLS;
        match protocol {
            Some(protocol) => (switching, headers, protocol, Body::empty()).into_response(),
            None => (switching, headers, Body::empty()).into_response(),
        }
    }
}

/// Whether a comma-separated header names a token, in any case.
fn lists(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let values = headers.get_all(name);
    let mut tokens = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    tokens.any(|one| one.trim().eq_ignore_ascii_case(token))
}

/// The value of a header that must be there exactly once.
fn only(headers: &HeaderMap, name: HeaderName) -> Result<&HeaderValue, NotHandshake> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(NotHandshake::Malformed),
    }
}

impl IntoResponse for NotHandshake {
    fn into_response(self) -> Response {
        match self {
            NotHandshake::UpgradeRequired => {
                let spoken = [
                    (header::UPGRADE, "websocket"),
                    (header::CONNECTION, "Upgrade"),
                    (header::SEC_WEBSOCKET_VERSION, "13"),
                ];
                let answer = answer::error(StatusCode::UPGRADE_REQUIRED, "WebSocket required");
                (spoken, answer).into_response()
            }
            NotHandshake::Malformed => {
                answer::error(StatusCode::BAD_REQUEST, "Malformed WebSocket handshake")
            }
        }
    }
}
