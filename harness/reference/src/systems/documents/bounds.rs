//! Accounts that may do less than others: one to look around with, and those whose time is over.

use std::sync::Arc;

use ::http::{StatusCode, Uri};
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};

use super::enter;
use crate::{
    account::User, answer, fields::texts, gate::Gate, systems::accounts::admin, visitor::Visitor,
};

/// Documents that a demo account may write.
const DEMO: u32 = 3;

/// An account to look around with.
pub(super) async fn register_demo(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let [email] = texts(&gate, request, ["email"]).await?;
    let registered = enter::enrol(&gate, &visitor, &email);
    if let (StatusCode::CREATED, Some(account)) = (registered.status(), gate.users.named(&email)) {
        gate.users
            .change(&account.user, |account| account.demo = Some(0));
    }
    Ok(registered)
}

/// Counts a document that somebody writes; refused where a demo account has written enough.
pub(super) fn refused(gate: &Gate, user: &User) -> Option<Response> {
    let mut over = false;
    gate.users.change(user, |account| {
        if let Some(written) = &mut account.demo {
            over = *written >= DEMO;
            *written = written.saturating_add(1);
        }
    });
    (!gate.policy.bounds.demo.passes(!over))
        .then(|| answer::error(StatusCode::FORBIDDEN, "End of the demo"))
}

/// Ends the access period of a user, who stays logged in.
pub(super) async fn end_access(
    _: admin::Admin,
    State(gate): State<Arc<Gate>>,
    uri: Uri,
) -> Response {
    let Some(account) = admin::subject(&gate, &uri) else {
        return admin::unknown();
    };
    let now = gate.clock.now();
    gate.users
        .change(&account.user, |account| account.until = Some(now));
    StatusCode::NO_CONTENT.into_response()
}
