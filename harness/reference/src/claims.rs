//! The claims of a signed token (RFC 7519 4.1): whom it is for, from whom, and when.

use serde_json::{Map, Value};

use crate::{
    policy::{EmptyClaims, TokenPolicy},
    sign::{self, Tokens},
    token::TokenError,
    users::User,
};

impl Tokens {
    /// The user that the claims of a signed token name.
    pub(crate) fn check_claims(
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
    use serde_json::json;

    use super::*;
    use crate::System;

    #[test]
    fn an_audience_list_must_hold_ours_and_only_texts() {
        let audience = |value: Value| {
            Tokens::new(System::Sessions, "a secret of the test").is_audience(Some(&value))
        };
        assert!(audience(json!("sessions-api")));
        assert!(audience(json!(["other", "sessions-api"])));
        assert!(!audience(json!(["sessions-api", 1])));
        assert!(!audience(json!([])));
        assert!(!audience(json!("sessions-api2")));
        assert!(!Tokens::new(System::Sessions, "a secret of the test").is_audience(None));
    }
}
