//! Logging in with a password.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, WWW_AUTHENTICATE},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{answer, gate::Gate};

/// The body of a login.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    username: String,
    password: String,
}

/// A token and what the system says besides it, or 401.
pub(super) fn login(gate: &Gate, credentials: &Credentials, besides: Value) -> Response {
    let Some(account) = gate.log_in(&credentials.username, &credentials.password) else {
        return wrong_password();
    };
    let Ok(token) = gate.access_token(&account.user, None) else {
        return answer::internal();
    };
    let mut body = json!({"access_token": token, "token_type": "bearer"});
    if let (Value::Object(body), Value::Object(besides)) = (&mut body, besides) {
        body.extend(besides);
    }
    confidential(gate, Json(body))
}

/// The answer to a wrong pair of name and password.
pub(super) fn wrong_password() -> Response {
    let mut response = answer::error(StatusCode::UNAUTHORIZED, "Invalid credentials");
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// A response with tokens: nobody may store it (RFC 6749 5.1).
pub(super) fn confidential(gate: &Gate, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    if gate.policy.no_store.is_enforced() {
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
