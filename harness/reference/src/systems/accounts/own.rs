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
    csrf,
    fields::{self, Problem},
    gate::Gate,
    logins::Session,
    percent,
    policy::{Listing, Revoking},
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
    let listing = gate.policy.listing;
    let listed = match listing {
        Listing::Everybodys => gate.logins.all(),
        Listing::OwnIds | Listing::Tokens | Listing::CsrfTokens => gate.logins.of(&caller.user),
    };
    let sessions = listed.into_iter().map(|session| {
        let current = caller.claims.session.as_ref() == Some(&session.id);
        let mut told = json!({
            "id": session.id,
            "created_at": session.began.as_secs(),
            "ip": session.visitor.address,
            "ua": session.visitor.agent,
            "current": current,
        });
        match listing {
            Listing::Tokens => {
                let token = gate.access_token(&session.named, Some((&session.id, caller.role)));
                told["token"] = token.unwrap_or_default().into();
            }
            Listing::CsrfTokens => {
                let token = csrf::token(&gate, (&session.id, &session.user));
                told["csrf"] = token.unwrap_or_default().into();
            }
            Listing::OwnIds | Listing::Everybodys => {}
        }
        told
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
    let id = id.unwrap_or_default();
    let is_among = |sessions: Vec<Session>| sessions.iter().any(|session| session.id == id);
    let own = is_among(gate.logins.of(&caller.user));
    let ended = match gate.policy.revoking {
        Revoking::Anybodys => gate.end_session(&id),
        Revoking::Nothing => own,
        Revoking::TellsForeign if !own && is_among(gate.logins.all()) => {
            return answer::error(StatusCode::FORBIDDEN, "Not your session");
        }
        Revoking::Own | Revoking::TellsForeign => own && gate.end_session(&id),
    };
    if !ended {
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
