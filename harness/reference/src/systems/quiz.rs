//! System `quiz`: a quiz backend whose keys rotate (RS256), for pages that log in with a cookie.
//!
//! The access token stands in the cookie `__Host-session` or comes as bearer; with both, the cookie
//! counts, also in the handshake of the socket. Whatever changes something needs the double-submit
//! pair: the cookie `__Host-csrf` and the same value in `X-CSRF-Token`; and it is refused when its
//! `Origin`, or without one its `Referer`, is foreign. Tokens name their key: the
//! current and the previous one verify, retired and unknown ones do not. What is wrong with a body
//! is told with 400.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
    routing::{delete, get, patch, post},
};
use serde_json::{Value, json};

use super::{
    accounts::{admin, auth, hooks, own},
    live::{self, Admitted, Refused, seat},
};
use crate::{
    answer,
    bearer::Denied,
    caller::Caller,
    claims::Claims,
    csrf,
    fields::texts,
    gate::Gate,
    handshake::Handshake,
    origin,
    percent::{self, Parameter},
    policy::{Missing, Writes},
    sign::Kind,
    token::TokenError,
    visitor::Visitor,
};

pub(super) fn router(gate: Arc<Gate>) -> Router {
    let quizzes = match gate.policy.csrf.writes {
        Writes::Post => post(write),
        Writes::Get | Writes::Overridden => post(write).get(write_by_get),
    };
    Router::new()
        .route("/health", get(super::health))
        .route("/api/register", post(auth::register))
        .route("/api/login", post(auth::log_in))
        .route("/api/logout", post(auth::log_out))
        .route("/api/logout-all", post(auth::log_out_everywhere))
        .route("/api/me", get(own::me))
        .route("/api/profile", patch(profile))
        .route("/api/sessions", get(own::sessions))
        .route("/api/sessions/{id}", delete(own::revoke))
        .route("/api/quizzes", quizzes)
        .route("/api/ws", get(connect))
        .route("/api/admin/users", get(admin::users))
        .route("/api/admin/users/{email}", delete(admin::remove))
        .route("/api/admin/users/{email}/disable", post(admin::disable))
        .route("/api/admin/users/{email}/enable", post(admin::enable))
        .route("/api/admin/users/{email}/role", post(admin::set_role))
        .route("/__test/clock", post(hooks::clock))
        .route("/__test/audit", get(hooks::audit))
        .with_state(gate)
}

/// Writes a quiz.
async fn write(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let [title] = texts(&gate, request, ["title"]).await?;
    Ok(Json(json!({"title": title, "owner": caller.user})))
}

/// Writes a quiz for a request that is said to change nothing.
async fn write_by_get(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let request = request.into_parts().0;
    let means_post = csrf::meant(&request).as_deref() == Some("POST");
    let title = match percent::parameter(&request.uri, "title") {
        Parameter::Once(title) => String::from_utf8_lossy(&title).into_owned(),
        Parameter::Absent | Parameter::Unusable => String::new(),
    };
    match means_post || gate.policy.csrf.writes == Writes::Get {
        true => Ok(Json(json!({"title": title, "owner": caller.user}))),
        false => Err(answer::method_not_allowed().await),
    }
}

/// Changes how the caller is called.
async fn profile(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let [nickname] = texts(&gate, request, ["nickname"]).await?;
    Ok(Json(json!({"nickname": nickname, "id": caller.user})))
}

async fn connect(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    mut request: Request,
) -> Response {
    let handshake = match Handshake::read(&mut request) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    let request = request.into_parts().0;
    let admission = match origin::is_allowed(&request.headers, gate.policy.origin) {
        true => admit(&gate, gate.presented(&request)),
        false => Err(Refused::Origin),
    };
    live::open(gate, &visitor, handshake, admission)
}

/// Who comes with this token, and a seat for them.
fn admit(gate: &Gate, token: Parameter) -> Result<Admitted, Refused> {
    let policy = &gate.policy.socket;
    let bad = |error| Refused::Token(Denied::BadToken(error));
    let token = match (token, policy.missing) {
        (Parameter::Once(token), _) => token,
        (Parameter::Unusable, _) => return Err(bad(TokenError::Invalid)),
        (Parameter::Absent, Missing::Refused) => {
            return Err(Refused::Token(Denied::NoCredentials));
        }
        (Parameter::Absent, Missing::Served) => {
            return seat(gate, gate.first_user(Claims::default()).map_err(bad)?);
        }
    };
    let verify = || gate.caller(&token, policy, &[Kind::Access]).map_err(bad);
    let admitted = seat(gate, verify()?)?;
    // A session may have ended after the look and before there was a seat to tell it to.
    verify().map(|_| admitted)
}
