//! Cross-site request forgery: the origin of the page, and a double-submit pair of cookie and header, which
//! may be bound to the session.

use aws_lc_rs::{constant_time::verify_slices_are_equal, error::Unspecified, hmac};
use axum::response::Response;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CONTENT_TYPE, ORIGIN, REFERER},
    request::Parts,
};

use crate::{
    System,
    account::User,
    answer,
    audit::Kind,
    caller::Caller,
    cookies::{self, Cookie},
    gate::{self, Gate},
    origin,
    percent::{self, Parameter},
    policy::{Asked, Binding, CsrfPolicy, Several},
    random,
    visitor::Visitor,
};

/// Read by scripts of the page, which send its value along.
const QUIZ: Cookie = Cookie {
    name: "__Host-csrf",
    path: "/",
    same_site: "Lax",
    http_only: false,
    lasting: crate::shape::QUIZ.access,
};

/// Good for whoever has it.
const DOCUMENTS: Cookie = Cookie {
    name: "csrf_token",
    lasting: gate::SESSION,
    ..QUIZ
};

/// The cookie of a system, where there is one.
pub(crate) const fn cookie(system: System) -> Option<Cookie> {
    match system {
        System::Quiz => Some(QUIZ),
        System::Documents => Some(DOCUMENTS),
        System::Sessions | System::Assistant | System::Workspace => None,
    }
}

const HEADER: &str = "x-csrf-token";

/// Makes tokens.
#[derive(Debug)]
pub(crate) struct Csrf(hmac::Key);

impl Csrf {
    pub(crate) fn fresh() -> Result<Csrf, Unspecified> {
        let secret = random::secret()?;
        Ok(Csrf(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())))
    }

    fn token(&self, holder: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, holder.as_bytes()))
    }
}

/// The token that a session gets: its own, or that of its user, or any.
pub(crate) fn token(gate: &Gate, whose: (&str, &User)) -> Result<String, Unspecified> {
    match gate.system.shape().csrf_bound {
        true => Ok(bound(gate, whose)),
        false => random::secret(),
    }
}

fn bound(gate: &Gate, (session, user): (&str, &User)) -> String {
    match gate.policy.csrf.binding {
        Binding::Session => gate.csrf.token(session),
        Binding::User => gate.csrf.token(user.as_str()),
    }
}

/// The answer to a request that does not come from the own page, which is recorded.
pub(crate) fn refuse(
    gate: &Gate,
    request: &Parts,
    (user, reason): (Option<&User>, &str),
) -> Response {
    let visitor = Visitor::read(
        request.extensions.get(),
        &request.headers,
        gate.policy.audit.peer,
    );
    gate.audit
        .record(Kind::CsrfValidationFailed, (user, &visitor), Some(reason));
    answer::error(StatusCode::FORBIDDEN, "CSRF token missing or wrong")
}

/// Why a request does not come from the own page: it changes something, and its origin is foreign or it
/// does not bring the pair.
pub(crate) fn failure(
    gate: &Gate,
    request: &Parts,
    caller: Option<&Caller>,
) -> Option<&'static str> {
    if !is_asked(request, &gate.policy.csrf) {
        return None;
    }
    if !is_own_page(&request.headers, &gate.policy.csrf) {
        return Some("origin");
    }
    (!is_pair(gate, request, caller)).then_some("pair")
}

fn is_asked(request: &Parts, policy: &CsrfPolicy) -> bool {
    let safe = matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let spared = request.method == Method::PATCH && !policy.patch.is_enforced();
    let path = request.uri.path();
    match policy.asked {
        Asked::Sessions if path == "/api/sessions" => true,
        _ if safe || spared => false,
        Asked::Unsafe | Asked::Sessions => true,
        Asked::UnlessLikeExempt => !path.starts_with("/api/log"),
        Asked::ByType => match request.headers.get(CONTENT_TYPE) {
            Some(what) => TYPES.iter().any(|known| what == known),
            None => true,
        },
        Asked::Typed => request.headers.contains_key(CONTENT_TYPE),
        Asked::UnlessOverridden => meant(request).as_deref() != Some("GET"),
    }
}

/// The content types of forms, and that of our scripts.
const TYPES: [&str; 4] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
];

/// The method that a request says it means.
pub(crate) fn meant(request: &Parts) -> Option<String> {
    let header = request.headers.get("x-http-method-override");
    let header = header.and_then(|value| value.to_str().ok().map(str::to_owned));
    header.or_else(|| match percent::parameter(&request.uri, "_method") {
        Parameter::Once(value) => String::from_utf8(value).ok(),
        Parameter::Absent | Parameter::Unusable => None,
    })
}

/// Whether `Origin`, or without one `Referer`, is that of the own page; browsers leave out both only
/// where the page has asked for it.
fn is_own_page(headers: &HeaderMap, policy: &CsrfPolicy) -> bool {
    if headers.contains_key(ORIGIN) {
        return origin::is_allowed(headers, policy.origin);
    }
    let referer = headers.get(REFERER).map(HeaderValue::as_bytes);
    referer.is_none_or(|page| policy.referer.passes(origin::is_page(page)))
}

fn is_pair(gate: &Gate, request: &Parts, caller: Option<&Caller>) -> bool {
    let policy = &gate.policy.csrf;
    let Some(cookie) = cookie(gate.system) else {
        return false;
    };
    let cookie = cookies::value(&request.headers, cookie.name, Several::Refused);
    let cookie = match cookie {
        Parameter::Once(value) => value,
        Parameter::Absent | Parameter::Unusable => return false,
    };
    let mut headers = request.headers.get_all(HEADER).iter();
    let header = match (headers.next(), headers.next()) {
        (Some(value), None) => value.as_bytes(),
        (None, _) if !policy.header.is_enforced() => cookie.as_slice(),
        _ => return false,
    };
    let whose = caller.and_then(|it| Some((it.claims.session.as_deref()?, &it.user)));
    let expected = whose.map(|whose| bound(gate, whose));
    let expected = expected.unwrap_or_default().into_bytes();
    let own = verify_slices_are_equal(&cookie, &expected).is_ok();
    let same = verify_slices_are_equal(&cookie, header).is_ok();
    same && match cookie.is_empty() {
        true => !policy.filled.is_enforced(),
        false => !gate.system.shape().csrf_bound || policy.bound.passes(own),
    }
}
