//! System `workspace`: a code-workspace API with sessions, used by pages and by programs.
//!
//! Requests carry the access token in the cookie `access_token` or as bearer; with both, the cookie
//! counts. A socket takes a token from the header `X-WS-Token`, else from `?token=`, else from the
//! subprotocols `bearer, TOKEN`, of which `bearer` is then spoken; at `/v1/workspace/ws/first` from
//! the first message. Two kinds of tokens open one: a ticket of `/v1/workspace/token`, once, and an
//! access token. A ticket is spent when the socket opens, and its own end means nothing from then
//! on; a socket that an access token opened ends with that token.
//!
//! `POST /__test/clock` moves the clock by `seconds`: of tokens, limits and sessions, and with
//! `"sockets": true` also the timers of open sockets.

mod account;
mod admin;
mod admit;
mod auth;
mod hooks;
mod message;
mod open;
mod socket;
mod tickets;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::FromRef,
    routing::{delete, get, post},
};
use serde_json::{Value, json};

use crate::{gate::Gate, limit::PerUser, rate::Limit};
use tickets::Tickets;

/// Changes of a workspace.
const CHANGES: Limit = Limit {
    times: 60,
    window: Duration::from_secs(60),
};

/// The state of the running system.
#[derive(Clone)]
struct App {
    gate: Arc<Gate>,
    tickets: Arc<Tickets>,
    changes: Arc<PerUser>,
}

pub(super) fn router(gate: Arc<Gate>) -> Router {
    let auth = Router::new()
        .route("/register", post(auth::register))
        .route("/login", post(auth::log_in))
        .route("/refresh", post(auth::refresh))
        .route("/logout", post(auth::log_out))
        .route("/logout-all", post(auth::log_out_everywhere));
    let own = Router::new()
        .route("/me", get(account::me))
        .route("/sessions", get(account::sessions))
        .route("/sessions/{id}", delete(account::revoke))
        .route("/workspace", post(account::change))
        .route("/workspace/token", post(account::ticket))
        .route("/workspace/ws", get(socket::connect))
        .route("/workspace/ws/first", get(socket::connect_first));
    let admin = Router::new()
        .route("/users", get(admin::users))
        .route("/users/{email}", delete(admin::remove))
        .route("/users/{email}/disable", post(admin::disable))
        .route("/users/{email}/enable", post(admin::enable))
        .route("/users/{email}/role", post(admin::set_role));
    let test = Router::new()
        .route("/clock", post(hooks::clock))
        .route("/audit", get(hooks::audit));
    Router::new()
        .route("/health", get(health))
        .nest("/auth", auth)
        .nest("/v1", own)
        .nest("/v1/admin", admin)
        .nest("/__test", test)
        .with_state(App {
            gate,
            tickets: Arc::default(),
            changes: Arc::new(PerUser::new(CHANGES)),
        })
}

async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

impl FromRef<App> for Arc<Gate> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.gate)
    }
}
