//! What users see and do of themselves: who they are, and their sessions.

use std::sync::Arc;

use ::http::{StatusCode, Uri};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::auth;
use crate::{
    account::User,
    answer,
    audit::Kind,
    caller::Caller,
    fields::{self, Problem},
    gate::Gate,
    percent,
    visitor::Visitor,
};

pub(in crate::systems) async fn me(caller: Caller) -> Json<Value> {
    Json(json!({"id": caller.user, "email": caller.name, "role": caller.role}))
}

/// The caller's sessions, oldest first: ids, and never a token.
pub(in crate::systems) async fn sessions(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
) -> Json<Value> {
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
pub(in crate::systems) async fn revoke(
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
    gate.audit.record(Kind::SessionRevoked, who, None);
    StatusCode::NO_CONTENT.into_response()
}

/// Gives a user another address, if it is one and nobody has it; else the answer that says so.
pub(in crate::systems) fn move_to(
    gate: &Gate,
    by: &Visitor,
    user: &User,
    email: &str,
) -> Option<Response> {
    if !auth::is_address(email) {
        return Some(fields::refuse(gate, &[(Some("email"), Problem::Value)]));
    }
    if gate.users.rename(user, email).is_err() {
        return Some(answer::error(StatusCode::CONFLICT, "Address taken"));
    }
    let who = (Some(user), by);
    gate.audit.record(Kind::EmailChangeCompleted, who, None);
    None
}
