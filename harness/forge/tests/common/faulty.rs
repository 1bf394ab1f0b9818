//! A verifier with exactly one fault, of the kinds that real ones have.

use gateproof_forge::Token;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Map, Value};

use crate::common::{LEEWAY, SECRET, declared};

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    Accepted,
    Refused,
    Crashed,
}
use Outcome::{Accepted, Crashed, Refused};

/// The one thing that a verifier gets wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    Nothing,
    TakesNone,
    TakesNoneInAnyCase,
    TakesNoSignature,
    ComparesHalf,
    NeverVerifies,
    FallsBackTo(&'static str),
    IgnoresCrit,
    ChecksOnlyWhatIsThere,
    IgnoresType,
    IgnoresIssuer,
    ComparesStartOfIssuer,
    SearchesIssuer,
    IgnoresAudience,
    IgnoresEnd,
    AddsMinuteOfGrace,
    IgnoresStart,
    EndIsOptional,
    EmptyIsGuest,
    IndexesSegments,
    TakesFirstThree,
    AssertsBase64,
    AssertsJson,
    AssertsObject,
    LogsAsHeader,
    AssertsAscii,
    HasFixedBuffer,
}
use Fault::*;

/// A verifier as people write them, with one fault.
pub fn verify(token: &[u8], fault: Fault, now: u64) -> Outcome {
    let sound = raw_checks(token, fault)
        .and_then(|text| read(&text, fault))
        .and_then(|(token, text)| authentic(&token, &text, fault).map(|()| token))
        .and_then(|token| current(&token.payload, fault, now as i64).map(|()| token))
        .and_then(|token| meant_for_us(&token.payload, fault));
    sound.err().unwrap_or(Accepted)
}

fn demand(good: bool, fault: Fault, forgiven_by: Fault) -> Result<(), Outcome> {
    if good || fault == forgiven_by {
        Ok(())
    } else {
        Err(Refused)
    }
}

/// A check whose failure the faulty verifier does not survive.
fn survive(good: bool, fault: Fault, fatal_to: Fault) -> Result<(), Outcome> {
    match (good, fault == fatal_to) {
        (true, _) => Ok(()),
        (false, true) => Err(Crashed),
        (false, false) => Err(Refused),
    }
}

fn raw_checks(token: &[u8], fault: Fault) -> Result<String, Outcome> {
    if token.is_empty() && fault == EmptyIsGuest {
        return Err(Accepted);
    }
    survive(token.len() <= 8192, fault, HasFixedBuffer)?;
    survive(!token.iter().any(u8::is_ascii_control), fault, LogsAsHeader)?;
    survive(token.is_ascii(), fault, AssertsAscii)?;
    String::from_utf8(token.to_vec()).map_err(|_| Refused)
}

fn read(text: &str, fault: Fault) -> Result<(Token, String), Outcome> {
    use base64::Engine;
    let mut parts: Vec<&str> = text.split('.').collect();
    survive(parts.len() >= 3, fault, IndexesSegments)?;
    demand(parts.len() == 3, fault, TakesFirstThree)?;
    parts.truncate(3);
    for (index, part) in parts[..2].iter().enumerate() {
        let octets = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part);
        survive(octets.is_ok(), fault, AssertsBase64)?;
        let json = serde_json::from_slice::<Value>(&octets.unwrap());
        survive(json.is_ok(), fault, AssertsJson)?;
        survive(
            index == 0 || json.unwrap().is_object(),
            fault,
            AssertsObject,
        )?;
    }
    let text = parts.join(".");
    Ok((Token::parse(&text).ok_or(Refused)?, text))
}

fn authentic(token: &Token, text: &str, fault: Fault) -> Result<(), Outcome> {
    demand(!token.header.contains_key("crit"), fault, IgnoresCrit)?;
    let alg = token.algorithm().ok_or(Refused)?;
    let unsecured = match fault {
        TakesNone => alg == "none",
        TakesNoneInAnyCase => alg.eq_ignore_ascii_case("none"),
        TakesNoSignature => token.signature.is_empty(),
        _ => false,
    };
    let (input, signature) = text.rsplit_once('.').unwrap();
    let signed_by = |secret: &str| {
        let key = EncodingKey::from_secret(secret.as_bytes());
        let good = jsonwebtoken::crypto::sign(input.as_bytes(), &key, Algorithm::HS256).unwrap();
        let compared = if fault == ComparesHalf {
            20
        } else {
            good.len()
        };
        alg == "HS256" && signature.get(..compared) == good.get(..compared)
    };
    let known = matches!(fault, FallsBackTo(secret) if signed_by(secret));
    demand(
        unsecured || known || signed_by(SECRET),
        fault,
        NeverVerifies,
    )
}

fn current(claims: &Map<String, Value>, fault: Fault, now: i64) -> Result<(), Outcome> {
    let date = |claim: &str| claims.get(claim).and_then(Value::as_i64);
    let grace = if fault == AddsMinuteOfGrace { 60 } else { 0 } + LEEWAY as i64;
    match date("exp") {
        Some(end) => demand(now <= end + grace, fault, IgnoresEnd)?,
        None => demand(fault == ChecksOnlyWhatIsThere, fault, EndIsOptional)?,
    }
    demand(
        date("nbf").is_none_or(|start| start <= now + grace),
        fault,
        IgnoresStart,
    )
}

fn meant_for_us(claims: &Map<String, Value>, fault: Fault) -> Result<(), Outcome> {
    let right = declared();
    let good = |claim: &str, right: &Option<String>, same: fn(&str, &str) -> bool| match claims
        .get(claim)
        .and_then(Value::as_str)
    {
        Some(value) => same(value, right.as_ref().unwrap()),
        None => fault == ChecksOnlyWhatIsThere,
    };
    let issuer = match fault {
        ComparesStartOfIssuer => |value: &str, right: &str| value.starts_with(right),
        SearchesIssuer => |value: &str, right: &str| right.contains(value),
        _ => |value: &str, right: &str| value == right,
    };
    demand(good("iss", &right.iss, issuer), fault, IgnoresIssuer)?;
    demand(good("aud", &right.aud, str::eq), fault, IgnoresAudience)?;
    demand(good("type", &right.kind, str::eq), fault, IgnoresType)
}
