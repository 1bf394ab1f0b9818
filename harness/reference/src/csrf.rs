//! Cross-site request forgery: a double-submit pair of cookie and header, bound to the session.

use aws_lc_rs::{constant_time::verify_slices_are_equal, error::Unspecified, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, request::Parts};

use crate::{
    cookies::{self, Cookie},
    gate::Gate,
    percent::Parameter,
    policy::{CsrfPolicy, Several},
    random,
};

/// Read by scripts of the page, which send its value along.
pub(crate) const COOKIE: Cookie = Cookie {
    name: "__Host-csrf",
    path: "/",
    same_site: "Lax",
    http_only: false,
    lasting: crate::shape::QUIZ.access,
};

const HEADER: &str = "x-csrf-token";

/// Makes the token of a session.
#[derive(Debug)]
pub(crate) struct Csrf(hmac::Key);

impl Csrf {
    pub(crate) fn fresh() -> Result<Csrf, Unspecified> {
        let secret = random::secret()?;
        Ok(Csrf(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())))
    }

    pub(crate) fn token(&self, session: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, session.as_bytes()))
    }
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
    let cookie = cookies::value(&request.headers, COOKIE.name, Several::Refused);
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
        false => policy.bound.passes(own),
    }
}
