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
    let Some(user) = gate
        .users
        .login(&credentials.username, &credentials.password)
    else {
        let mut response = answer::error(StatusCode::UNAUTHORIZED, "Invalid credentials");
        response
            .headers_mut()
            .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    };
    let Ok(token) = gate.tokens.issue(user) else {
        return answer::internal();
    };
    let mut body = json!({"access_token": token, "token_type": "bearer"});
    if let (Value::Object(body), Value::Object(besides)) = (&mut body, besides) {
        body.extend(besides);
    }
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
