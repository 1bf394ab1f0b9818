//! What a login, a refresh and a logout answer: tokens in the body and in cookies.

use std::time::Duration;

use ::http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE};
use aws_lc_rs::error::Unspecified;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    cookies::Cookie,
    gate::{self, Gate},
    logins::Session,
    sign::{Grant, Kind},
    systems::login::confidential,
    users::Role,
};

/// Sent with every request.
const ACCESS: Cookie = Cookie {
    name: "access_token",
    path: "/",
    same_site: "Strict",
    http_only: true,
    lasting: Duration::from_secs(15 * 60),
};

/// Sent only where it is of use.
pub(super) const REFRESH: Cookie = Cookie {
    name: "refresh_token",
    path: "/auth",
    lasting: gate::SESSION,
    ..ACCESS
};

/// Both tokens of a session; `kept` is an access token that stays in use.
pub(super) fn both(
    gate: &Gate,
    session: &Session,
    role: Role,
    kept: Option<String>,
) -> Result<Response, Unspecified> {
    let access = match kept {
        Some(token) => token,
        None => gate.access_token(&session.named, Some((&session.id, role)))?,
    };
    let grant = Grant {
        kind: Kind::Refresh,
        lifetime: gate::SESSION,
        session: Some((&session.id, role)),
    };
    let refresh = gate.tokens.issue(&session.named, grant)?;
    let body = json!({
        "access_token": access,
        "refresh_token": refresh,
        "token_type": "bearer",
        "expires_in": gate.system.shape().access.as_secs(),
    });
    let set = [
        ACCESS.set(&access, &gate.policy.cookies),
        REFRESH.set(&refresh, &gate.policy.cookies),
    ];
    Ok(confidential(gate, (headers(set), Json(body))))
}

/// A new access token of a session.
pub(super) fn access(gate: &Gate, token: &str) -> Response {
    let body = json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": gate.system.shape().access.as_secs(),
    });
    let set = [ACCESS.set(token, &gate.policy.cookies)];
    confidential(gate, (headers(set), Json(body)))
}

/// The end of a session: 204, and both cookies cleared.
pub(super) fn nothing_left(gate: &Gate) -> Response {
    let policy = &gate.policy.cookies;
    let cleared = match policy.cleared.is_enforced() {
        true => headers([ACCESS.clear(policy), REFRESH.clear(policy)]),
        false => HeaderMap::new(),
    };
    (StatusCode::NO_CONTENT, cleared).into_response()
}

fn headers<const N: usize>(set: [Option<HeaderValue>; N]) -> HeaderMap {
    let values = set.into_iter().flatten();
    values.map(|value| (SET_COOKIE, value)).collect()
}
