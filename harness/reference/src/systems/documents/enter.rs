//! Getting in: an account, a code by mail, and what the code gives.

use std::sync::Arc;

use ::http::{StatusCode, Uri};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    App,
    codes::{Bad, Purpose},
};
use crate::{
    account::Standing,
    answer,
    audit::Kind,
    fields::texts,
    gate::Gate,
    percent::{self, Parameter},
    policy::{Mailing, Reading},
    random,
    systems::{accounts::auth, login::wrong_password},
    visitor::Visitor,
};

/// An account, whose password nobody knows.
pub(super) async fn register(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let [email] = texts(&gate, request, ["email"]).await?;
    Ok(enrol(&gate, &visitor, &email))
}

/// The account of this address.
pub(super) fn enrol(gate: &Gate, visitor: &Visitor, email: &str) -> Response {
    match random::secret() {
        Ok(password) => auth::enrol(gate, visitor, email, &password),
        Err(_) => answer::internal(),
    }
}

/// Mails a code to whoever has an account, and answers as if everybody had; that somebody has not is
/// recorded as a login that failed.
pub(super) async fn send(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let gate = &app.gate;
    let [email] = texts(gate, request, ["email"]).await?;
    let account = gate.users.named(&email);
    match (gate.policy.work.reading, &account) {
        (Reading::MoreIfKnown(time), Some(_)) | (Reading::MoreIfUnknown(time), None) => {
            tokio::time::sleep(time).await;
        }
        _ => {}
    }
    match account {
        Some(account) if account.standing == Standing::Active => {
            let now = (&gate.policy.codes, gate.clock.now());
            let mailed = app.codes.mail(&email, Purpose::LogIn, now);
            mailed.map_err(|_| answer::internal())?;
            if let Mailing::First(time) = gate.policy.work.mailing {
                tokio::time::sleep(time).await;
            }
        }
        other => {
            let user = other.map(|account| account.user);
            let (who, reason) = ((user.as_ref(), &visitor), Some("no_active_account"));
            gate.audit
                .record_login(Kind::LoginFailed, who, &email, reason);
        }
    }
    let delay = gate.policy.work.delay;
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    Ok(mailed())
}

/// The answer whether or not a mail was sent.
pub(super) fn mailed() -> Response {
    (StatusCode::ACCEPTED, Json(json!({"sent": true}))).into_response()
}

/// The code that an address was mailed last: what a test reads in place of a mailbox.
pub(super) async fn mailbox(State(app): State<App>, uri: Uri) -> Response {
    let Parameter::Once(email) = percent::parameter(&uri, "email") else {
        return answer::error(StatusCode::BAD_REQUEST, "No address");
    };
    let email = String::from_utf8(email).unwrap_or_default();
    match app.codes.last(&email) {
        Some(code) => Json(json!({"code": code})).into_response(),
        None => answer::error(StatusCode::NOT_FOUND, "No mail"),
    }
}

/// A session for the right code.
pub(super) async fn verify(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let gate = &app.gate;
    let (parts, body) = request.into_parts();
    let brought = auth::brought(gate, &parts).await;
    let request = Request::from_parts(parts, body);
    let [email, code] = texts(gate, request, ["email", "code"]).await?;
    let account = gate.users.named(&email);
    let now = (&gate.policy.codes, gate.clock.now());
    let redeemed = app.codes.redeem(&email, (Purpose::is_login, &code), now);
    if let (Ok(_), Some(gap)) = (&redeemed, gate.policy.codes.using_up.gap()) {
        tokio::time::sleep(gap).await;
        app.codes.use_up(&email, &code);
    }
    let is_active = account
        .as_ref()
        .is_some_and(|account| account.standing == Standing::Active);
    match (redeemed, account) {
        (Ok(_), Some(account)) if is_active => {
            let entered = auth::enter(gate, (&visitor, None), &account, brought);
            let (session, response) = entered.map_err(IntoResponse::into_response)?;
            app.codes.note(&email, &code, &session);
            Ok(response)
        }
        (redeemed, account) => {
            let bad = redeemed.err().unwrap_or(Bad::Wrong);
            if let (Bad::Used(Some(session)), true) = (&bad, gate.policy.codes.replay.is_enforced())
            {
                gate.end_session(session);
            }
            let user = account.map(|account| account.user);
            let (who, reason) = ((user.as_ref(), &visitor), Some(bad.reason()));
            gate.audit
                .record_login(Kind::LoginFailed, who, &email, reason);
            Err(wrong_password())
        }
    }
}
