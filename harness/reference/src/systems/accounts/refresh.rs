//! Refreshing: a refresh token for a new access token.

use std::sync::Arc;

use ::http::{HeaderMap, StatusCode};
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{open, rotate};
use crate::{
    account::User,
    answer,
    audit::Kind,
    bearer::Denied,
    body, cookies,
    gate::Gate,
    percent::Parameter,
    policy::{NoToken, Precedence, Several},
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
        Ok(token) => renewed(&gate, token).await,
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
    let cleared = match denied {
        Denied::BadToken(_) if rotate::rotates(gate) => open::cleared(gate),
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
    let name = open::refresh_cookie(gate.system);
    let cookie = cookies::value(request.headers(), name, Several::Refused);
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
async fn renewed(gate: &Gate, token: Parameter) -> Result<(User, Response), Failed> {
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
        if let (Some(id), true) = (&session, rotate::rotates(gate)) {
            gate.end_session(id);
        }
        bad(error, named)
    })?;
    if rotate::is_replay(gate, &caller) {
        rotate::end_for(gate, &caller);
        let user = Some(caller.user);
        let reason = "replayed";
        return Err(Failed {
            reason,
            ..bad(TokenError::Invalid, user)
        });
    }
    if let Some(gap) = gate.policy.using_up.gap() {
        tokio::time::sleep(gap).await;
        rotate::use_up(gate, &caller);
    }
    if !gate.policy.refresh_alone.is_enforced() {
        for other in gate.logins.of(&caller.user) {
            if Some(&other.id) != session.as_ref() {
                gate.end_session(&other.id);
            }
        }
    }
    let response = match rotate::rotates(gate) {
        true => {
            let pair = rotate::pair(gate, &caller, &token);
            pair.map_err(|error| bad(error, Some(caller.user.clone())))?
        }
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
