//! Each forgery gets past the faulty verifier that it is made for, and past no sound one.
#![allow(clippy::unwrap_used, clippy::panic)] // Test helpers.

mod common;
#[path = "common/faulty.rs"]
mod faulty;

use common::{LEEWAY, LEFT_OPEN, SECRET, Verifier, claims, context, declared, issue, key, now};
use faulty::Fault::{self, *};
use faulty::Outcome::{self, Accepted, Crashed, Refused};
use faulty::verify;
use gateproof_forge::forge;
use model::sets::{FORGERIES, Needs};

const TABLE: &[(&str, Fault, Outcome)] = &[
    ("alg-none", TakesNone, Accepted),
    ("alg-none-mixed-case", TakesNoneInAnyCase, Accepted),
    ("signature-stripped", TakesNoSignature, Accepted),
    ("signature-flipped", ComparesHalf, Accepted),
    ("signature-truncated", ComparesWhatWasSent, Accepted),
    ("signature-respelled", DecodesLoosely, Accepted),
    ("zero-ecdsa", TakesZeros, Accepted),
    ("json-serialised", ReadsJsonForm, Accepted),
    ("payload-tampered", NeverVerifies, Accepted),
    (
        "known-secret/dev-secret-key",
        FallsBackTo("dev-secret-key"),
        Accepted,
    ),
    ("known-secret/secret", FallsBackTo("secret"), Accepted),
    ("known-secret/changeme", FallsBackTo("changeme"), Accepted),
    ("known-secret/empty", FallsBackTo(""), Accepted),
    ("embedded-jwk", TrustsHeaderKey, Accepted),
    ("kid-traversal", FollowsKidPath, Accepted),
    ("kid-injection", PutsKidIntoSql, Accepted),
    ("alg-of-same-family", TakesAnyHmac, Accepted),
    ("header-alg-mismatch", IgnoresHeaderAlg, Accepted),
    ("crit-unknown", IgnoresCrit, Accepted),
    ("b64-false", IgnoresB64, Accepted),
    ("duplicate-header", TakesFirstHeader, Accepted),
    ("duplicate-claims", TakesFirstClaim, Accepted),
    ("empty-claims", ChecksOnlyWhatIsThere, Accepted),
    ("wrong-type", IgnoresType, Accepted),
    ("wrong-issuer/foreign", IgnoresIssuer, Accepted),
    ("wrong-issuer/prefix", ComparesStartOfIssuer, Accepted),
    ("wrong-issuer/substring", SearchesIssuer, Accepted),
    ("wrong-issuer/empty", SearchesIssuer, Accepted),
    ("wrong-issuer/array", IssuerMayBeList, Accepted),
    ("wrong-audience", IgnoresAudience, Accepted),
    ("expired", IgnoresEnd, Accepted),
    ("just-expired", AddsMinuteOfGrace, Accepted),
    ("not-yet-valid", IgnoresStart, Accepted),
    ("no-expiry", EndIsOptional, Accepted),
    ("malformed/empty", EmptyIsGuest, Accepted),
    ("malformed/one-segment", IndexesSegments, Crashed),
    ("malformed/two-segments", IndexesSegments, Crashed),
    ("malformed/five-segments", TakesFirstThree, Accepted),
    ("malformed/bad-base64", AssertsBase64, Crashed),
    ("malformed/bad-json", AssertsJson, Crashed),
    ("malformed/json-array", AssertsObject, Crashed),
    ("malformed/control-bytes", LogsAsHeader, Crashed),
    ("malformed/non-ascii", AssertsAscii, Crashed),
    ("malformed/64KiB", HasFixedBuffer, Crashed),
];

#[test]
fn every_forgery_has_its_fault_and_is_refused_without_it() {
    let (key, declared, now) = (key(SECRET), declared(), now());
    let token = issue(&claims(now), SECRET);
    let context = context(&key, &declared, now);
    for (name, needs, _) in FORGERIES {
        if *needs == Needs::PublicKey {
            continue; // A shared secret has no public part: see algorithms.rs.
        }
        let made = forge(name, &token, &context).unwrap();
        if LEFT_OPEN.contains(name) {
            assert_eq!(verify(&made, Nothing, now), Accepted, "{name}");
            continue;
        }
        let row = TABLE.iter().find(|(row, ..)| row == name);
        let (_, fault, outcome) = row.unwrap_or_else(|| panic!("no fault for {name}"));
        assert_eq!(verify(&made, *fault, now), *outcome, "{name} {fault:?}");
        assert_eq!(verify(&made, Nothing, now), Refused, "{name}");
    }
}

#[test]
fn the_faulty_accept_what_is_good() {
    let (key, declared, now) = (key(SECRET), declared(), now());
    let token = issue(&claims(now), SECRET);
    let control = forge("control/re-minted", &token, &context(&key, &declared, now)).unwrap();
    for (_, fault, _) in TABLE {
        assert_eq!(verify(token.as_bytes(), *fault, now), Accepted, "{fault:?}");
        assert_eq!(verify(&control, *fault, now), Accepted, "{fault:?}");
    }
    let correct = Verifier {
        secret: SECRET,
        claims: &declared,
        leeway: LEEWAY,
    };
    assert!(correct.accepts(&control));
}
