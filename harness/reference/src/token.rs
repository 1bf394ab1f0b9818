//! Verifies access tokens (RFC 7515, RFC 8725): form, algorithm, signature. Claims are next door.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::{
    policy::{Malformed, Signature, TokenPolicy, Unsigned},
    sign::Tokens,
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
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
