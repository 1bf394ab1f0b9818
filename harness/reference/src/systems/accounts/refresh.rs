//! Refreshing: a refresh token for a new access token, and where it rotates for the next refresh token.

use std::{sync::Arc, time::Duration};

use ::http::{HeaderMap, StatusCode};
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::open::{self, Kept, Opening, REFRESH};
use crate::{
    account::User,
    answer,
    audit::Kind,
    bearer::Denied,
    body,
    caller::Caller,
    cookies,
    gate::Gate,
    percent::Parameter,
    policy::{NoToken, OnReplay, Precedence, Rotation, Several},
    sign,
    token::TokenError,
    visitor::Visitor,
};

/// The body of a refresh without a cookie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    refresh_token: String,
}

/// Why there are no new tokens.
struct Failed {
    denied: Denied,
    /// Whose token it is, if that is known.
    user: Option<User>,
    reason: &'static str,
}

impl Failed {
    fn of(denied: Denied, user: Option<User>) -> Failed {
        let reason = match denied {
            Denied::NoCredentials => "missing",
            Denied::BadToken(TokenError::Expired) => "expired",
            Denied::BadToken(_) => "invalid",
        };
        Failed {
            denied,
            user,
            reason,
        }
    }
}

pub(in crate::systems) async fn refresh(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Response {
    let refreshed = match given(&gate, request).await {
        Ok(token) => renewed(&gate, token),
        Err(response) => return response,
    };
    let (kind, user, reason, response) = match refreshed {
        Ok((user, response)) => (Kind::TokenRefresh, Some(user), None, response),
        Err(failed) => {
            let response = refused(&gate, failed.denied);
            let kind = Kind::TokenRefreshFailed;
            (kind, failed.user, Some(failed.reason), response)
        }
    };
    gate.audit.record(kind, (user.as_ref(), &visitor), reason);
    response
}

/// The 401; where tokens rotate, whoever comes with a bad one is logged out.
fn refused(gate: &Gate, denied: Denied) -> Response {
    if let (Denied::NoCredentials, NoToken::Malformed) = (denied, gate.policy.no_refresh) {
        return answer::error(StatusCode::UNPROCESSABLE_ENTITY, "Invalid request body");
    }
    let cleared = match (gate.system.shape().rotation, denied) {
        (true, Denied::BadToken(_)) => open::cleared(gate),
        _ => HeaderMap::new(),
    };
    let mut response = gate.unauthenticated(denied).into_response();
    response.headers_mut().extend(cleared);
    response
}

/// The refresh token: from the cookie, else from the body; a body that holds none is none.
pub(in crate::systems) async fn given(
    gate: &Gate,
    request: Request,
) -> Result<Parameter, Response> {
    let cookie = cookies::value(request.headers(), REFRESH.name, Several::Refused);
    let is_json = body::declares_json(request.headers());
    let bytes = body::collect(request).await?;
    let body = is_json.then(|| body::object::<Given>(&bytes)).flatten();
    let body = body.map_or(Parameter::Absent, |given| {
        Parameter::Once(given.refresh_token.into_bytes())
    });
    Ok(match gate.policy.refresh_places {
        Precedence::Declared => cookie.or(body),
        Precedence::Reversed => body.or(cookie),
    })
}

/// New tokens of the same session.
fn renewed(gate: &Gate, token: Parameter) -> Result<(User, Response), Failed> {
    let token = match token {
        Parameter::Once(token) => token,
        Parameter::Absent => return Err(Failed::of(Denied::NoCredentials, None)),
        Parameter::Unusable => {
            return Err(Failed::of(Denied::BadToken(TokenError::Invalid), None));
        }
    };
    let policy = &gate.policy.refresh;
    let bad = |error, user| Failed::of(Denied::BadToken(error), user);
    let claims = gate.tokens.verify(&token, policy, &[sign::Kind::Refresh]);
    let claims = claims.map_err(|error| bad(error, None))?;
    let (named, session) = (claims.user.clone(), claims.session.clone());
    let caller = gate.speaker(claims, policy).map_err(|error| {
        // What was true of its user when it was issued is so no more: the session ends.
        if let (Some(id), true) = (&session, gate.system.shape().rotation) {
            gate.end_session(id);
        }
        bad(error, named)
    })?;
    let rotates = gate.system.shape().rotation;
    let used_up = rotates || matches!(gate.policy.rotation, Rotation::UsedUp);
    if used_up && !is_first_use(gate, &caller) {
        return Err(replayed(gate, &caller));
    }
    if !gate.policy.refresh_alone.is_enforced() {
        for other in gate.logins.of(&caller.user) {
            if Some(&other.id) != session.as_ref() {
                gate.end_session(&other.id);
            }
        }
    }
    let response = match rotates {
        true => rotated(gate, &caller, &token)?,
        false => {
            let session = session.as_deref().map(|id| (id, caller.role));
            let named = caller.claims.user.as_ref().unwrap_or(&caller.user);
            let access = gate.access_token(named, session);
            let internal = |_| bad(TokenError::Internal, Some(caller.user.clone()));
            open::renewed(gate, &access.map_err(internal)?)
        }
    };
    Ok((caller.user, response))
}

/// A token that comes again was stolen, or its successor was.
fn replayed(gate: &Gate, caller: &Caller) -> Failed {
    match (gate.policy.on_replay, &caller.claims.session) {
        (OnReplay::EndUser, _) => gate.end_sessions(&caller.user),
        (OnReplay::EndSession, Some(id)) => drop(gate.end_session(id)),
        (OnReplay::EndSession, None) | (OnReplay::EndNothing, _) => {}
    }
    Failed {
        denied: Denied::BadToken(TokenError::Invalid),
        user: Some(caller.user.clone()),
        reason: "replayed",
    }
}

/// A new pair.
fn rotated(gate: &Gate, caller: &Caller, token: &[u8]) -> Result<Response, Failed> {
    let bad = |error| Failed::of(Denied::BadToken(error), Some(caller.user.clone()));
    let claims = &caller.claims;
    let session = claims.session.as_deref().unwrap_or_default();
    let same = match gate.policy.rotation {
        Rotation::SameAgain => String::from_utf8(token.to_vec()).ok(),
        Rotation::Declared | Rotation::UsedUp | Rotation::OldStaysGood => None,
    };
    let kept = Kept {
        access: None,
        refresh: same,
    };
    let account = gate.users.look_up(&caller.user);
    let account = account.ok_or_else(|| bad(TokenError::Invalid))?;
    gate.logins.renew(session);
    let opening = Opening {
        session,
        named: claims.user.as_ref().unwrap_or(&caller.user),
        account: &account,
        kept,
    };
    open::opened(gate, opening).map_err(|_| bad(TokenError::Internal))
}

/// Whether the token was not used before.
fn is_first_use(gate: &Gate, caller: &Caller) -> bool {
    if let Rotation::SameAgain | Rotation::OldStaysGood = gate.policy.rotation {
        return true;
    }
    let now = gate.clock.now();
    // Where nobody looks at the end of a token, it is remembered for ever.
    let expiry = caller.claims.expiry.unwrap_or(Duration::MAX);
    let spend = |id: &String| gate.refreshed.spend(id, expiry, now);
    caller.claims.id.as_ref().is_some_and(spend)
}
