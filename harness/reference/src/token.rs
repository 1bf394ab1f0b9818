//! Verifies access tokens (RFC 7515, RFC 8725). Form, signature and claims are next door.

use serde_json::json;

use crate::{
    parts::Parts,
    policy::{Check, Malformed, TokenPolicy},
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

impl Tokens {
    /// The user for whom the token speaks now.
    pub(crate) fn verify(&self, token: &[u8], policy: &TokenPolicy) -> Result<User, TokenError> {
        let Some(parts) = Parts::read(token, policy) else {
            return Err(match policy.malformed {
                Malformed::Refused => TokenError::Invalid,
                Malformed::Crashes => TokenError::Internal,
            });
        };
        // No critical extension is understood here, so each one is refused (RFC 7515 4.1.11).
        let crit = parts.header.get("crit");
        let only_b64 = crit.is_none_or(|names| *names == json!(["b64"]));
        let understood = crit.is_none() || (only_b64 && policy.b64 == Check::Skipped);
        if !policy.crit.passes(understood) || !self.is_signed(&parts, policy) {
            return Err(TokenError::Invalid);
        }
        self.check_claims(&parts.claims, policy)
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
