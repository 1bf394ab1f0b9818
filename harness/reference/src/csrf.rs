//! Cross-site request forgery: a double-submit pair of cookie and header, which may
//! be bound to the session.

use aws_lc_rs::{constant_time::verify_slices_are_equal, error::Unspecified, hmac};
use axum::response::Response;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, StatusCode, request::Parts};

use crate::{
    System,
    account::User,
    answer,
    audit::Kind,
    cookies::{self, Cookie},
    gate::{self, Gate},
    percent::Parameter,
    policy::{CsrfPolicy, Several},
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

/// Makes the token of a session.
#[derive(Debug)]
pub(crate) struct Csrf(hmac::Key);

impl Csrf {
    pub(crate) fn fresh() -> Result<Csrf, Unspecified> {
        let secret = random::secret()?;
        Ok(Csrf(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())))
    }

    fn token(&self, session: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, session.as_bytes()))
    }
}

/// The token that a session gets: its own, or any.
pub(crate) fn token(gate: &Gate, session: &str) -> Result<String, Unspecified> {
    match gate.system.shape().csrf_bound {
        true => Ok(gate.csrf.token(session)),
        false => random::secret(),
    }
}

/// The answer to a request without the pair, which is recorded.
pub(crate) fn refuse(gate: &Gate, request: &Parts, user: Option<&User>) -> Response {
    let visitor = Visitor::read(request.extensions.get(), &request.headers);
    let reason = Some("pair_missing_or_wrong");
    gate.audit
        .record(Kind::CsrfValidationFailed, (user, &visitor), reason);
    answer::error(StatusCode::FORBIDDEN, "CSRF token missing or wrong")
}

/// Whether a request of this session comes from the own page: it changes nothing, or it brings the
/// pair.
pub(crate) fn passes(gate: &Gate, request: &Parts, session: Option<&str>) -> bool {
    let policy = &gate.policy.csrf;
    let safe = matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let spared = request.method == Method::PATCH && !policy.patch.is_enforced();
    safe || spared || is_pair(gate, request, session, policy)
}

fn is_pair(gate: &Gate, request: &Parts, session: Option<&str>, policy: &CsrfPolicy) -> bool {
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
    let expected = session.map(|session| gate.csrf.token(session));
    let expected = expected.unwrap_or_default().into_bytes();
    let own = verify_slices_are_equal(&cookie, &expected).is_ok();
    let same = verify_slices_are_equal(&cookie, header).is_ok();
    same && match cookie.is_empty() {
        true => !policy.filled.is_enforced(),
        false => !gate.system.shape().csrf_bound || policy.bound.passes(own),
    }
}
