//! What other pages may read and send (the CORS protocol of the Fetch standard).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
        ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
        ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
    },
};

use crate::{answer, gate::Gate, origin};

const METHODS: &str = "GET, POST, PATCH, DELETE";
const HEADERS: &str = "authorization, content-type, x-csrf-token";

/// Names the allowed origin on what it asked for, and answers preflights.
pub(crate) async fn share(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let allowed = allowed(&gate, request.headers());
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match (preflight, &allowed) {
        (false, _) => next.run(request).await,
        (true, Some(_)) => permissions(),
        (true, None) => answer::error(StatusCode::FORBIDDEN, "Origin not allowed"),
    };
    // The answer depends on the origin even where none is named.
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
    response
}

/// The value of `Access-Control-Allow-Origin` for this request, if it gets one.
fn allowed(gate: &Gate, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(ORIGIN)?;
    let cors = &gate.policy.cors;
    if !cors.named.is_enforced() {
        return Some(HeaderValue::from_static("*"));
    }
    origin::is_allowed(headers, cors.origin).then(|| origin.clone())
}

fn permissions() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
