//! Verifies access tokens (RFC 7515, RFC 7519, RFC 8725): form, algorithm, signature, claims.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{
    policy::{EmptyClaims, Malformed, Signature, TokenPolicy, Unsigned},
    sign::{self, Tokens},
    users::User,
};

/// Why a token is not accepted. Says no more than a caller may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenError {
    Invalid,
    /// Valid in everything but its time.
    Expired,
    /// The verifier itself failed.
    Internal,
}

/// A token that is three decodable segments, the first two of them JSON objects.
struct Parts<'a> {
    signed: &'a [u8],
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn read(token: &'a [u8]) -> Option<Parts<'a>> {
        let mut segments = token.split(|byte| *byte == b'.');
        let (header, claims) = (segments.next()?, segments.next()?);
        let signature = URL_SAFE_NO_PAD.decode(segments.next()?).ok()?;
        if segments.next().is_some() {
            return None;
        }
        let signed = token.get(..header.len() + 1 + claims.len())?;
        Some(Parts {
            signed,
            header: object(header)?,
            claims: object(claims)?,
            signature,
        })
    }
}

fn object(segment: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()
}

impl Tokens {
    /// The user for whom the token speaks now.
    pub(crate) fn verify(&self, token: &[u8], policy: &TokenPolicy) -> Result<User, TokenError> {
        let Some(parts) = Parts::read(token) else {
            return Err(match policy.malformed {
                Malformed::Refused => TokenError::Invalid,
                Malformed::Crashes => TokenError::Internal,
            });
        };
        // No critical extension is understood here, so each one is refused (RFC 7515 4.1.11).
        let crit_absent = !parts.header.contains_key("crit");
        if !policy.crit.passes(crit_absent) || !self.is_signed(&parts, policy) {
            return Err(TokenError::Invalid);
        }
        self.check_claims(&parts.claims, policy)
    }

    fn is_signed(&self, parts: &Parts<'_>, policy: &TokenPolicy) -> bool {
        match parts.header.get("alg").and_then(Value::as_str) {
            Some("HS256") => match policy.signature {
                Signature::Verified => self.signature_matches(parts),
                Signature::AnyNonEmpty => !parts.signature.is_empty(),
                Signature::EmptyAccepted => {
                    parts.signature.is_empty() || self.signature_matches(parts)
                }
            },
            Some(other) => match policy.unsigned {
                Unsigned::Refused => false,
                Unsigned::ExactNone => other == "none",
                Unsigned::OtherSpellings => other != "none" && other.eq_ignore_ascii_case("none"),
            },
            None => false,
        }
    }

    /// Compares in constant time.
    fn signature_matches(&self, parts: &Parts<'_>) -> bool {
        hmac::verify(&self.key, parts.signed, &parts.signature).is_ok()
    }

    fn check_claims(
        &self,
        claims: &Map<String, Value>,
        policy: &TokenPolicy,
    ) -> Result<User, TokenError> {
        if claims.is_empty() {
            return match policy.empty_claims {
                EmptyClaims::Refused => Err(TokenError::Invalid),
                EmptyClaims::ServedAsAlice => Ok(User::Alice),
            };
        }
        let says = |claim: &str, expected: &str| {
            claims
                .get(claim)
                .is_some_and(|value| value.as_str() == Some(expected))
        };
        let meant = policy.token_type.passes(says("type", "access"))
            && policy.issuer.passes(says("iss", self.system.name()))
            && policy.audience.passes(self.is_audience(claims.get("aud")));
        let user = claims
            .get("sub")
            .and_then(Value::as_str)
            .and_then(User::named);
        let Some(user) = user.filter(|_| meant) else {
            return Err(TokenError::Invalid);
        };
        check_times(claims, policy).map(|()| user)
    }

    /// One audience, or a list that names ours (RFC 7519 4.1.3).
    fn is_audience(&self, claim: Option<&Value>) -> bool {
        let ours = self.system.audience();
        match claim {
            Some(Value::Array(list)) => {
                list.iter().all(Value::is_string) && list.iter().any(|one| one == ours)
            }
            Some(one) => one == ours,
            None => false,
        }
    }
}

/// `exp` and `nbf` without leeway (RFC 7519 4.1.4, 4.1.5).
fn check_times(claims: &Map<String, Value>, policy: &TokenPolicy) -> Result<(), TokenError> {
    let now = sign::now().as_secs_f64();
    let time = |claim: &str| {
        let value = claims.get(claim);
        value
            .map(|value| value.as_f64().ok_or(TokenError::Invalid))
            .transpose()
    };
    let (expiry, not_before) = (time("exp")?, time("nbf")?);
    if !policy.expiry_present.passes(expiry.is_some()) {
        return Err(TokenError::Invalid);
    }
    if !policy
        .not_before
        .passes(not_before.is_none_or(|start| start <= now))
    {
        return Err(TokenError::Invalid);
    }
    if !policy.expiry.passes(expiry.is_none_or(|end| now < end)) {
        return Err(TokenError::Expired);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::System;

    fn tokens() -> Tokens {
        Tokens::new(System::Sessions, "a secret of the test")
    }

    #[test]
    fn an_issued_token_speaks_for_its_user() {
        let token = tokens().issue(User::Bob).unwrap();
        let policy = TokenPolicy::default();
        assert_eq!(tokens().verify(token.as_bytes(), &policy), Ok(User::Bob));
        let other = Tokens::new(System::Assistant, "a secret of the test");
        assert_eq!(
            other.verify(token.as_bytes(), &policy),
            Err(TokenError::Invalid)
        );
    }

    #[test]
    fn an_audience_list_must_hold_ours_and_only_texts() {
        let audience = |value: Value| tokens().is_audience(Some(&value));
        assert!(audience(json!("sessions-api")));
        assert!(audience(json!(["other", "sessions-api"])));
        assert!(!audience(json!(["sessions-api", 1])));
        assert!(!audience(json!([])));
        assert!(!audience(json!("sessions-api2")));
        assert!(!tokens().is_audience(None));
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_refused(position: prop::sample::Index, with in any::<u8>()) {
            let mut token = tokens().issue(User::Alice).unwrap().into_bytes();
            let position = position.index(token.len());
            prop_assume!(token[position] != with);
            token[position] = with;
            let verdict = tokens().verify(&token, &TokenPolicy::default());
            prop_assert_eq!(verdict, Err(TokenError::Invalid));
        }

        #[test]
        fn arbitrary_bytes_are_refused(bytes: Vec<u8>) {
            let verdict = tokens().verify(&bytes, &TokenPolicy::default());
            prop_assert_eq!(verdict, Err(TokenError::Invalid));
        }
    }
}
