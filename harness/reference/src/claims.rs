//! The claims of a signed token (RFC 7519 4.1): whom it is for, from whom, and when.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    account::{Role, User},
    policy::{EmptyClaims, TokenPolicy},
    sign::{Kind, Tokens},
    token::TokenError,
};

/// What a good token says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Claims {
    /// Whose it is; `None` only where a defect lets a token without any claim pass.
    pub(crate) user: Option<User>,
    pub(crate) kind: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) session: Option<String>,
    pub(crate) role: Option<Role>,
    pub(crate) email: Option<String>,
    /// When it ends, where anybody looks.
    pub(crate) expiry: Option<Duration>,
}

impl Claims {
    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.kind.as_deref() == Some(kind.name())
    }
}

impl Tokens {
    /// What a signed token says, if it is one of these kinds, ours, and good now.
    pub(crate) fn check_claims(
        &self,
        claims: &Map<String, Value>,
        policy: &TokenPolicy,
        kinds: &[Kind],
    ) -> Result<Claims, TokenError> {
        let text = |claim: &str| claims.get(claim).and_then(Value::as_str);
        let read = Claims {
            user: text("sub").map(User::from),
            kind: text("type").map(str::to_owned),
            id: text("jti").map(str::to_owned),
            session: text("sid").map(str::to_owned),
            role: text("role").and_then(Role::named),
            email: text("email").map(str::to_owned),
            expiry: claims
                .get("exp")
                .and_then(Value::as_f64)
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                .filter(|_| policy.expiry.is_enforced()),
        };
        if claims.is_empty() {
            return match policy.empty_claims {
                EmptyClaims::Refused => Err(TokenError::Invalid),
                EmptyClaims::ServedAsAlice => Ok(read),
            };
        }
        let wanted =
            |kind: &str| kinds.iter().any(|one| one.name() == kind) || policy.also.contains(&kind);
        let shape = self.system.shape();
        let meant = policy
            .token_type
            .passes(read.kind.as_deref().is_some_and(wanted))
            && policy.issuer.passes(text("iss") == Some(shape.name))
            && policy.audience.passes(self.is_audience(claims.get("aud")));
        if !meant || read.user.is_none() {
            return Err(TokenError::Invalid);
        }
        self.check_times(claims, policy).map(|()| read)
    }

    /// One audience, or a list that names ours (RFC 7519 4.1.3).
    fn is_audience(&self, claim: Option<&Value>) -> bool {
        let ours = self.system.shape().audience;
        match claim {
            Some(Value::Array(list)) => {
                list.iter().all(Value::is_string) && list.iter().any(|one| one == ours)
            }
            Some(one) => one == ours,
            None => false,
        }
    }

    /// `exp` and `nbf` without leeway (RFC 7519 4.1.4, 4.1.5).
    fn check_times(
        &self,
        claims: &Map<String, Value>,
        policy: &TokenPolicy,
    ) -> Result<(), TokenError> {
        let now = self.clock.now().as_secs_f64();
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
        let issued = time("iat")?.is_none_or(|issued| issued <= now);
        if self.system.shape().issued_at && !policy.issued_at.passes(issued) {
            return Err(TokenError::Invalid);
        }
        if !policy.expiry.passes(expiry.is_none_or(|end| now < end)) {
            return Err(TokenError::Expired);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{System, clock::Clock, keys::Key, ring::Ring};

    #[test]
    fn an_audience_list_must_hold_ours_and_only_texts() {
        let audience = |value: Value| {
            Tokens::new(
                System::Sessions,
                Ring::one(Key::shared("a secret of the test")),
                Clock::new(),
            )
            .is_audience(Some(&value))
        };
        assert!(audience(json!("sessions-api")));
        assert!(audience(json!(["other", "sessions-api"])));
        assert!(!audience(json!(["sessions-api", 1])));
        assert!(!audience(json!([])));
        assert!(!audience(json!("sessions-api2")));
        assert!(
            !Tokens::new(
                System::Sessions,
                Ring::one(Key::shared("a secret of the test")),
                Clock::new()
            )
            .is_audience(None)
        );
    }
}
