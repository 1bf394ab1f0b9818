//! The systems: routes, and the fallbacks that they share.

mod assistant;
mod login;
mod sessions;

use std::sync::Arc;

use axum::{Json, Router};
use serde_json::{Value, json};

use crate::{System, answer, bearer::Caller, gate::Gate};

/// The routes of the gate's system.
pub(crate) fn router(gate: Arc<Gate>) -> Router {
    let routes = match gate.system {
        System::Sessions => sessions::router(gate),
        System::Assistant => assistant::router(gate),
    };
    routes
        .fallback(answer::not_found)
        .method_not_allowed_fallback(answer::method_not_allowed)
}

/// Who the token speaks for.
async fn me(Caller(user): Caller) -> Json<Value> {
    Json(json!({"username": user.name()}))
}
