//! NumericDate claims (RFC 7519 2): read, written in the form they had, moved together.

use std::time::Duration;

use serde_json::{Map, Value};

pub(crate) const HOUR: i64 = 3600;

/// A date claim in Unix seconds, rounded down; `None` when it is missing or no number.
pub(crate) fn read(payload: &Map<String, Value>, claim: &str) -> Option<i64> {
    let number = payload.get(claim)?.as_number()?;
    number
        .as_i64()
        // The cast stops at the ends of the range, which is all that a hostile date deserves.
        .or_else(|| number.as_f64().map(|seconds| seconds.floor() as i64))
}

/// Writes a date claim: with a fraction where it had one, else as an integer.
pub(crate) fn write(payload: &mut Map<String, Value>, claim: &str, seconds: i64) {
    let fraction = payload.get(claim).is_some_and(Value::is_f64);
    let value = if fraction {
        Value::from(seconds as f64)
    } else {
        Value::from(seconds)
    };
    payload.insert(claim.to_owned(), value);
}

/// Moves a date claim, if there is one.
pub(crate) fn shift(payload: &mut Map<String, Value>, claim: &str, by: i64) {
    if let Some(seconds) = read(payload, claim) {
        write(payload, claim, seconds.saturating_add(by));
    }
}

/// How long the token lives, in seconds and at least one; `None` when it does not say.
pub(crate) fn lifetime(payload: &Map<String, Value>) -> Option<i64> {
    let start = read(payload, "iat").or_else(|| read(payload, "nbf"))?;
    Some(read(payload, "exp")?.saturating_sub(start).max(1))
}

/// Moves the token's whole life, so that it was issued at `now`. Without `iat` and `nbf` its
/// lifetime is unknown and it stays as it is.
pub(crate) fn freshen(payload: &mut Map<String, Value>, now: i64) {
    let Some(start) = read(payload, "iat").or_else(|| read(payload, "nbf")) else {
        return;
    };
    let by = now.saturating_sub(start);
    for claim in ["iat", "nbf", "exp"] {
        shift(payload, claim, by);
    }
    // Whoever issues ahead of time had waited until the token became valid; nobody waits here.
    if read(payload, "nbf").is_some_and(|start| start > now) {
        write(payload, "nbf", now);
    }
}

/// Moves the token's whole life, so that it ends at `end`; a life of unknown length is an hour.
pub(crate) fn end_at(payload: &mut Map<String, Value>, end: i64) {
    let start = read(payload, "iat").or_else(|| read(payload, "nbf"));
    let old = read(payload, "exp").or_else(|| start.map(|start| start.saturating_add(HOUR)));
    let by = old.map_or(0, |old| end.saturating_sub(old));
    shift(payload, "iat", by);
    shift(payload, "nbf", by);
    write(payload, "exp", end);
}

/// Whole seconds, rounded up.
pub(crate) fn seconds(span: Duration) -> i64 {
    let up = u64::from(span.subsec_nanos() > 0);
    clamp(span.as_secs().saturating_add(up))
}

/// Unix seconds as the type that dates are reckoned in.
pub(crate) fn clamp(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
