//! System `quiz`: a quiz backend whose keys rotate (RS256), for pages that log in with a cookie.
//!
//! The access token stands in the cookie `__Host-session` or comes as bearer; with both, the cookie
//! counts, also in the handshake of the socket. Whatever changes something needs the double-submit
//! pair: the cookie `__Host-csrf` and the same value in `X-CSRF-Token`; and it is refused when its
//! `Origin`, or without one its `Referer`, is foreign. Tokens name their key: the
//! current and the previous one verify, retired and unknown ones do not. `POST /api/refresh` takes
//! the refresh token from the cookie `__Host-refresh` and replaces it; for ten seconds more the old one
//! is good for whoever lost the answer, and afterwards it ends its session. What is wrong with a body is
//! told with 400. Whoever opens `/` has the cookie of a session before any login.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    response::Response,
    routing::{delete, get, patch, post},
};
use serde_json::{Value, json};

use super::accounts::{admin, auth, hooks, open, own, refresh, socket};
use crate::{
    answer,
    caller::Caller,
    csrf,
    fields::texts,
    gate::Gate,
    percent::{self, Parameter},
    policy::Writes,
};

pub(super) fn router(gate: Arc<Gate>) -> Router {
    let quizzes = match gate.policy.csrf.writes {
        Writes::Post => post(write),
        Writes::Get | Writes::Overridden => post(write).get(write_by_get),
    };
    Router::new()
        .route("/health", get(super::health))
        .route("/", get(open::visited))
        .route("/api/register", post(auth::register))
        .route("/api/login", post(auth::log_in))
        .route("/api/refresh", post(refresh::refresh))
        .route("/api/logout", post(auth::log_out))
        .route("/api/logout-all", post(auth::log_out_everywhere))
        .route("/api/me", get(own::me))
        .route("/api/profile", patch(profile))
        .route("/api/sessions", get(own::sessions))
        .route("/api/sessions/{id}", delete(own::revoke))
        .route("/api/quizzes", quizzes)
        .route("/api/ws", get(socket::connect))
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
