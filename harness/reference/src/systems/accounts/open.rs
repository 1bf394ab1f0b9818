//! What the beginning, the renewal and the end of a session answer: tokens in body and cookies.

use ::http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE};
use aws_lc_rs::error::Unspecified;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    System,
    account::Role,
    cookies::Cookie,
    csrf,
    gate::{self, Gate},
    logins::Session,
    shape,
    sign::{Grant, Kind},
    systems::login::confidential,
};

/// Sent with every request.
const ACCESS: Cookie = Cookie {
    name: "access_token",
    path: "/",
    same_site: "Strict",
    http_only: true,
    lasting: shape::WORKSPACE.access,
};

/// Sent only where it is of use.
pub(in crate::systems) const REFRESH: Cookie = Cookie {
    name: "refresh_token",
    path: "/auth",
    lasting: gate::SESSION,
    ..ACCESS
};

/// The access token of a quiz, for this host only.
const SESSION: Cookie = Cookie {
    name: "__Host-session",
    same_site: "Lax",
    lasting: shape::QUIZ.access,
    ..ACCESS
};

/// The cookies of a system: that with the access token, and that beside it.
const fn cookies(system: System) -> [Cookie; 2] {
    match system {
        System::Quiz => [SESSION, csrf::COOKIE],
        System::Sessions | System::Assistant | System::Workspace => [ACCESS, REFRESH],
    }
}

/// The tokens of a session; `kept` is an access token that stays in use.
pub(in crate::systems) fn opened(
    gate: &Gate,
    session: &Session,
    role: Role,
    kept: Option<String>,
) -> Result<Response, Unspecified> {
    let access = match kept {
        Some(token) => token,
        None => gate.access_token(&session.named, Some((&session.id, role)))?,
    };
    let mut body = body(gate, &access);
    let beside = match gate.system {
        System::Quiz => csrf::token(gate, (&session.id, &session.user)),
        System::Sessions | System::Assistant | System::Workspace => {
            let refresh = refresh(gate, session, role)?;
            body["refresh_token"] = refresh.as_str().into();
            refresh
        }
    };
    let [first, second] = cookies(gate.system);
    let policy = &gate.policy.cookies;
    let set = [first.set(&access, policy), second.set(&beside, policy)];
    Ok(confidential(gate, (headers(set), Json(body))))
}

fn refresh(gate: &Gate, session: &Session, role: Role) -> Result<String, Unspecified> {
    let grant = Grant {
        kind: Kind::Refresh,
        lifetime: gate::SESSION,
        session: Some((&session.id, role)),
    };
    gate.tokens.issue(&session.named, grant)
}

/// A new access token of a session.
pub(in crate::systems) fn renewed(gate: &Gate, token: &str) -> Response {
    let [access, _] = cookies(gate.system);
    let set = [access.set(token, &gate.policy.cookies)];
    confidential(gate, (headers(set), Json(body(gate, token))))
}

fn body(gate: &Gate, access: &str) -> Value {
    json!({
        "access_token": access,
        "token_type": "bearer",
        "expires_in": gate.system.shape().access.as_secs(),
    })
}

/// The end of a session: 204, and its cookies cleared.
pub(in crate::systems) fn nothing_left(gate: &Gate) -> Response {
    let policy = &gate.policy.cookies;
    let cleared = match policy.cleared.is_enforced() {
        true => headers(cookies(gate.system).map(|cookie| cookie.clear(policy))),
        false => HeaderMap::new(),
    };
    (StatusCode::NO_CONTENT, cleared).into_response()
}

fn headers<const N: usize>(set: [Option<HeaderValue>; N]) -> HeaderMap {
    let values = set.into_iter().flatten();
    values.map(|value| (SET_COOKIE, value)).collect()
}
