//! Each forgery gets past the faulty verifier that it is made for, and past no sound one.

use crate::common::{LEEWAY, SECRET, Verifier, claims, context, declared, issue, key, made, now};
use crate::faulty::Fault::{self, *};
use crate::faulty::Outcome::{self, Accepted, Crashed, Refused};
use crate::faulty::verify;
use crate::pairs::{Material, given};
use gateproof_forge::{Token, mint};
use model::forgery::{CONTROL_TOKEN, Forgery, KNOWN_SECRETS, Needs, Of, forgeries};
use model::key::Algorithm;
use model::minting::Mint;

const TABLE: &[(&str, Fault, Outcome)] = &[
    ("alg-none", TakesNone, Accepted),
    ("alg-none-mixed-case", TakesNoneInAnyCase, Accepted),
    ("alg-none-upper-case", TakesNoneInAnyCase, Accepted),
    ("alg-none-capitalised", TakesNoneInAnyCase, Accepted),
    ("alg-none-spaced", TrimsNone, Accepted),
    ("alg-none-signed", TakesNoneIfSigned, Accepted),
    ("alg-missing", TakesNoAlg, Accepted),
    ("signature-stripped", TakesNoSignature, Accepted),
    ("signature-flipped", ComparesHalf, Accepted),
    ("signature-first-octet", ComparesEnd, Accepted),
    ("signature-truncated", ComparesWhatWasSent, Accepted),
    ("signature-respelled", DecodesLoosely, Accepted),
    ("zero-ecdsa/es256", TakesZeros, Accepted),
    ("zero-ecdsa/es384", TakesZeros, Accepted),
    ("zero-ecdsa/es512", TakesZeros, Accepted),
    ("zero-ecdsa/der", TakesZerosInDer, Accepted),
    ("json-serialised", ReadsJsonForm, Accepted),
    ("payload-tampered", NeverVerifies, Accepted),
    ("embedded-jwk", TrustsHeaderKey, Accepted),
    ("kid-traversal", FollowsKidPath, Accepted),
    ("kid-injection", PutsKidIntoSql, Accepted),
    ("foreign-jku", FollowsJku, Accepted),
    ("foreign-x5u", FollowsX5u, Accepted),
    ("kid-retired", KnowsRetiredKey, Accepted),
    ("kid-unknown", IgnoresKid, Accepted),
    ("no-kid", KidIsOptional, Accepted),
    ("wrong-typ", IgnoresTyp, Accepted),
    ("issued-in-future", IgnoresIssueTime, Accepted),
    ("no-audience", AudienceIsOptional, Accepted),
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
    ("malformed/four-segments", TakesFirstThree, Accepted),
    ("malformed/empty-segments", AssertsJson, Crashed),
    ("malformed/bad-utf8", AssertsUtf8, Crashed),
    ("malformed/json-null", AssertsObject, Crashed),
    ("malformed/alg-not-text", AssertsAlgIsText, Crashed),
    ("malformed/deep-json", RecursesWithoutEnd, Crashed),
    ("malformed/five-segments", TakesFirstThree, Accepted),
    ("malformed/bad-base64", AssertsBase64, Crashed),
    ("malformed/bad-json", AssertsJson, Crashed),
    ("malformed/json-array", AssertsObject, Crashed),
    ("malformed/control-bytes", LogsAsHeader, Crashed),
    ("malformed/non-ascii", AssertsAscii, Crashed),
    ("malformed/64KiB", HasFixedBuffer, Crashed),
];

/// The fault that a row is made for, and what becomes of it there.
fn pair(row: &str) -> Option<(Fault, Outcome)> {
    let known = KNOWN_SECRETS.iter().find(|(name, ..)| *name == row);
    let known = known.map(|(_, secret, _)| (FallsBackTo(secret), Accepted));
    let listed = TABLE.iter().find(|(name, ..)| *name == row);
    known.or(listed.map(|(_, fault, outcome)| (*fault, *outcome)))
}

#[test]
fn every_forgery_has_its_fault_and_is_refused_without_it() {
    let (key, declared, now) = (key(SECRET), declared(), now());
    let token = issue(&claims(now), SECRET);
    let context = context(&key, &declared, now);
    // Those of opaque tokens have look-ups for their faults: see opaque.rs.
    for Forgery { name, needs, .. } in forgeries().filter(|row| row.of != Of::Opaque) {
        if needs == Needs::PublicKey {
            continue; // A shared secret has no public part: see the test below.
        }
        let made = made(name, &token, &context).unwrap();
        if name == CONTROL_TOKEN {
            assert_eq!(verify(&made, Nothing, now), Accepted, "{name}");
            continue;
        }
        let (fault, outcome) = pair(name).unwrap_or_else(|| panic!("no fault for {name}"));
        assert_eq!(verify(&made, fault, now), outcome, "{name} {fault:?}");
        assert_eq!(verify(&made, Nothing, now), Refused, "{name}");
    }
}

#[test]
fn a_public_key_is_taken_for_a_secret_by_who_lets_the_header_choose() {
    for alg in Algorithm::ALL {
        let (given, declared, now) = (given(alg), declared(), now());
        let Some(public) = &given.public else {
            continue;
        };
        let key = given.key();
        let token = mint(
            &issue(&claims(now), SECRET),
            &Mint::default(),
            &context(&key, &declared, now),
        );
        for row in forgeries().filter(|row| row.needs == Needs::PublicKey) {
            let made = made(
                row.name,
                token.as_ref().unwrap(),
                &context(&key, &declared, now),
            );
            let made = made.unwrap();
            assert!(!given.accepts(&made, &declared), "{alg} {}", row.name);
            let text = std::str::from_utf8(&made).unwrap();
            let (input, _) = text.rsplit_once('.').unwrap();
            let signature = Token::parse(text).unwrap().signature;
            let takes = |secret: &str| {
                Material::Secret(secret.into()).verifies(Algorithm::HS256, input, &signature)
            };
            let as_read = [public.trim_end(), public.as_str()];
            assert_eq!(as_read.into_iter().filter(|text| takes(text)).count(), 1);
        }
    }
}

#[test]
fn the_faulty_accept_what_is_good() {
    let (key, declared, now) = (key(SECRET), declared(), now());
    let token = issue(&claims(now), SECRET);
    let control = made(CONTROL_TOKEN, &token, &context(&key, &declared, now)).unwrap();
    let known = KNOWN_SECRETS
        .iter()
        .map(|(_, secret, _)| FallsBackTo(secret));
    for fault in TABLE.iter().map(|(_, fault, _)| *fault).chain(known) {
        assert_eq!(verify(token.as_bytes(), fault, now), Accepted, "{fault:?}");
        assert_eq!(verify(&control, fault, now), Accepted, "{fault:?}");
    }
    let correct = Verifier {
        secret: SECRET,
        claims: &declared,
        leeway: LEEWAY,
    };
    assert!(correct.accepts(&control));
}
