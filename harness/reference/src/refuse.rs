//! How a handshake is refused: with a status, or after the upgrade with a close.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::{
    answer,
    bearer::{Denied, Unauthenticated},
    gate::Gate,
    handshake::Handshake,
    policy::{Challenge, SocketRefusal},
    socket::{self, Ending},
    token::TokenError,
};

/// Refuses a bad token before the upgrade.
pub(crate) fn token(gate: &Gate, handshake: Handshake, denied: Denied) -> Response {
    if let Denied::BadToken(TokenError::Internal) = denied {
        return answer::internal();
    }
    match gate.policy.socket_refusal {
        SocketRefusal::Conforming => Unauthenticated {
            denied,
            system: gate.system,
            challenge: Challenge::Conforming,
        }
        .into_response(),
        SocketRefusal::DataFirst => {
            let ending = gate.close(4401, "Invalid token");
            close(gate, handshake, Some(r#"{"type":"welcome"}"#), ending)
        }
        SocketRefusal::WrongCode => answer::error(StatusCode::BAD_REQUEST, "Invalid token"),
    }
}

/// Accepts, maybe says something, and closes.
pub(crate) fn close(
    gate: &Gate,
    handshake: Handshake,
    first: Option<&'static str>,
    ending: Ending,
) -> Response {
    handshake.accept(&gate.tasks, move |mut socket| async move {
        if let Some(first) = first {
            let _ = socket::send(&mut socket, first).await;
        }
        socket::end(socket, ending).await;
    })
}
