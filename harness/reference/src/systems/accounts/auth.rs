//! Registering, logging in and logging out.

use std::sync::Arc;

use ::http::{StatusCode, request::Parts};
use aws_lc_rs::error::Unspecified;
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::open;
use crate::{
    account::User,
    answer,
    audit::Kind,
    caller::Caller,
    fields::{self, Problem, texts},
    gate::Gate,
    logins::Session,
    percent::Parameter,
    policy::{Check, Everywhere, Login, Logout},
    systems::login::wrong_password,
    users::NoAccount,
    visitor::Visitor,
};

/// Characters of the shortest password.
const SHORTEST: usize = 8;
/// Octets of the longest address (RFC 5321 4.5.3.1.3).
const LONGEST: usize = 254;

pub(in crate::systems) async fn register(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let [email, password] = texts(&gate, request, ["email", "password"]).await?;
    if !is_address(&email) {
        return Err(fields::refuse(&gate, &[(Some("email"), Problem::Value)]));
    }
    if password.chars().count() < SHORTEST {
        return Err(fields::refuse(&gate, &[(Some("password"), Problem::Value)]));
    }
    let user = User::fresh().map_err(|_| answer::internal())?;
    let registered = gate.users.register(user.clone(), &email, &password);
    registered.map_err(|reason| match reason {
        NoAccount::Taken => answer::error(StatusCode::CONFLICT, "Already registered"),
        NoAccount::Full => answer::error(StatusCode::SERVICE_UNAVAILABLE, "No more accounts"),
    })?;
    gate.audit
        .record(Kind::UserRegistered, (Some(&user), &visitor), None);
    let body = Json(json!({"id": user, "email": email}));
    Ok((StatusCode::CREATED, body).into_response())
}

fn is_address(text: &str) -> bool {
    let named = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    named && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic())
}

pub(in crate::systems) async fn log_in(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let (parts, body) = request.into_parts();
    let brought = match gate.policy.login {
        Login::Fresh => None,
        Login::Fixed => brought(&gate, &parts).await,
    };
    if !gate.policy.csrf.login_exempt.is_enforced() && gate.identify(&parts).await.is_ok() {
        return Err(answer::error(
            StatusCode::FORBIDDEN,
            "CSRF token missing or wrong",
        ));
    }
    let request = Request::from_parts(parts, body);
    let [email, password] = texts(&gate, request, ["email", "password"]).await?;
    let known = gate.users.named(&email).map(|account| account.user);
    let policy = &gate.policy.audit;
    if !policy.afterwards.is_enforced() {
        gate.audit
            .record(Kind::LoginSuccess, (known.as_ref(), &visitor), None);
    }
    let password_told = (!policy.discreet.is_enforced()).then_some(password.as_str());
    let Some(account) = gate.users.login(&email, &password) else {
        let who = (known.as_ref(), &visitor);
        let reason = password_told.unwrap_or("wrong_credentials");
        gate.audit.record(Kind::LoginFailed, who, Some(reason));
        return Err(wrong_password());
    };
    let who = (Some(&account.user), &visitor);
    let taken = brought.and_then(|(id, token)| {
        let session = gate.logins.hand_over(&id, &account.user)?;
        Some((session, Some(token)))
    });
    let (session, kept) = match taken {
        Some(taken) => taken,
        None => {
            let begun = begin(&gate, &account.user, &visitor);
            (begun.map_err(|_| answer::internal())?, None)
        }
    };
    if policy.afterwards.is_enforced() {
        gate.audit.record(Kind::LoginSuccess, who, password_told);
    }
    open::opened(&gate, &session, account.role, kept).map_err(|_| answer::internal())
}

/// A new session; those that it evicts end with their sockets.
fn begin(gate: &Gate, user: &User, visitor: &Visitor) -> Result<Session, Unspecified> {
    let (session, evicted) = gate.logins.begin(user, visitor)?;
    for id in &evicted {
        gate.end_session(id);
        gate.audit
            .record(Kind::SessionEvicted, (Some(user), visitor), Some("limit"));
    }
    Ok(session)
}

/// The session and the token of who is logged in already.
async fn brought(gate: &Gate, request: &Parts) -> Option<(String, String)> {
    let caller = gate.identify(request).await.ok()?;
    let Parameter::Once(token) = gate.presented(request) else {
        return None;
    };
    Some((caller.claims.session?, String::from_utf8(token).ok()?))
}

pub(in crate::systems) async fn log_out(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    caller: Caller,
) -> Response {
    match (gate.policy.logout, &caller.claims.session) {
        (Logout::Own, Some(id)) => drop(gate.end_session(id)),
        (Logout::Own, None) => {}
        (Logout::All, _) => gate.end_sessions(&caller.user),
    }
    let ended = match gate.policy.audit.tokenless {
        Check::Enforced => None,
        Check::Skipped => gate.access_token(&caller.user, None).ok(),
    };
    gate.audit.record(
        Kind::Logout,
        (Some(&caller.user), &visitor),
        ended.as_deref(),
    );
    open::nothing_left(&gate)
}

pub(in crate::systems) async fn log_out_everywhere(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    caller: Caller,
) -> Response {
    match (gate.policy.everywhere, &caller.claims.session) {
        (Everywhere::Own, Some(id)) => drop(gate.end_session(id)),
        _ => gate.end_sessions(&caller.user),
    }
    gate.audit
        .record(Kind::LogoutAll, (Some(&caller.user), &visitor), None);
    open::nothing_left(&gate)
}
