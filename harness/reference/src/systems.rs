//! The systems: routes, and the fallbacks that they share.

mod accounts;
mod assistant;
mod documents;
mod live;
mod login;
mod message;
mod quiz;
mod sessions;
mod workspace;

pub(crate) use workspace::limits::FAILED_LOGINS;

use std::sync::Arc;

use axum::{Json, Router, middleware::from_fn_with_state};
use serde_json::{Value, json};

use crate::{System, answer, caller::Caller, cors, gate::Gate, host};

/// The routes of the gate's system.
pub(crate) fn router(gate: Arc<Gate>) -> Router {
    let routes = match gate.system {
        System::Sessions => sessions::router(Arc::clone(&gate)),
        System::Assistant => assistant::router(Arc::clone(&gate)),
        System::Workspace => workspace::router(Arc::clone(&gate)),
        System::Quiz => quiz::router(Arc::clone(&gate)),
        System::Documents => documents::router(Arc::clone(&gate)),
    };
    let routes = routes
        .fallback(answer::not_found)
        .method_not_allowed_fallback(answer::method_not_allowed);
    match gate.system.shape().pages {
        true => routes
            .layer(from_fn_with_state(Arc::clone(&gate), cors::share))
            .layer(from_fn_with_state(gate, host::check)),
        false => routes,
    }
}

/// Who the token speaks for.
async fn me(caller: Caller) -> Json<Value> {
    Json(json!({"username": caller.name}))
}

/// That the service is there.
async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}
