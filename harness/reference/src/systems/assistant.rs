//! System `assistant`: login, and an echo socket with the token in its path.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::login::{Credentials, login};
use crate::{
    answer,
    body::JsonBody,
    gate::Gate,
    handshake::Handshake,
    percent,
    policy::SocketRefusal,
    refuse,
    sign::Kind,
    socket::{self, Ending, Incoming, Socket},
    token::TokenError,
};

pub(super) fn router(gate: Arc<Gate>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/api/auth/login", post(log_in))
        .route("/api/auth/me", get(super::me))
        .route("/ws/{token}", get(connect))
        .with_state(gate)
}

async fn health() -> Json<Value> {
    Json(json!({"status": "healthy"}))
}

async fn log_in(
    State(gate): State<Arc<Gate>>,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Response {
    login(&gate, &credentials, Value::Null)
}

/// The token is verified before anything is delivered.
async fn connect(State(gate): State<Arc<Gate>>, mut request: Request) -> Response {
    let handshake = match Handshake::read(&mut request, gate.policy.protocol) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    let token = percent::segment(request.uri(), 1).unwrap_or_default();
    match gate.caller(&token, &gate.policy.socket, &[Kind::Access]) {
        Ok(_) => handshake.accept(&gate.tasks, echo),
        Err(TokenError::Internal) => answer::internal(),
        Err(TokenError::Invalid | TokenError::Expired) => refuse_token(&gate, handshake),
    }
}

fn refuse_token(gate: &Gate, handshake: Handshake) -> Response {
    let (welcome, code) = match gate.policy.socket_refusal {
        SocketRefusal::Conforming => (None, 1008),
        SocketRefusal::DataFirst => (Some(r#"{"type":"welcome"}"#), 1008),
        SocketRefusal::WrongCode => (None, 4999),
    };
    refuse::close(gate, handshake, welcome, gate.close(code, "Invalid token"))
}

async fn echo(mut socket: Socket) {
    let ending = loop {
        let text = match socket::receive(&mut socket).await {
            Incoming::Text(text) => text,
            Incoming::Binary => break Ending::Close(1003, "Text only"),
            Incoming::End(ending) => break ending,
        };
        if let Err(ending) = socket::send(&mut socket, format!("Echo: {text}")).await {
            break ending;
        }
    };
    socket::end(socket, ending).await;
}
