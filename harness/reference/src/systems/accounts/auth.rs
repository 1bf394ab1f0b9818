//! Registering, logging in and logging out.

use std::sync::Arc;

use ::http::{StatusCode, request::Parts};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::open::{self, Kept, Opening};
use crate::{
    account::{Account, User},
    answer,
    audit::Kind,
    caller::Caller,
    csrf,
    fields::{self, Problem, texts},
    gate::Gate,
    logins::{NoSession, Session},
    percent::Parameter,
    policy::{Check, Everywhere, Login, Logout},
    respell::Spelling,
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
    Ok(enrol(&gate, &visitor, &email, &password))
}

/// Registers somebody whose password is long enough.
pub(in crate::systems) fn enrol(
    gate: &Gate,
    visitor: &Visitor,
    email: &str,
    password: &str,
) -> Response {
    if !is_address(email) {
        return fields::refuse(gate, &[(Some("email"), Problem::Value)]);
    }
    if password.chars().count() < SHORTEST {
        return fields::refuse(gate, &[(Some("password"), Problem::Value)]);
    }
    let Ok(user) = User::fresh() else {
        return answer::internal();
    };
    match gate.users.register(user.clone(), email, password) {
        Err(NoAccount::Taken) => answer::error(StatusCode::CONFLICT, "Already registered"),
        Err(NoAccount::Full) => answer::error(StatusCode::SERVICE_UNAVAILABLE, "No more accounts"),
        Ok(()) => {
            gate.audit
                .record(Kind::UserRegistered, (Some(&user), visitor), None);
            let body = Json(json!({"id": user, "email": email}));
            (StatusCode::CREATED, body).into_response()
        }
    }
}

pub(in crate::systems) fn is_address(text: &str) -> bool {
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
    let brought = brought(&gate, &parts).await;
    let visit = match (gate.policy.login, gate.presented(&parts)) {
        (Login::KeepsVisit, Parameter::Once(id)) => Some(id),
        _ => None,
    };
    if !gate.policy.csrf.login_exempt.is_enforced() && gate.identify(&parts).await.is_ok() {
        return Err(csrf::refuse(&gate, &parts, (None, "pair")));
    }
    let request = Request::from_parts(parts, body);
    let [email, password] = texts(&gate, request, ["email", "password"]).await?;
    let policy = &gate.policy.audit;
    if !policy.afterwards.is_enforced() {
        let known = gate.users.named(&email).map(|account| account.user);
        let who = (known.as_ref(), &visitor);
        gate.audit
            .record_login(Kind::LoginSuccess, who, &email, None);
    }
    let told = (!policy.discreet.is_enforced()).then_some(password.as_str());
    let account = tried(&gate, &visitor, (&email, &password), told).await?;
    let entered = enter(&gate, (&visitor, told), &account, brought);
    let (session, response) = entered.map_err(IntoResponse::into_response)?;
    if let Some(id) = visit {
        let token = gate.access_token(&account.user, Some((&session, account.role)));
        gate.visits
            .adopt(id, token.map_err(|_| answer::internal())?);
    }
    Ok(response)
}

/// Begins a session, or goes on with one that was brought along; its id, and what it answers. `told` is
/// what its record says beside who it was.
pub(in crate::systems) fn enter(
    gate: &Gate,
    (visitor, told): (&Visitor, Option<&str>),
    account: &Account,
    brought: Option<(String, String)>,
) -> Result<(String, Response), NoSession> {
    let taken = brought.and_then(|(id, token)| {
        let session = gate.logins.hand_over(&id, &account.user)?;
        Some((session, Some(token)))
    });
    let (session, access) = match taken {
        Some(taken) => taken,
        None => (begin(gate, account, visitor)?, None),
    };
    let who = (Some(&account.user), visitor);
    if gate.policy.audit.afterwards.is_enforced() {
        gate.audit
            .record_login(Kind::LoginSuccess, who, &account.name, told);
    }
    let opening = Opening {
        session: &session.id,
        named: &session.named,
        account,
        kept: Kept {
            access,
            refresh: None,
        },
    };
    let response = open::opened(gate, opening)?;
    Ok((session.id, response))
}

/// The account that this password opens, or why it stays shut.
async fn tried(
    gate: &Gate,
    visitor: &Visitor,
    (email, password): (&str, &str),
    told: Option<&str>,
) -> Result<Account, Response> {
    let name = match gate.policy.limits.spelling {
        Spelling::Email => &email.to_ascii_lowercase(),
        _ => email,
    };
    let failed = |reason: &str, answer| {
        let known = gate.users.named(name).map(|account| account.user);
        let who = (known.as_ref(), visitor);
        gate.audit
            .record_login(Kind::LoginFailed, who, email, Some(reason));
        answer
    };
    // Each attempt counts until it has not failed, so that many at once are as limited as one by one.
    if let Some(limiter) = &gate.failed_logins {
        let (whose, now) = (limiter.account(email, visitor), gate.clock.now());
        if let Err(too_many) = limiter.enter(&whose, now).await {
            let account = gate.log_in(name, password);
            if !gate.policy.limits.locked.is_enforced()
                && let Some(account) = account
            {
                return Ok(account);
            }
            return Err(failed("too_many_attempts", too_many.into_response()));
        }
    }
    let account = gate.log_in(name, password);
    if let (Some(limiter), Some(_)) = (&gate.failed_logins, &account) {
        limiter.forgive(&limiter.account(email, visitor), gate.clock.now());
    }
    account.ok_or_else(|| failed(told.unwrap_or("wrong_credentials"), wrong_password()))
}

impl IntoResponse for NoSession {
    fn into_response(self) -> Response {
        match self {
            NoSession::Full => answer::error(StatusCode::CONFLICT, "Too many sessions"),
            NoSession::Internal => answer::internal(),
        }
    }
}

/// A new session; those that it evicts end with their sockets.
fn begin(gate: &Gate, account: &Account, visitor: &Visitor) -> Result<Session, NoSession> {
    let user = &account.user;
    let begun = gate.logins.begin(user, visitor);
    if let Err(NoSession::Full) = begun {
        let (who, reason) = ((Some(user), visitor), Some("too_many_sessions"));
        gate.audit
            .record_login(Kind::LoginFailed, who, &account.name, reason);
    }
    let (session, evicted) = begun?;
    for id in &evicted {
        gate.end_session(id);
        gate.audit
            .record(Kind::SessionEvicted, (Some(user), visitor), Some("limit"));
    }
    Ok(session)
}

/// The session and the token of who is logged in already, where a login goes on with them.
pub(in crate::systems) async fn brought(gate: &Gate, request: &Parts) -> Option<(String, String)> {
    let Login::Fixed = gate.policy.login else {
        return None;
    };
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
        (Logout::All, _) => gate.end_sessions(&caller.user),
        (_, Some(id)) => drop(gate.end_session(id)),
        (_, None) => {}
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
