//! Verifies tokens (RFC 7515, RFC 8725). Form, signature and claims are next door.

use serde_json::{Value, json};

use crate::{
    claims::Claims,
    parts::Parts,
    policy::{Check, Malformed, TokenPolicy},
    sign::{Kind, Tokens},
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
    /// What a token of one of these kinds says, if it is good now.
    pub(crate) fn verify(
        &self,
        token: &[u8],
        policy: &TokenPolicy,
        kinds: &[Kind],
    ) -> Result<Claims, TokenError> {
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
        let typ = parts.header.get("typ").and_then(Value::as_str);
        let typed =
            !self.system.shape().typed || policy.typ.passes(typ.is_none_or(|typ| typ == "JWT"));
        if !policy.crit.passes(understood) || !typed || !self.is_signed(&parts, policy) {
            return Err(TokenError::Invalid);
        }
        self.check_claims(&parts.claims, policy, kinds)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        System,
        account::{Role, User},
        clock::Clock,
        keys::Key,
        ring::Ring,
        sign::Grant,
    };

    fn tokens(system: System) -> Tokens {
        Tokens::new(
            system,
            Ring::one(Key::shared("a secret of the test")),
            Clock::new(),
        )
    }

    fn issued(user: &str, kind: Kind) -> String {
        let grant = Grant {
            kind,
            lifetime: Duration::from_secs(60),
            session: Some(("s", Role::Admin)),
            email: None,
        };
        let tokens = tokens(System::Sessions);
        tokens.issue(&User::from(user), grant).unwrap()
    }

    fn verified(token: &[u8], system: System) -> Result<Claims, TokenError> {
        tokens(system).verify(token, &TokenPolicy::default(), &[Kind::Access])
    }

    #[test]
    fn an_issued_token_speaks_for_its_user() {
        let token = issued("bob", Kind::Access);
        let claims = verified(token.as_bytes(), System::Sessions).unwrap();
        assert_eq!(claims.user, Some(User::from("bob")));
        assert_eq!(claims.session.as_deref(), Some("s"));
        assert_eq!(claims.role, Some(Role::Admin));
        let elsewhere = verified(token.as_bytes(), System::Assistant);
        assert_eq!(elsewhere, Err(TokenError::Invalid));
    }

    #[test]
    fn a_token_of_another_kind_is_refused() {
        for kind in [Kind::Refresh, Kind::Ticket] {
            let token = issued("bob", kind);
            let verdict = verified(token.as_bytes(), System::Sessions);
            assert_eq!(verdict, Err(TokenError::Invalid), "{kind:?}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_refused(position: prop::sample::Index, with in any::<u8>()) {
            let mut token = issued("alice", Kind::Access).into_bytes();
            let position = position.index(token.len());
            prop_assume!(token[position] != with);
            token[position] = with;
            let verdict = verified(&token, System::Sessions);
            prop_assert_eq!(verdict, Err(TokenError::Invalid));
        }

        #[test]
        fn arbitrary_bytes_are_refused(bytes: Vec<u8>) {
            let verdict = verified(&bytes, System::Sessions);
            prop_assert_eq!(verdict, Err(TokenError::Invalid));
        }
    }
}
