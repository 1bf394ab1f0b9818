//! System `sessions`: live sessions, watched over a socket with the token in its query.

mod admit;
mod http;
mod hub;
mod message;
mod socket;

use std::sync::Arc;

use axum::{
    Router,
    extract::FromRef,
    routing::{get, post},
};

use crate::gate::Gate;
use hub::Hub;

/// The state of the running system.
#[derive(Clone)]
struct App {
    gate: Arc<Gate>,
    hub: Arc<Hub>,
}

pub(super) fn router(gate: Arc<Gate>) -> Router {
    Router::new()
        .route("/health", get(super::health))
        .route("/auth/token", post(http::log_in))
        .route("/me", get(super::me))
        .route("/sessions/mine", get(http::mine))
        .route("/sessions/{id}/events", post(http::publish))
        .route("/ws/{session_id}", get(socket::connect))
        .route("/__test/audit", get(http::audit))
        .with_state(App {
            gate,
            hub: Arc::default(),
        })
}

impl FromRef<App> for Arc<Gate> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.gate)
    }
}

impl FromRef<App> for Arc<Hub> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.hub)
    }
}
