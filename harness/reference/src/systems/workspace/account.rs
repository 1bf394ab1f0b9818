//! The workspace of a user, and tickets for its socket.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::App;
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
    State(app): State<App>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let passed = app.changes.pass(&caller.user, app.gate.clock.now());
    passed.map_err(IntoResponse::into_response)?;
    let [name] = texts(&app.gate, request, ["name"]).await?;
    Ok(Json(json!({"name": name, "owner": caller.user})))
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
