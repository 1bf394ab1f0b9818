//! A verifier with exactly one fault, of the kinds that real ones have.

mod claims;
mod keys;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateproof_forge::Token;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Map, Value};

use self::claims::{current, meant_for_us};
use self::keys::{certified, found, is_known};
use crate::common::{SECRET, URL};

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
    ComparesEnd,
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
    ComparesWhatWasSent,
    DecodesLoosely,
    TakesZeros,
    ReadsJsonForm,
    TrustsHeaderKey,
    FollowsKidPath,
    PutsKidIntoSql,
    TakesAnyHmac,
    IgnoresHeaderAlg,
    IgnoresB64,
    TakesFirstHeader,
    TakesFirstClaim,
    IssuerMayBeList,
    TrimsNone,
    TakesNoneIfSigned,
    TakesNoAlg,
    TakesZerosInDer,
    FollowsJku,
    FollowsX5u,
    KnowsRetiredKey,
    IgnoresKid,
    KidIsOptional,
    IgnoresTyp,
    IgnoresIssueTime,
    AudienceIsOptional,
    AssertsUtf8,
    RecursesWithoutEnd,
    AssertsAlgIsText,
}
use Fault::*;

/// A verifier as people write them, with one fault.
pub fn verify(token: &[u8], fault: Fault, now: u64) -> Outcome {
    let sound = raw_checks(token, fault)
        .and_then(|text| read(&text, fault))
        .and_then(|(token, text)| authentic(&token, &text, fault).map(|()| (token, text)))
        .and_then(|(token, text)| {
            let end = first(&text, 1, "exp").filter(|_| fault == TakesFirstClaim);
            current(&token.payload, (fault, end), now as i64).map(|()| token)
        })
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
    survive(token.is_ascii(), fault, AssertsAscii)?;
    String::from_utf8(token.to_vec()).map_err(|_| Refused)
}

/// The first member of this name in a segment, of perhaps several.
fn first(text: &str, segment: usize, name: &str) -> Option<Value> {
    let octets = URL_SAFE_NO_PAD.decode(text.split('.').nth(segment)?).ok()?;
    let json = String::from_utf8(octets).ok()?;
    let (_, rest) = json.split_once(&format!("\"{name}\":"))?;
    serde_json::Deserializer::from_str(rest)
        .into_iter()
        .next()?
        .ok()
}

fn read(text: &str, fault: Fault) -> Result<(Token, String), Outcome> {
    let compact;
    let text = match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(form) if fault == ReadsJsonForm => {
            let parts = ["protected", "payload", "signature"].map(|it| form[it].as_str().unwrap());
            compact = parts.join(".");
            &compact
        }
        _ => text,
    };
    let mut parts: Vec<&str> = text.split('.').collect();
    survive(parts.len() >= 3, fault, IndexesSegments)?;
    demand(parts.len() == 3, fault, TakesFirstThree)?;
    parts.truncate(3);
    for (index, part) in parts[..2].iter().enumerate() {
        let octets = URL_SAFE_NO_PAD.decode(part);
        survive(octets.is_ok(), fault, AssertsBase64)?;
        let octets = octets.unwrap();
        survive(std::str::from_utf8(&octets).is_ok(), fault, AssertsUtf8)?;
        let control = octets.iter().any(u8::is_ascii_control);
        survive(!control, fault, LogsAsHeader)?;
        let depth = octets.iter().filter(|octet| **octet == b'[').count();
        survive(depth < 1000, fault, RecursesWithoutEnd)?;
        let json = serde_json::from_slice::<Value>(&octets);
        survive(json.is_ok(), fault, AssertsJson)?;
        let json = json.unwrap();
        survive(index == 0 || json.is_object(), fault, AssertsObject)?;
        let named = json.get("alg").is_none_or(Value::is_string);
        survive(named, fault, AssertsAlgIsText)?;
    }
    let text = parts.join(".");
    Ok((Token::parse(&text).ok_or(Refused)?, text))
}

fn authentic(token: &Token, text: &str, fault: Fault) -> Result<(), Outcome> {
    let crit = token.header.get("crit");
    let only_b64 = fault == IgnoresB64 && crit == Some(&serde_json::json!(["b64"]));
    demand(crit.is_none() || only_b64, fault, IgnoresCrit)?;
    let first = first(text, 0, "alg").filter(|_| fault == TakesFirstHeader);
    let first = first.as_ref().and_then(Value::as_str);
    let alg = match first.or(token.algorithm()) {
        Some(alg) => alg,
        None if fault == TakesNoAlg => return Ok(()),
        None => return Err(Refused),
    };
    demand(is_known(token, fault), fault, IgnoresKid)?;
    let typ = token.header.get("typ").and_then(Value::as_str);
    demand(typ == Some("JWT"), fault, IgnoresTyp)?;
    let unsecured = match fault {
        TakesNone => alg == "none",
        TakesNoneInAnyCase => alg.eq_ignore_ascii_case("none"),
        TakesNoSignature => token.signature.is_empty(),
        TrimsNone => alg.trim() == "none",
        TakesNoneIfSigned => alg == "none" && !token.signature.is_empty(),
        TakesZeros => {
            let lengths = [("ES256", 64), ("ES384", 96), ("ES512", 132)];
            let zeros = |(name, length)| name == alg && token.signature == vec![0; length];
            lengths.into_iter().any(zeros)
        }
        TakesZerosInDer => alg == "ES256" && token.signature == [48, 6, 2, 1, 0, 2, 1, 0],
        FollowsX5u => token.header.get("x5u").is_some_and(|url| url == URL) && certified(text),
        _ => false,
    };
    let (input, signature) = text.rsplit_once('.').unwrap();
    let mac = |secret: &str, alg: Algorithm| {
        let key = EncodingKey::from_secret(secret.as_bytes());
        jsonwebtoken::crypto::sign(input.as_bytes(), &key, alg).unwrap()
    };
    let signed_by = |secret: &str| {
        let good = mac(secret, Algorithm::HS256);
        let compared = match fault {
            ComparesHalf => 20,
            // In octets, of which the text may hold a few bits more.
            ComparesWhatWasSent => token.signature.len() / 3 * 4,
            _ => good.len().max(signature.len()),
        };
        let begins = match fault {
            ComparesEnd => 20,
            _ => 0,
        };
        let same = signature.get(begins..compared) == good.get(begins..compared);
        let loosely =
            fault == DecodesLoosely && URL_SAFE_NO_PAD.decode(&good).unwrap() == token.signature;
        (alg == "HS256" || fault == IgnoresHeaderAlg) && (same || loosely)
    };
    let other = alg == "HS384" && signature == mac(SECRET, Algorithm::HS384);
    let known = match found(token, fault) {
        Some(secret) => signed_by(&secret),
        None => fault == TakesAnyHmac && other,
    };
    demand(
        unsecured || known || signed_by(SECRET),
        fault,
        NeverVerifies,
    )
}
