//! What a test may do and an attacker never: move the clock, read the audit trail.

use std::{sync::Arc, time::Duration};

use ::http::StatusCode;
use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{body::JsonBody, gate::Gate};

/// How far the clock is moved forward.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::systems) struct Move {
    seconds: f64,
    /// Whether the timers of open sockets are moved, too.
    #[serde(default)]
    sockets: bool,
}

pub(in crate::systems) async fn clock(
    State(gate): State<Arc<Gate>>,
    JsonBody(by): JsonBody<Move>,
) -> StatusCode {
    let Ok(seconds) = Duration::try_from_secs_f64(by.seconds) else {
        return StatusCode::UNPROCESSABLE_ENTITY;
    };
    gate.clock.advance(seconds, by.sockets);
    StatusCode::NO_CONTENT
}

pub(in crate::systems) async fn audit(State(gate): State<Arc<Gate>>) -> Json<Vec<Value>> {
    let records = gate.audit.records().into_iter().map(|record| {
        json!({
            "type": record.kind,
            "user_id": record.user,
            "email": record.name,
            "ip": record.visitor.address,
            "ua": record.visitor.agent,
            "reason": record.reason,
        })
    });
    Json(records.collect())
}
