//! The workspace of a user, and tickets for its socket.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Request, State},
    response::Response,
};
use serde_json::{Value, json};

use crate::{
    answer,
    caller::Caller,
    fields::texts,
    gate::Gate,
    sign::{Grant, Kind},
    systems::login::confidential,
};

/// How long a ticket can be used.
const TICKET: Duration = Duration::from_secs(60);

/// Names the caller's workspace.
pub(super) async fn change(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let [name] = texts(&gate, request, ["name"]).await?;
    Ok(Json(json!({"name": name, "owner": caller.user})))
}

/// What a workspace can be made from.
pub(super) async fn templates() -> Json<Value> {
    Json(json!({"templates": ["empty", "python", "rust"]}))
}

/// The caller's workspace as a whole.
pub(super) async fn export(caller: Caller) -> Json<Value> {
    Json(json!({"owner": caller.user, "files": []}))
}

/// A ticket for one socket.
pub(super) async fn ticket(caller: Caller, State(gate): State<Arc<Gate>>) -> Response {
    let session = caller.claims.session.as_deref();
    let grant = Grant {
        kind: Kind::Ticket,
        lifetime: TICKET,
        session: session.map(|id| (id, caller.role)),
        email: None,
    };
    let named = caller.claims.user.as_ref().unwrap_or(&caller.user);
    let Ok(token) = gate.tokens.issue(named, grant) else {
        return answer::internal();
    };
    let body = json!({"token": token, "expires_in": TICKET.as_secs()});
    confidential(&gate, Json(body))
}
