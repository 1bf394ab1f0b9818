//! What the beginning, the renewal and the end of a session answer: tokens in body and cookies.

use std::sync::Arc;

use ::http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use aws_lc_rs::error::Unspecified;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    System,
    account::{Account, User},
    answer,
    cookies::Cookie,
    csrf,
    gate::{self, Gate},
    shape::{self, Rotates},
    sign::{Grant, Kind},
    systems::login::confidential,
    visits::Visits,
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
const REFRESH: Cookie = Cookie {
    name: "refresh_token",
    path: "/auth",
    lasting: gate::SESSION,
    ..ACCESS
};

/// The cookies of a system, each where there is one.
struct Cookies {
    access: Cookie,
    refresh: Option<Cookie>,
    csrf: Option<Cookie>,
}

const fn cookies(system: System) -> Cookies {
    let csrf = csrf::cookie(system);
    match system {
        // The access token of a quiz, for this host only.
        System::Quiz => Cookies {
            access: Cookie {
                name: "__Host-session",
                same_site: "Lax",
                lasting: shape::QUIZ.access,
                ..ACCESS
            },
            // Nor may scripts of the page read what renews it.
            refresh: Some(Cookie {
                name: "__Host-refresh",
                path: "/",
                same_site: "Lax",
                ..REFRESH
            }),
            csrf,
        },
        // A link in a mail arrives logged in.
        System::Documents => Cookies {
            access: Cookie {
                same_site: "Lax",
                lasting: shape::DOCUMENTS.access,
                ..ACCESS
            },
            refresh: Some(Cookie {
                path: "/",
                same_site: "Lax",
                ..REFRESH
            }),
            csrf,
        },
        System::Sessions | System::Assistant | System::Workspace => Cookies {
            access: ACCESS,
            refresh: Some(REFRESH),
            csrf,
        },
    }
}

/// The cookie that carries a refresh token.
pub(in crate::systems) const fn refresh_cookie(system: System) -> &'static str {
    match cookies(system).refresh {
        Some(cookie) => cookie.name,
        None => REFRESH.name,
    }
}

/// A session whose tokens are handed out.
#[derive(Debug)]
pub(in crate::systems) struct Opening<'a> {
    pub(in crate::systems) session: &'a str,
    /// Whom its tokens name.
    pub(in crate::systems) named: &'a User,
    pub(in crate::systems) account: &'a Account,
    /// Tokens that stay in use.
    pub(in crate::systems) kept: Kept,
}

/// Tokens in place of new ones.
#[derive(Debug, Default)]
pub(in crate::systems) struct Kept {
    pub(in crate::systems) access: Option<String>,
    pub(in crate::systems) refresh: Option<String>,
}

/// The tokens of a session.
pub(in crate::systems) fn opened(
    gate: &Gate,
    opening: Opening<'_>,
) -> Result<Response, Unspecified> {
    let (id, named, role) = (opening.session, opening.named, opening.account.role);
    let access = match &opening.kept.access {
        Some(token) => token.clone(),
        None => gate.access_token(opening.named, Some((id, role)))?,
    };
    let mut body = body(gate, &access);
    let cookies = cookies(gate.system);
    let policy = &gate.policy.cookies;
    let mut set = vec![cookies.access.set(&access, policy)];
    if let Some(cookie) = cookies.refresh {
        let token = refresh(gate, opening)?;
        set.push(cookie.set(&token, policy));
        if gate.system != System::Quiz {
            body["refresh_token"] = token.into();
        }
    }
    if let Some(cookie) = cookies.csrf {
        set.push(cookie.set(&csrf::token(gate, (id, named))?, policy));
    }
    Ok(confidential(gate, (headers(set), Json(body))))
}

fn refresh(gate: &Gate, opening: Opening<'_>) -> Result<String, Unspecified> {
    if let Some(token) = opening.kept.refresh {
        return Ok(token);
    }
    let email = gate.system.shape().rotation != Rotates::Never;
    let grant = Grant {
        kind: Kind::Refresh,
        lifetime: gate::SESSION,
        session: Some((opening.session, opening.account.role)),
        email: email.then_some(opening.account.name.as_str()),
    };
    gate.tokens.issue(opening.named, grant)
}

/// A page for everybody, and the id of whoever opens it for the first time.
pub(in crate::systems) async fn visited(
    State(gate): State<Arc<Gate>>,
) -> Result<Response, Response> {
    let id = Visits::begin().map_err(|_| answer::internal())?;
    let set = cookies(gate.system).access.set(&id, &gate.policy.cookies);
    Ok((headers([set]), Json(json!({"visitor": true}))).into_response())
}

/// A new access token of a session.
pub(in crate::systems) fn renewed(gate: &Gate, token: &str) -> Response {
    let set = cookies(gate.system).access.set(token, &gate.policy.cookies);
    confidential(gate, (headers([set]), Json(body(gate, token))))
}

fn body(gate: &Gate, access: &str) -> Value {
    json!({
        "access_token": access,
        "token_type": "bearer",
        "expires_in": gate.system.shape().access.as_secs(),
    })
}

/// The end of a session, and its cookies cleared.
pub(in crate::systems) fn nothing_left(gate: &Gate) -> Response {
    (gate.system.shape().left, cleared(gate)).into_response()
}

/// The headers that clear all cookies.
pub(in crate::systems) fn cleared(gate: &Gate) -> HeaderMap {
    let policy = &gate.policy.cookies;
    if !policy.cleared.is_enforced() {
        return HeaderMap::new();
    }
    let Cookies {
        access,
        refresh,
        csrf,
    } = cookies(gate.system);
    let all = [Some(access), refresh, csrf].into_iter().flatten();
    headers(all.map(|cookie| cookie.clear(policy)))
}

fn headers(set: impl IntoIterator<Item = Option<HeaderValue>>) -> HeaderMap {
    let values = set.into_iter().flatten();
    values.map(|value| (SET_COOKIE, value)).collect()
}
