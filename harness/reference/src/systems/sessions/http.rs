//! The HTTP half: login, the caller's own session, and events sent to it.

use std::sync::Arc;

use ::http::{StatusCode, Uri};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::hub::Hub;
use crate::{
    answer,
    body::JsonBody,
    caller::Caller,
    gate::Gate,
    percent,
    systems::login::{Credentials, login},
};

pub(super) async fn log_in(
    State(gate): State<Arc<Gate>>,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Response {
    let lifetime = gate.system.shape().access.as_secs();
    login(&gate, &credentials, json!({"expires_in": lifetime}))
}

pub(super) async fn mine(caller: Caller, State(hub): State<Arc<Hub>>) -> Response {
    match hub.session_of(&caller.user) {
        Ok(id) => Json(json!({"session_id": id})).into_response(),
        Err(_) => answer::internal(),
    }
}

/// An event for everybody who watches a session.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    message: String,
}

/// A foreign session is answered like an unknown one.
pub(super) async fn publish(
    caller: Caller,
    State(hub): State<Arc<Hub>>,
    uri: Uri,
    JsonBody(event): JsonBody<Event>,
) -> Response {
    let id = percent::segment(&uri, 1).and_then(|id| String::from_utf8(id).ok());
    let delivered = match id {
        Some(id) => hub.publish(&caller.user, &id, &event.message),
        None => Ok(None),
    };
    match delivered {
        Ok(Some(delivered)) => {
            (StatusCode::ACCEPTED, Json(json!({"delivered": delivered}))).into_response()
        }
        Ok(None) => answer::error(StatusCode::NOT_FOUND, "Session not found"),
        Err(_) => answer::internal(),
    }
}

pub(super) async fn audit(State(gate): State<Arc<Gate>>) -> Json<Vec<Value>> {
    let records = gate.audit.records().into_iter().map(|record| {
        let address = record.visitor.address;
        json!({"type": record.kind, "user": record.user, "address": address, "reason": record.reason})
    });
    Json(records.collect())
}
