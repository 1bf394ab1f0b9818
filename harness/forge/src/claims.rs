//! Forgeries that the target's own key signs: one claim or header is wrong, all else is right.

use serde_json::{Map, Value, json};

use crate::dates::{self, HOUR};
use crate::mint::Signing;
use crate::sign::sign;
use crate::token::Token;
use crate::{Context, ForgeError};

const FOREIGN_ISSUER: &str = "https://issuer.evil.test";

/// What of a token is changed before it is signed.
#[derive(PartialEq)]
pub(crate) struct Parts {
    pub(crate) header: Map<String, Value>,
    pub(crate) payload: Map<String, Value>,
}

impl Parts {
    pub(crate) fn of(token: &Token) -> Self {
        Parts {
            header: token.header.clone(),
            payload: token.payload.clone(),
        }
    }

    /// The right value of a claim: as declared, or else as the accepted token carries it.
    fn right(
        &self,
        claim: &'static str,
        declared: Option<&String>,
    ) -> Result<String, &'static str> {
        let carried = || self.payload.get(claim)?.as_str().map(str::to_owned);
        declared.cloned().or_else(carried).ok_or(claim)
    }

    fn set(&mut self, claim: &str, value: impl Into<Value>) {
        self.payload.insert(claim.to_owned(), value.into());
    }
}

/// Makes one change; the error is the claim that it needed.
pub(crate) type Change = fn(&mut Parts, &Context) -> Result<(), &'static str>;

pub(crate) fn empty(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    parts.payload.clear();
    Ok(())
}

pub(crate) fn wrong_type(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    let declared = context.claims.and_then(|claims| claims.kind.as_ref());
    let right = parts.right("type", declared)?;
    parts.set(
        "type",
        if right == "refresh" {
            "access"
        } else {
            "refresh"
        },
    );
    Ok(())
}

pub(crate) fn foreign_issuer(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    issuer(parts, context)?;
    parts.set("iss", FOREIGN_ISSUER);
    Ok(())
}

pub(crate) fn longer_issuer(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    let right = issuer(parts, context)?;
    parts.set("iss", format!("{right}.evil.test"));
    Ok(())
}

/// The first half: a part for who searches, a beginning for who compares beginnings, and not
/// merely the issuer without its last slash.
pub(crate) fn shorter_issuer(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    let right = issuer(parts, context)?;
    let half: String = right.chars().take(right.chars().count() / 2).collect();
    if half.is_empty() {
        return Err("iss");
    }
    parts.set("iss", half);
    Ok(())
}

pub(crate) fn empty_issuer(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    issuer(parts, context)?;
    parts.set("iss", "");
    Ok(())
}

/// Not a text at all (RFC 7519 4.1.1); the right issuer is in it for who searches.
pub(crate) fn listed_issuer(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    let right = issuer(parts, context)?;
    parts.set("iss", json!([FOREIGN_ISSUER, right]));
    Ok(())
}

fn issuer(parts: &Parts, context: &Context) -> Result<String, &'static str> {
    parts.right("iss", context.claims.and_then(|claims| claims.iss.as_ref()))
}

/// An audience that was a list stays one (RFC 7519 4.1.3).
pub(crate) fn wrong_audience(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    const FOREIGN: &str = "https://audience.evil.test";
    let declared = context.claims.and_then(|claims| claims.aud.as_ref());
    let list = matches!(parts.payload.get("aud"), Some(Value::Array(_)));
    if !list {
        parts.right("aud", declared)?;
    }
    parts.set(
        "aud",
        if list {
            json!([FOREIGN])
        } else {
            json!(FOREIGN)
        },
    );
    Ok(())
}

pub(crate) fn expired(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    let now = dates::clamp(context.now);
    dates::end_at(&mut parts.payload, now.saturating_sub(outside(context)));
    Ok(())
}

pub(crate) fn just_expired(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    let now = dates::clamp(context.now);
    dates::end_at(&mut parts.payload, now.saturating_sub(past_leeway(context)));
    Ok(())
}

/// The end moves only where it would come before the beginning.
pub(crate) fn not_yet_valid(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    starts(parts, "nbf", context);
    Ok(())
}

/// The end moves only where it would come before that; `nbf` stays, so that the token is valid.
pub(crate) fn issued_in_future(parts: &mut Parts, context: &Context) -> Result<(), &'static str> {
    starts(parts, "iat", context);
    Ok(())
}

/// `exp` twice, and the last, which counts (RFC 7519 4), is past. Whoever takes the first finds a good
/// token; refusing for the repetition is right as well. Were the first the wrong one, who accepts would
/// do so rightly.
pub(crate) fn twice(
    forgery: &'static str,
    token: &Token,
    (context, key): (&Context, Signing<'_>),
) -> Result<String, ForgeError> {
    let claim = "exp";
    let end = dates::clamp(context.now).saturating_sub(outside(context));
    let there = token.expires_at().is_some();
    let input = token
        .input_adding(1, claim, &Value::from(end))
        .filter(|_| there)
        .ok_or(ForgeError::NeedsClaim { forgery, claim })?;
    sign(&input, key.alg, key.signer)
}

/// The token begins, as this claim says, when it is surely too early; and ends later.
fn starts(parts: &mut Parts, claim: &str, context: &Context) {
    let start = dates::clamp(context.now).saturating_add(outside(context));
    let end = dates::read(&parts.payload, "exp");
    if end.is_some_and(|end| end <= start) {
        let lifetime = dates::lifetime(&parts.payload).unwrap_or(HOUR);
        dates::write(&mut parts.payload, "exp", start.saturating_add(lifetime));
    }
    dates::write(&mut parts.payload, claim, start);
}

pub(crate) fn no_expiry(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    // Keeps the order of the others, which `remove` would not.
    parts.payload.retain(|claim, _| claim != "exp");
    Ok(())
}

pub(crate) fn no_audience(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    parts.payload.retain(|claim, _| claim != "aud");
    Ok(())
}

/// An hour, or more where the leeway is as long as that.
fn outside(context: &Context) -> i64 {
    HOUR.max(past_leeway(context))
}

/// The least that is surely outside: clocks that count whole seconds may be one apart.
fn past_leeway(context: &Context) -> i64 {
    dates::seconds(context.leeway).saturating_add(2)
}
