//! What users do for themselves: who they are, their sessions, their workspace, tickets.

use std::{sync::Arc, time::Duration};

use ::http::{StatusCode, Uri};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::App;
use crate::{
    answer, audit,
    caller::Caller,
    fields::texts,
    gate::Gate,
    percent,
    sign::{Grant, Kind},
    systems::login::confidential,
    visitor::Visitor,
};

/// How long a ticket can be used.
const TICKET: Duration = Duration::from_secs(60);

pub(super) async fn me(caller: Caller) -> Json<Value> {
    Json(json!({"id": caller.user, "email": caller.name, "role": caller.role}))
}

/// The caller's sessions, oldest first: ids, and never a token.
pub(super) async fn sessions(caller: Caller, State(gate): State<Arc<Gate>>) -> Json<Value> {
    let sessions = gate.logins.of(&caller.user).into_iter().map(|session| {
        let current = caller.claims.session.as_ref() == Some(&session.id);
        json!({
            "id": session.id,
            "created_at": session.began.as_secs(),
            "ip": session.visitor.address,
            "ua": session.visitor.agent,
            "current": current,
        })
    });
    Json(json!({"sessions": sessions.collect::<Vec<_>>()}))
}

/// Ends one of the caller's sessions; a foreign one is answered like an unknown one.
pub(super) async fn revoke(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    uri: Uri,
) -> Response {
    let id = percent::segment(&uri, 2).and_then(|id| String::from_utf8(id).ok());
    let sessions = gate.logins.of(&caller.user);
    let own = id.filter(|id| sessions.iter().any(|session| session.id == *id));
    if !own.is_some_and(|id| gate.end_session(&id)) {
        return answer::error(StatusCode::NOT_FOUND, "Session not found");
    }
    let who = (Some(&caller.user), &visitor);
    gate.audit.record(audit::Kind::SessionRevoked, who, None);
    StatusCode::NO_CONTENT.into_response()
}

/// Names the caller's workspace.
pub(super) async fn change(
    caller: Caller,
    State(app): State<App>,
    request: Request,
) -> Result<Json<Value>, Response> {
    app.changes.pass(&caller.user, app.gate.clock.now())?;
    let [name] = texts(request, ["name"]).await?;
    Ok(Json(json!({"name": name, "owner": caller.user})))
}

/// A ticket for one socket.
pub(super) async fn ticket(caller: Caller, State(gate): State<Arc<Gate>>) -> Response {
    let session = caller.claims.session.as_deref();
    let grant = Grant {
        kind: Kind::Ticket,
        lifetime: TICKET,
        session: session.map(|id| (id, caller.role)),
    };
    let named = caller.claims.user.as_ref().unwrap_or(&caller.user);
    let Ok(token) = gate.tokens.issue(named, grant) else {
        return answer::internal();
    };
    let body = json!({"token": token, "expires_in": TICKET.as_secs()});
    confidential(&gate, Json(body))
}
