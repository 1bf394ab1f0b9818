//! What a verifier wants of the claims.

use serde_json::{Map, Value};

use super::Fault::{self, *};
use super::{Outcome, demand};
use crate::common::{LEEWAY, declared};

pub fn current(
    claims: &Map<String, Value>,
    (fault, end): (Fault, Option<Value>),
    now: i64,
) -> Result<(), Outcome> {
    let date = |claim: &str| claims.get(claim).and_then(Value::as_i64);
    let grace = if fault == AddsMinuteOfGrace { 60 } else { 0 } + LEEWAY as i64;
    match end.and_then(|end| end.as_i64()).or_else(|| date("exp")) {
        Some(end) => demand(now <= end + grace, fault, IgnoresEnd)?,
        None => demand(fault == ChecksOnlyWhatIsThere, fault, EndIsOptional)?,
    }
    let begun = |claim: &str| date(claim).is_none_or(|start| start <= now + grace);
    demand(begun("nbf"), fault, IgnoresStart)?;
    demand(begun("iat"), fault, IgnoresIssueTime)
}

pub fn meant_for_us(claims: &Map<String, Value>, fault: Fault) -> Result<(), Outcome> {
    let right = declared();
    let good = |claim: &str, right: &Option<String>, same: fn(&str, &str) -> bool| match claims
        .get(claim)
        .and_then(Value::as_str)
    {
        Some(value) => same(value, right.as_ref().unwrap()),
        None => fault == ChecksOnlyWhatIsThere || (claim == "aud" && fault == AudienceIsOptional),
    };
    let issuer = match fault {
        ComparesStartOfIssuer => |value: &str, right: &str| value.starts_with(right),
        SearchesIssuer => |value: &str, right: &str| right.contains(value),
        _ => |value: &str, right: &str| value == right,
    };
    let listed = claims
        .get("iss")
        .and_then(Value::as_array)
        .is_some_and(|all| {
            let right = right.iss.as_ref().unwrap();
            fault == IssuerMayBeList && all.iter().any(|one| one == right)
        });
    demand(
        listed || good("iss", &right.iss, issuer),
        fault,
        IgnoresIssuer,
    )?;
    demand(good("aud", &right.aud, str::eq), fault, IgnoresAudience)?;
    demand(good("type", &right.kind, str::eq), fault, IgnoresType)
}
