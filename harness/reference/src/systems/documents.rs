//! System `documents`: a document portal for pages whose users log in with a code that they are mailed.
//!
//! `POST /api/auth/send-code` mails a code to an address, and answers everybody alike;
//! `GET /__test/code?email=` is the mailbox. `POST /api/auth/verify-code` turns the code into an access
//! token and a refresh token, in cookies and in the body, and a double-submit pair that belongs to no
//! session: the cookie `csrf_token` and the same value in `X-CSRF-Token`. `POST /api/auth/refresh` takes
//! the refresh token from its cookie, else from the body, uses it up and gives the next pair; one that
//! comes again ends all sessions of its user, and one of a user whose role or address has changed ends
//! its own. A demo account may write three documents, and one whose access period is over may do nothing;
//! both get 403. What is wrong with a body is told with 400.
//!
//! Everything under `/api/` is limited by address, asking for a code and bringing one more tightly, each on
//! its own, and the chat by user.

mod bounds;
mod codes;
mod email;
mod enter;
mod leave;
mod limits;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{FromRef, Request, State},
    middleware::from_fn_with_state,
    response::Response,
    routing::{delete, get, patch, post},
};
use serde_json::{Value, json};

use super::accounts::{admin, auth, hooks, own, refresh, socket};
use crate::{
    caller::Caller,
    fields::texts,
    gate::Gate,
    limit::{Limited, Rule, guard},
};
use codes::Codes;
use limits::{API, CHAT, SEND_CODE, VERIFY_CODE};

/// The state of the running system.
#[derive(Clone)]
struct App {
    gate: Arc<Gate>,
    codes: Arc<Codes>,
}

pub(super) fn router(gate: Arc<Gate>) -> Router {
    let app = App {
        gate,
        codes: Arc::default(),
    };
    let gate = Arc::clone(&app.gate);
    let limited = |rule: &'static Rule| from_fn_with_state(Limited::new(&gate, rule), guard);
    let send = post(enter::send).route_layer(limited(&SEND_CODE));
    let verify = post(enter::verify).route_layer(limited(&VERIFY_CODE));
    let api = api()
        .route("/api/auth/send-code", send)
        .route("/api/auth/verify-code", verify)
        .route("/api/chat", post(chat).route_layer(limited(&CHAT)))
        .route_layer(limited(&API));
    Router::new()
        .route("/health", get(super::health))
        .merge(api)
        .route("/__test/code", get(enter::mailbox))
        .route("/__test/clock", post(hooks::clock))
        .route("/__test/audit", get(hooks::audit))
        .with_state(app)
}

/// What is under `/api/` and has no limit of its own.
fn api() -> Router<App> {
    Router::new()
        .route("/api/auth/register", post(enter::register))
        .route("/api/auth/register-demo", post(bounds::register_demo))
        .route("/api/auth/refresh", post(refresh::refresh))
        .route("/api/auth/logout", post(leave::log_out))
        .route("/api/auth/logout-all", post(auth::log_out_everywhere))
        .route("/api/me", get(own::me))
        .route("/api/profile", patch(profile).put(profile))
        .route("/api/account/email", post(email::request))
        .route("/api/account/email/confirm", post(email::confirm))
        .route("/api/sessions", get(own::sessions))
        .route("/api/sessions/{id}", delete(own::revoke))
        .route("/api/documents", get(documents).post(write))
        .route("/api/ws", get(socket::connect))
        .route("/api/admin/users", get(admin::users))
        .route("/api/admin/users/{email}", delete(admin::remove))
        .route("/api/admin/users/{email}/disable", post(admin::disable))
        .route("/api/admin/users/{email}/enable", post(admin::enable))
        .route(
            "/api/admin/users/{email}/end-access",
            post(bounds::end_access),
        )
        .route("/api/admin/users/{email}/role", post(admin::set_role))
        .route("/api/admin/users/{email}/email", post(admin::set_email))
}

impl FromRef<App> for Arc<Gate> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.gate)
    }
}

/// The documents of the caller.
async fn documents(caller: Caller) -> Json<Value> {
    Json(json!({"documents": [], "owner": caller.user}))
}

/// Writes a document.
async fn write(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let [title] = texts(&gate, request, ["title"]).await?;
    if let Some(refused) = bounds::refused(&gate, &caller.user) {
        return Err(refused);
    }
    Ok(Json(json!({"title": title, "owner": caller.user})))
}

/// Changes how the caller is called.
async fn profile(
    caller: Caller,
    State(gate): State<Arc<Gate>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let [name] = texts(&gate, request, ["name"]).await?;
    Ok(Json(json!({"name": name, "id": caller.user})))
}

/// Answers a question about the documents.
async fn chat(
    _: Caller,
    State(gate): State<Arc<Gate>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let [question] = texts(&gate, request, ["question"]).await?;
    Ok(Json(
        json!({"question": question, "answer": "Nothing is known of that."}),
    ))
}
