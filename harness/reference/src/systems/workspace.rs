//! System `workspace`: a code-workspace API with sessions, used by pages and by programs.
//!
//! Requests carry the access token in the cookie `access_token` or as bearer; with both, the cookie
//! counts. A socket takes a token from the header `X-WS-Token`, else from `?token=`, else from the
//! subprotocols `bearer, TOKEN`, of which `bearer` is then spoken; at `/v1/workspace/ws/first` from
//! the first message. Two kinds of tokens open one: a ticket of `/v1/workspace/token`, once, and an
//! access token. A ticket is spent when the socket opens, and its own end means nothing from then
//! on; a socket that an access token opened ends with that token.
//!
//! `POST /v1/keys` gives the caller a key for programs, which `GET /v1/programs/me` takes from the
//! header `X-API-Key`.
//!
//! Changes of a workspace are limited by user, the list of templates, which is open to everybody, by
//! address, exports for everybody together, and failed logins by account: then the right password is refused, too.
//!
//! `POST /__test/clock` moves the clock by `seconds`: of tokens, limits and sessions, and with
//! `"sockets": true` also the timers of open sockets.

mod account;
mod admit;
pub(super) mod limits;
mod programs;
mod socket;

use std::sync::Arc;

use super::accounts::{admin, auth, hooks, own, refresh};
use crate::{
    gate::Gate,
    limit::{Limited, guard},
    spent::Spent,
};
use axum::{
    Router,
    extract::FromRef,
    middleware::from_fn_with_state,
    routing::{delete, get, post},
};
use limits::{CHANGES, EXPORTS, TEMPLATES};
use programs::Programs;

/// The state of the running system.
#[derive(Clone)]
struct App {
    gate: Arc<Gate>,
    /// Tickets that were used: each opens one socket.
    tickets: Arc<Spent>,
    programs: Arc<Programs>,
}

pub(super) fn router(gate: Arc<Gate>) -> Router {
    let limited = |rule| from_fn_with_state(Limited::new(&gate, rule), guard);
    let change = post(account::change).route_layer(limited(&CHANGES));
    let export = get(account::export).route_layer(limited(&EXPORTS));
    let templates = get(account::templates).route_layer(limited(&TEMPLATES));
    Router::new()
        .route("/health", get(super::health))
        .route("/auth/register", post(auth::register))
        .route("/auth/login", post(auth::log_in))
        .route("/auth/refresh", post(refresh::refresh))
        .route("/auth/logout", post(auth::log_out))
        .route("/auth/logout-all", post(auth::log_out_everywhere))
        .route("/v1/me", get(own::me))
        .route("/v1/sessions", get(own::sessions))
        .route("/v1/sessions/{id}", delete(own::revoke))
        .route("/v1/keys", post(programs::give))
        .route("/v1/programs/me", get(programs::me))
        .route("/v1/workspace", change)
        .route("/v1/workspace/export", export)
        .route("/v1/workspace/templates", templates)
        .route("/v1/workspace/token", post(account::ticket))
        .route("/v1/workspace/ws", get(socket::connect))
        .route("/v1/workspace/ws/first", get(socket::connect_first))
        .route("/v1/admin/users", get(admin::users))
        .route("/v1/admin/users/{email}", delete(admin::remove))
        .route("/v1/admin/users/{email}/disable", post(admin::disable))
        .route("/v1/admin/users/{email}/enable", post(admin::enable))
        .route("/v1/admin/users/{email}/role", post(admin::set_role))
        .route("/__test/clock", post(hooks::clock))
        .route("/__test/audit", get(hooks::audit))
        .with_state(App {
            gate,
            tickets: Arc::default(),
            programs: Arc::default(),
        })
}

impl FromRef<App> for Arc<Gate> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.gate)
    }
}
