//! A public key out of a published set (RFC 7517), in PEM as if its owner had given it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::key::{Algorithm, Family};
use serde_json::Value;

use crate::pem;

/// `rsaEncryption` with its parameters (RFC 8017 A.1).
const RSA: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
/// `id-ecPublicKey` on P-256, P-384 and P-521 (RFC 5480 2.1.1).
const P256: &[u8] = &[
    0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
    0xce, 0x3d, 0x03, 0x01, 0x07,
];
const P384: &[u8] = &[
    0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
    0x00, 0x22,
];
const P521: &[u8] = &[
    0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
    0x00, 0x23,
];
/// `id-Ed25519` (RFC 8410 3).
const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// The key of a set that tokens of this algorithm are verified with: the one that is called `kid`, else
/// the first that may be meant.
pub(crate) fn key_of(set: &str, alg: Algorithm, kid: Option<&str>) -> Option<String> {
    let set: Value = serde_json::from_str(set).ok()?;
    let keys = set.get("keys")?.as_array()?.iter();
    let member = |key: &'_ Value, name: &str| key.get(name)?.as_str().map(str::to_owned);
    let mut fitting = keys.filter(|key| {
        let or = |name: &str, wanted: &str| member(key, name).is_none_or(|value| value == wanted);
        let called = kid.is_none_or(|kid| member(key, "kid").as_deref() == Some(kid));
        called && or("use", "sig") && or("alg", alg.name())
    });
    fitting.find_map(|key| pem_of(key, alg))
}

fn pem_of(key: &Value, alg: Algorithm) -> Option<String> {
    let text = |name: &str| key.get(name)?.as_str();
    let octets = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
    let (algorithm, bits) = match (alg.family(), text("kty")?, text("crv")) {
        (Family::Rsa, "RSA", _) => {
            let parts = [integer(&octets("n")?), integer(&octets("e")?)];
            (RSA, tagged(SEQUENCE, &parts.concat()))
        }
        (Family::Ecdsa, "EC", Some(curve)) => {
            let algorithm = match (alg, curve) {
                (Algorithm::ES256, "P-256") => P256,
                (Algorithm::ES384, "P-384") => P384,
                (Algorithm::ES512, "P-521") => P521,
                _ => return None,
            };
            (algorithm, [vec![4], octets("x")?, octets("y")?].concat())
        }
        (Family::EdDsa, "OKP", Some("Ed25519")) => (ED25519, octets("x")?),
        _ => return None,
    };
    let bits = tagged(BITS, &[&[0], bits.as_slice()].concat());
    Some(pem::public(&tagged(SEQUENCE, &[algorithm, &bits].concat())))
}

/// A number that is not negative (X.690 8.3).
fn integer(octets: &[u8]) -> Vec<u8> {
    let start = octets.iter().position(|octet| *octet != 0);
    let octets = start.map_or(&[0][..], |start| &octets[start..]);
    let positive = match octets.first() {
        Some(first) if *first >= 0x80 => [&[0], octets].concat(),
        _ => octets.to_vec(),
    };
    tagged(INTEGER, &positive)
}

/// Tag, length and content (X.690 8.1).
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let octets = length.to_be_bytes();
    let length: Vec<u8> = match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![short],
        _ => {
            let start = octets.iter().position(|octet| *octet != 0).unwrap_or(0);
            let long = &octets[start..];
            let count = u8::try_from(long.len()).unwrap_or_default();
            [&[0x80 | count], long].concat()
        }
    };
    [&[tag], length.as_slice(), content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, Parts};

    /// Every algorithm of a key pair: the set that publishes our own key, and what it must be read as.
    #[test]
    fn our_own_set_is_read_back() {
        let set = crate::jwks();
        let mut read = 0;
        for alg in Algorithm::ALL {
            let Some(text) = key_of(&set, alg, None) else {
                continue;
            };
            read += 1;
            let parts = Parts {
                public: Some(&text),
                ..Parts::default()
            };
            let key = Key::new(alg, parts);
            assert!(key.is_ok_and(|key| key.public() == Some(&text)), "{alg}");
        }
        assert!(read >= 10, "{read} algorithms");
    }

    #[test]
    fn the_key_that_is_meant_is_found() {
        let set = crate::jwks();
        let mut value: Value = serde_json::from_str(&set).unwrap();
        let rsa = value["keys"].as_array().unwrap().iter();
        let mut rsa = rsa.filter(|key| key["kty"] == "RSA");
        let mut one = rsa.next().unwrap().clone();
        one.as_object_mut().unwrap().remove("alg");
        let with = |name: &str, text: &str| {
            let mut key = one.clone();
            key[name] = Value::from(text);
            key
        };
        value["keys"] = Value::Array(vec![
            with("use", "enc"),
            with("alg", "PS256"),
            with("kid", "second"),
        ]);
        let set = value.to_string();
        let of = |kid| key_of(&set, Algorithm::RS256, kid);
        assert!(of(None).is_some() && of(Some("second")).is_some());
        assert_eq!(of(Some("third")), None);
        assert_eq!(key_of(&set, Algorithm::ES256, None), None);
        for broken in [
            "",
            "{}",
            r#"{"keys":5}"#,
            r#"{"keys":[{"kty":"RSA","n":"!"}]}"#,
        ] {
            assert_eq!(key_of(broken, Algorithm::RS256, None), None, "{broken}");
        }
    }
}
