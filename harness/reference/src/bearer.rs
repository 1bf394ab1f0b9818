//! Bearer tokens on HTTP (RFC 6750): the `Authorization` header, and the 401 with its challenge.

use axum::response::{IntoResponse, Response};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
};

use crate::{
    System, answer,
    gate::Gate,
    percent::Parameter,
    policy::{Challenge, Places, Scheme, Several},
    token::TokenError,
};

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

/// The bearer token; another scheme is as good as no credentials (RFC 6750 3.1).
pub(crate) fn credentials(headers: &HeaderMap, places: &Places) -> Parameter {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(first) = values.next() else {
        return Parameter::Absent;
    };
    let value = match (values.next_back(), places.headers) {
        (Some(_), Several::Refused) => return Parameter::Unusable,
        (Some(last), Several::LastCounts) => last,
        (_, _) => first,
    };
    let value = value.as_bytes();
    let end = value
        .iter()
        .position(|byte| *byte == b' ')
        .unwrap_or(value.len());
    let (scheme, rest) = value.split_at(end);
    let bearer = match places.scheme {
        Scheme::AnyCase => scheme.eq_ignore_ascii_case(b"bearer"),
        Scheme::Exact => scheme == b"Bearer",
    };
    match bearer {
        true => Parameter::Once(rest.trim_ascii_start().to_vec()),
        false => Parameter::Absent,
    }
}

impl Gate {
    /// The 401 with this system's challenge.
    pub(crate) fn unauthenticated(&self, denied: Denied) -> Unauthenticated {
        Unauthenticated {
            denied,
            system: self.system,
            challenge: self.policy.challenge,
        }
    }
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
