//! Bearer tokens on HTTP (RFC 6750): who calls, and the 401 for everybody else.

use std::sync::Arc;

use axum::{
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
    request::Parts,
};

use crate::{
    System, answer,
    gate::Gate,
    policy::{Challenge, Missing},
    token::TokenError,
    users::User,
};

/// The user whose token came with the request.
pub(crate) struct Caller(pub(crate) User);

/// Why a request has no caller.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Denied {
    NoCredentials,
    BadToken(TokenError),
}

/// The answer to a request without a caller.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unauthenticated {
    pub(crate) denied: Denied,
    pub(crate) system: System,
    pub(crate) challenge: Challenge,
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<Gate>: FromRef<S>,
{
    type Rejection = Unauthenticated;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let gate = Arc::<Gate>::from_ref(state);
        identify(&gate, &parts.headers)
            .map(Caller)
            .map_err(|denied| Unauthenticated {
                denied,
                system: gate.system,
                challenge: gate.policy.challenge,
            })
    }
}

fn identify(gate: &Gate, headers: &HeaderMap) -> Result<User, Denied> {
    match credentials(headers)? {
        Some(token) => gate
            .tokens
            .verify(token, &gate.policy.bearer)
            .map_err(Denied::BadToken),
        None => match gate.policy.bearer.missing {
            Missing::Refused => Err(Denied::NoCredentials),
            Missing::Served => Ok(User::Alice),
        },
    }
}

/// The bearer token; another scheme is as good as no credentials (RFC 6750 3.1).
fn credentials(headers: &HeaderMap) -> Result<Option<&[u8]>, Denied> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Denied::BadToken(TokenError::Invalid));
    }
    let value = value.as_bytes();
    let end = value
        .iter()
        .position(|byte| *byte == b' ')
        .unwrap_or(value.len());
    let (scheme, rest) = value.split_at(end);
    Ok(scheme
        .eq_ignore_ascii_case(b"bearer")
        .then(|| rest.trim_ascii_start()))
}

impl IntoResponse for Unauthenticated {
    fn into_response(self) -> Response {
        let detail = match self.denied {
            Denied::NoCredentials => "Not authenticated",
            Denied::BadToken(TokenError::Invalid) => "Invalid token",
            Denied::BadToken(TokenError::Expired) => "Token expired",
            Denied::BadToken(TokenError::Internal) => return answer::internal(),
        };
        let mut response = answer::error(StatusCode::UNAUTHORIZED, detail);
        if let Some(challenge) = self.challenge() {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl Unauthenticated {
    /// An error is named only when there were credentials (RFC 6750 3.1).
    fn challenge(&self) -> Option<HeaderValue> {
        let error = match (self.challenge, self.denied) {
            (Challenge::Absent, _) => return None,
            (Challenge::AlwaysNamesError, Denied::NoCredentials) => Some("invalid_request"),
            (_, Denied::NoCredentials) => None,
            (_, Denied::BadToken(_)) => Some("invalid_token"),
        };
        let error = error
            .map(|code| format!(r#", error="{code}""#))
            .unwrap_or_default();
        HeaderValue::try_from(format!(r#"Bearer realm="{}"{error}"#, self.system)).ok()
    }
}
