//! Refreshing: a refresh token for a new access token.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    audit::Kind,
    bearer::Denied,
    body,
    caller::Caller,
    cookies,
    gate::Gate,
    percent::Parameter,
    policy::Several,
    sign,
    systems::accounts::open::{self, REFRESH},
    token::TokenError,
    visitor::Visitor,
};

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
            let response = open::renewed(&gate, &token);
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
