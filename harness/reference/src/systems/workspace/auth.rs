//! Registering, logging in, refreshing and logging out.

use std::sync::Arc;

use ::http::{StatusCode, request::Parts};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::open::{self, REFRESH};
use crate::{
    answer,
    audit::Kind,
    bearer::Denied,
    body,
    caller::Caller,
    cookies,
    fields::{self, Problem, texts},
    gate::Gate,
    logins::Session,
    percent::Parameter,
    policy::{Login, Logout, Several},
    sign,
    systems::login::wrong_password,
    token::TokenError,
    users::{NoAccount, User},
    visitor::Visitor,
};

/// Characters of the shortest password.
const SHORTEST: usize = 8;
/// Octets of the longest address (RFC 5321 4.5.3.1.3).
const LONGEST: usize = 254;

pub(super) async fn register(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let [email, password] = texts(request, ["email", "password"]).await?;
    if !is_address(&email) {
        return Err(fields::refuse(&[(Some("email"), Problem::Value)]));
    }
    if password.chars().count() < SHORTEST {
        return Err(fields::refuse(&[(Some("password"), Problem::Value)]));
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

pub(super) async fn log_in(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let (parts, body) = request.into_parts();
    let brought = match gate.policy.login {
        Login::Fresh => None,
        Login::Fixed => brought(&gate, &parts).await,
    };
    let request = Request::from_parts(parts, body);
    let [email, password] = texts(request, ["email", "password"]).await?;
    let Some(account) = gate.users.login(&email, &password) else {
        let known = gate.users.named(&email).map(|account| account.user);
        let who = (known.as_ref(), &visitor);
        gate.audit
            .record(Kind::LoginFailed, who, Some("wrong_credentials"));
        return Err(wrong_password());
    };
    let who = (Some(&account.user), &visitor);
    let taken = brought.and_then(|(id, token)| {
        let session = gate.logins.hand_over(&id, &account.user)?;
        Some((session, Some(token)))
    });
    let (session, kept) = match taken {
        Some(taken) => taken,
        None => (begin(&gate, &account.user, &visitor)?, None),
    };
    gate.audit.record(Kind::LoginSuccess, who, None);
    open::both(&gate, &session, account.role, kept).map_err(|_| answer::internal())
}

/// A new session; those that it evicts end with their sockets.
fn begin(gate: &Gate, user: &User, visitor: &Visitor) -> Result<Session, Response> {
    let begun = gate.logins.begin(user, visitor);
    let (session, evicted) = begun.map_err(|_| answer::internal())?;
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

/// The body of a refresh without a cookie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    refresh_token: String,
}

pub(super) async fn refresh(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Response {
    let refreshed = match given(request).await {
        Ok(token) => renewed(&gate, token),
        Err(response) => return response,
    };
    let (kind, user, reason, response) = match refreshed {
        Ok((caller, token)) => {
            let response = open::access(&gate, &token);
            (Kind::TokenRefresh, Some(caller.user), None, response)
        }
        Err(denied) => {
            let reason = Some(match denied {
                Denied::NoCredentials => "missing",
                Denied::BadToken(TokenError::Expired) => "expired",
                Denied::BadToken(_) => "invalid",
            });
            let response = gate.unauthenticated(denied).into_response();
            (Kind::TokenRefreshFailed, None, reason, response)
        }
    };
    gate.audit.record(kind, (user.as_ref(), &visitor), reason);
    response
}

/// The refresh token: from the cookie, else from the body; a body that holds none is none.
async fn given(request: Request) -> Result<Parameter, Response> {
    let cookie = cookies::value(request.headers(), REFRESH.name, Several::Refused);
    if cookie != Parameter::Absent {
        return Ok(cookie);
    }
    let is_json = body::declares_json(request.headers());
    let bytes = body::collect(request).await?;
    let body = is_json.then(|| body::object::<Given>(&bytes)).flatten();
    Ok(body.map_or(Parameter::Absent, |given| {
        Parameter::Once(given.refresh_token.into_bytes())
    }))
}

/// A new access token of the same session. The refresh token stays good.
fn renewed(gate: &Gate, token: Parameter) -> Result<(Caller, String), Denied> {
    let token = match token {
        Parameter::Once(token) => token,
        Parameter::Absent => return Err(Denied::NoCredentials),
        Parameter::Unusable => return Err(Denied::BadToken(TokenError::Invalid)),
    };
    let kinds = [sign::Kind::Refresh];
    let caller = gate.caller(&token, &gate.policy.refresh, &kinds);
    let caller = caller.map_err(Denied::BadToken)?;
    let session = caller.claims.session.as_deref();
    let session = session.map(|id| (id, caller.role));
    let named = caller.claims.user.as_ref().unwrap_or(&caller.user);
    match gate.access_token(named, session) {
        Ok(token) => Ok((caller, token)),
        Err(_) => Err(Denied::BadToken(TokenError::Internal)),
    }
}

pub(super) async fn log_out(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    caller: Caller,
) -> Response {
    match (gate.policy.logout, &caller.claims.session) {
        (Logout::Own, Some(id)) => drop(gate.end_session(id)),
        (Logout::Own, None) => {}
        (Logout::All, _) => gate.end_sessions(&caller.user),
    }
    gate.audit
        .record(Kind::Logout, (Some(&caller.user), &visitor), None);
    open::nothing_left(&gate)
}

pub(super) async fn log_out_everywhere(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    caller: Caller,
) -> Response {
    gate.end_sessions(&caller.user);
    gate.audit
        .record(Kind::LogoutAll, (Some(&caller.user), &visitor), None);
    open::nothing_left(&gate)
}
