//! Every algorithm: what is minted verifies, and each forgery is what it says, under keys of its kind.

use crate::common::{LEFT_OPEN, URL, claims, context, declared, issue, json_of, made, now};
use crate::pairs::{Given, Material, given};
use gateproof_forge::{Context, ForgeError, Key, KeyError, Parts, Token, jwks, mint};
use model::forgery::{Forgery, Needs, forgeries};
use model::key::{Algorithm, Family};
use model::minting::Mint;
use model::secret::Secret;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A token of the target, minted from one that another key signed.
fn issued(key: &Key, claims: &Value) -> String {
    let declared = declared();
    let first = issue(claims, "whoever signed it before");
    mint(&first, &Mint::default(), &context(key, &declared, now())).unwrap()
}

/// Header and claims, signed part and signature.
fn split(token: &str) -> (Token, &str, Vec<u8>) {
    let parsed = Token::parse(token).unwrap();
    let signature = parsed.signature.clone();
    (parsed, token.rsplit_once('.').unwrap().0, signature)
}

/// The octets of a forgery as the text that most of them are.
fn text(made: Vec<u8>) -> String {
    String::from_utf8(made).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_minted_token_verifies_by_two_libraries(extra in "\\PC{0,40}") {
        for alg in Algorithm::ALL {
            let given = given(alg);
            let mut claims = claims(now());
            claims["extra"] = json!(extra);
            let token = issued(&given.key(), &claims);
            let (parsed, input, signature) = split(&token);
            prop_assert_eq!(parsed.algorithm(), Some(alg.name()));
            prop_assert!(given.material.verifies(alg, input, &signature), "{}", alg);
            let oracle = given.oracle(&token);
            let found = oracle.map(|claims| claims["extra"].clone());
            // The other library has no P-521.
            let expected = (alg != Algorithm::ES512).then(|| json!(extra));
            prop_assert_eq!(found, expected, "{}", alg);
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_does_not_verify(at: prop::sample::Index, bit in 0u32..8) {
        for alg in Algorithm::ALL {
            let given = given(alg);
            let token = issued(&given.key(), &claims(now()));
            let (_, input, mut signature) = split(&token);
            let at = at.index(signature.len());
            signature[at] ^= 1 << bit;
            prop_assert!(!given.material.verifies(alg, input, &signature), "{}", alg);
        }
    }
}

#[test]
fn a_correct_verifier_refuses_every_forgery() {
    for alg in Algorithm::ALL {
        let (given, declared, now) = (given(alg), declared(), now());
        let key = given.key();
        let token = issued(&key, &claims(now));
        assert!(given.accepts(token.as_bytes(), &declared), "{alg}");
        for Forgery { name, .. } in forgeries() {
            match made(name, &token, &context(&key, &declared, now)) {
                Ok(made) => {
                    let accepted = given.accepts(&made, &declared);
                    assert_eq!(accepted, LEFT_OPEN.contains(&name), "{alg} {name}");
                }
                Err(ForgeError::NotFor { .. }) => {
                    let alone = name == "alg-of-same-family" && alg.sibling().is_none();
                    let shared =
                        name.starts_with("hs-with-public-key") && alg.family() == Family::Hmac;
                    assert!(alone || shared, "{alg} {name}");
                }
                // Some signatures have one spelling only.
                Err(error) => assert_eq!(
                    (error, name),
                    (
                        ForgeError::NoChange("signature-respelled"),
                        "signature-respelled"
                    ),
                    "{alg}"
                ),
            }
        }
    }
}

#[test]
fn whoever_forgets_one_thing_accepts_the_forgery_made_for_it() {
    for alg in Algorithm::ALL {
        let (given, declared, now) = (given(alg), declared(), now());
        let key = given.key();
        let token = issued(&key, &claims(now));
        let make = |name: &str| made(name, &token, &context(&key, &declared, now)).map(text);
        let good = |token: &str, alg: Algorithm| {
            let (_, input, signature) = split(token);
            given.material.verifies(alg, input, &signature)
        };
        // Signed rightly: found out by what is said, and by nothing else.
        for Forgery { name, needs, .. } in forgeries() {
            let strange = ["alg-of-same-family", "header-alg-mismatch"].contains(&name);
            if needs == Needs::SigningKey && !strange {
                assert!(good(&make(name).unwrap(), alg), "{alg} {name}");
            }
        }
        let mismatch = make("header-alg-mismatch").unwrap();
        assert!(good(&mismatch, alg), "{alg}: who ignores the header");
        assert_ne!(json_of(mismatch.as_bytes(), 0)["alg"], alg.name());
        if let Some(sibling) = alg.sibling() {
            let made = make("alg-of-same-family").unwrap();
            assert!(good(&made, sibling), "{alg}: who follows the header");
            assert_eq!(json_of(made.as_bytes(), 0)["alg"], sibling.name());
        }
        let embedded = make("embedded-jwk").unwrap();
        let (parsed, input, signature) = split(&embedded);
        let theirs = Material::of_jwk(&parsed.header["jwk"]);
        assert!(
            theirs.verifies(alg, input, &signature),
            "{alg}: who trusts the header"
        );
        let (_, _, whole) = split(&token);
        let (_, _, half) = split(&make("signature-truncated").unwrap());
        assert!(whole.starts_with(&half) && half.len() == whole.len() / 2);
        if alg.family() == Family::Ecdsa {
            let row = format!("zero-ecdsa/{}", alg.name().to_lowercase());
            let made = make(&row).unwrap();
            let (parsed, _, zeros) = split(&made);
            assert_eq!(parsed.algorithm(), Some(alg.name()));
            assert_eq!(zeros, vec![0; whole.len()], "{alg}");
        }
        let led = make("foreign-jku").unwrap();
        let (parsed, input, signature) = split(&led);
        assert_eq!(parsed.header["jku"], URL);
        let ours: Value = serde_json::from_str(&jwks()).unwrap();
        let all = ours["keys"].as_array().unwrap();
        let meant = all.iter().find(|it| it["kid"] == parsed.header["kid"]);
        let theirs = Material::of_jwk(meant.unwrap());
        assert!(
            theirs.verifies(alg, input, &signature),
            "{alg}: who follows the header"
        );
        if alg.family() != Family::Hmac {
            for (end, newline) in [("without-newline", ""), ("with-newline", "\n")] {
                let made = make(&format!("hs-with-public-key/{end}")).unwrap();
                let (parsed, input, signature) = split(&made);
                assert_eq!(parsed.algorithm(), Some("HS256"));
                let secret = format!("{}{newline}", given.public.as_ref().unwrap().trim_end());
                let secret = Material::Secret(secret.into_bytes());
                assert!(
                    secret.verifies(Algorithm::HS256, input, &signature),
                    "{alg}"
                );
            }
        }
    }
}

#[test]
fn a_public_key_alone_makes_what_needs_no_more() {
    for alg in Algorithm::ALL {
        let given = given(alg);
        let Some(public) = given.public.as_deref() else {
            continue;
        };
        let parts = Parts {
            public: Some(public),
            ..Parts::default()
        };
        let (alone, whole) = (Key::new(alg, parts).unwrap(), given.key());
        assert_eq!(
            whole.public(),
            Some(public),
            "{alg}: made of the private one"
        );
        let (declared, now) = (declared(), now());
        let token = issued(&whole, &claims(now));
        for Forgery { name, needs, .. } in forgeries() {
            let made = made(name, &token, &context(&alone, &declared, now));
            match needs {
                Needs::Url | Needs::RetiredKey => assert!(made.is_ok(), "{name}"),
                Needs::SigningKey => assert_eq!(made, Err(ForgeError::NeedsKey(name)), "{name}"),
                Needs::PublicKey => assert!(made.is_ok(), "{name}"),
                Needs::Nothing => assert_ne!(made, Err(ForgeError::NeedsKey(name)), "{name}"),
            }
        }
        let bare = Context {
            key: Some(&alone),
            keys: None,
            claims: None,
            leeway: std::time::Duration::ZERO,
            now,
        };
        let minted = mint(&token, &Mint::default(), &bare);
        assert_eq!(minted, Err(ForgeError::NeedsKey("mint")));
    }
}

#[test]
fn keys_that_do_not_fit_are_told_and_not_shown() {
    let key = |alg, parts| Key::new(alg, parts).map(drop).unwrap_err();
    let rsa = given(Algorithm::RS256);
    let secret = Secret::new("0123456789");
    let shared = Parts {
        secret: Some(&secret),
        ..Parts::default()
    };
    assert_eq!(
        key(Algorithm::ES256, shared),
        KeyError::OtherKind(Algorithm::ES256)
    );
    let private = |text| Parts {
        private: Some(text),
        ..Parts::default()
    };
    for alg in [Algorithm::ES256, Algorithm::ES512, Algorithm::EdDSA] {
        let unfit = KeyError::Unfit {
            part: "private",
            alg,
        };
        assert_eq!(key(alg, private(rsa.private.as_ref().unwrap())), unfit);
        let public = Parts {
            public: rsa.public.as_deref(),
            ..Parts::default()
        };
        let unfit = KeyError::Unfit {
            part: "public",
            alg,
        };
        assert_eq!(key(alg, public), unfit);
    }
    assert_eq!(
        key(Algorithm::RS256, private(&secret)),
        KeyError::NotPem("private")
    );
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----";
    assert_eq!(
        key(Algorithm::RS256, private(&Secret::new(encrypted))).to_string(),
        "the private key says `BEGIN ENCRYPTED PRIVATE KEY` instead of `BEGIN PRIVATE KEY`"
    );
    assert_eq!(format!("{:?}", rsa.key()), "[key for RS256]");
}

#[test]
fn line_breaks_may_be_spelled() {
    let Given {
        private, public, ..
    } = given(Algorithm::ES256);
    let folded = |text: &str| text.replace('\n', "\\n");
    let (one_line, public_line) = (
        Secret::new(folded(private.as_ref().unwrap().expose())),
        folded(public.as_ref().unwrap()),
    );
    let parts = Parts {
        private: Some(&one_line),
        public: Some(&public_line),
        ..Parts::default()
    };
    let key = Key::new(Algorithm::ES256, parts).unwrap();
    assert_eq!(key.public(), public.as_deref());
}
