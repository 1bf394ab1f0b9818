//! Moving to another address, which has to answer with the code that it was mailed.

use ::http::StatusCode;
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{App, codes::Purpose, enter};
use crate::{
    answer,
    audit::Kind,
    caller::Caller,
    fields::{self, Problem, texts},
    systems::accounts::{auth, own},
    visitor::Visitor,
};

/// Mails a code to the new address.
pub(super) async fn request(
    caller: Caller,
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let gate = &app.gate;
    let [email] = texts(gate, request, ["email"]).await?;
    if !auth::is_address(&email) {
        return Err(fields::refuse(gate, &[(Some("email"), Problem::Value)]));
    }
    let now = (&gate.policy.codes, gate.clock.now());
    let purpose = Purpose::MoveHere(caller.user.clone());
    let mailed = app.codes.mail(&email, purpose, now);
    mailed.map_err(|_| answer::internal())?;
    let who = (Some(&caller.user), &visitor);
    gate.audit.record(Kind::EmailChangeRequested, who, None);
    Ok(enter::mailed())
}

/// Moves to the new address with the code that came there: the link in the mail, which is followed where
/// nobody may be logged in.
pub(super) async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let gate = &app.gate;
    let [email, code] = texts(gate, request, ["email", "code"]).await?;
    let now = (&gate.policy.codes, gate.clock.now());
    let redeemed = app.codes.redeem(&email, (Purpose::is_move, &code), now);
    let Ok(Purpose::MoveHere(user)) = redeemed else {
        return Err(answer::error(StatusCode::FORBIDDEN, "Wrong code"));
    };
    let refused = own::move_to(gate, &visitor, &user, &email);
    Ok(refused.unwrap_or_else(|| Json(json!({"email": email})).into_response()))
}
