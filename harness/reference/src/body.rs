//! Strict JSON bodies: bounded, declared as JSON, an object, no unknown fields, no coercion.

use std::time::Duration;

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    response::Response,
};
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use serde::de::DeserializeOwned;

use crate::{answer, policy::JsonType};

/// Octets of the largest body.
const LIMIT: usize = 64 * 1024;
/// The longest time that a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A body that was read as `T`; everything else is answered 408, 413 or 422.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let is_json = declares_json(request.headers());
        let bytes = collect(request).await?;
        let body = is_json.then(|| object(&bytes)).flatten();
        body.map(JsonBody).ok_or_else(|| {
            // Nothing of the input is repeated: it may hold a password.
            answer::error(StatusCode::UNPROCESSABLE_ENTITY, "Invalid request body")
        })
    }
}

pub(crate) async fn collect(request: Request) -> Result<Bytes, Response> {
    match tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), LIMIT)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(answer::error(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Body too large",
        )),
        Err(_) => Err(answer::error(StatusCode::REQUEST_TIMEOUT, "Body too slow")),
    }
}

/// Whether a body is read as JSON.
pub(crate) fn is_json(headers: &HeaderMap, what: JsonType) -> bool {
    let mentioned = || {
        let value = headers.get(CONTENT_TYPE);
        value.is_some_and(|value| {
            let value = String::from_utf8_lossy(value.as_bytes());
            value.contains("application/json")
        })
    };
    match what {
        JsonType::Declared => declares_json(headers),
        JsonType::Mentioned => mentioned(),
        JsonType::Any => true,
    }
}

/// Only `application/json` is JSON: a form cannot send it across sites without a preflight.
pub(crate) fn declares_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// Reads an object into a struct; serde alone would also take an array for one.
pub(crate) fn object<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    let is_object = json.trim_ascii_start().first() == Some(&b'{');
    is_object
        .then(|| serde_json::from_slice(json).ok())
        .flatten()
}
