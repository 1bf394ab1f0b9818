//! Values made anew for each case, from the run's seed and the case's id.

use std::hash::{Hash, Hasher};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::name::CaseId;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// How often something unlike all others is tried for.
const TRIES: usize = 32;

/// A source of fresh values; the same seed and case give the same values.
#[derive(Debug)]
pub struct Source(StdRng);

/// A code verifier and its challenge by S256 (RFC 7636 4.1, 4.2).
#[derive(Debug)]
pub struct Pair {
    /// The verifier.
    pub verifier: String,
    /// Its challenge.
    pub challenge: String,
}

/// A number that seed and text decide.
pub fn salt(seed: u64, text: &str) -> u64 {
    // SipHash with its fixed keys: the same on every machine and run.
    #[allow(deprecated)]
    let mut hasher = std::hash::SipHasher::new();
    (seed, text).hash(&mut hasher);
    hasher.finish()
}

impl Source {
    /// A source that no seed decides; `None` when the system gives no randomness.
    pub fn system() -> Option<Source> {
        let mut seed = [0; 32];
        aws_lc_rs::rand::fill(&mut seed).ok()?;
        Some(Source(StdRng::from_seed(seed)))
    }

    /// The source of one case.
    pub fn new(seed: u64, case: &CaseId) -> Source {
        Source(StdRng::seed_from_u64(salt(seed, &case.0)))
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0.random()
    }

    /// A random UUID (RFC 9562, version 4).
    pub fn uuid(&mut self) -> String {
        let mut octets: [u8; 16] = self.0.random();
        octets[6] = octets[6] & 0x0f | 0x40;
        octets[8] = octets[8] & 0x3f | 0x80;
        let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }

    /// An address under `example.test` (RFC 2606), which nobody receives.
    pub fn email(&mut self) -> String {
        format!("probe-{}@example.test", self.shaped("aaaaaaaaaa"))
    }

    /// A password of 24 characters from three classes.
    pub fn password(&mut self) -> String {
        self.shaped("aA0aA0aA0aA0aA0aA0aA0aA0")
    }

    /// A code verifier and its challenge.
    pub fn pkce(&mut self) -> Pair {
        let octets: [u8; 32] = self.0.random();
        let verifier = URL_SAFE_NO_PAD.encode(octets);
        let digest = digest(&SHA256, verifier.as_bytes());
        Pair {
            challenge: URL_SAFE_NO_PAD.encode(digest),
            verifier,
        }
    }

    /// Text of the same length and shape: digits, hexadecimal letters, letters and their case stay
    /// such, and everything else stays as it is; so does the domain of an e-mail address, because
    /// somebody may be written to. Never equal to `model` or to one of `others`: `None` when nothing
    /// can be unlike them.
    pub fn like(&mut self, model: &str, others: &[&str]) -> Option<String> {
        let (local, domain) = match model.split_once('@') {
            Some((local, domain)) => (local, format!("@{domain}")),
            None => (model, String::new()),
        };
        for _ in 0..TRIES {
            let made = format!("{}{domain}", self.shaped(local));
            if made != model && !others.contains(&made.as_str()) {
                return Some(made);
            }
        }
        None
    }

    fn shaped(&mut self, model: &str) -> String {
        let hexadecimal = model.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        let all = model.chars();
        all.map(|c| self.character(c, hexadecimal)).collect()
    }

    fn character(&mut self, model: char, hexadecimal: bool) -> char {
        let letters = if hexadecimal { 6 } else { 26 };
        let offset = |first: u8, n: u8| char::from(first + n);
        match model {
            '0'..='9' => offset(b'0', self.0.random_range(0..10)),
            'a'..='z' => offset(b'a', self.0.random_range(0..letters)),
            'A'..='Z' => offset(b'A', self.0.random_range(0..letters)),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_stays_and_value_changes() {
        let mut source = Source::new(7, &CaseId("a/b".to_owned()));
        let model = "1f0e-AB 9z!";
        let made = source.like(model, &[]).unwrap();
        assert_ne!(made, model);
        assert_eq!(made.len(), model.len());
        for (a, b) in model.chars().zip(made.chars()) {
            assert_eq!(a.is_ascii_digit(), b.is_ascii_digit());
            assert_eq!(a.is_ascii_lowercase(), b.is_ascii_lowercase());
            assert_eq!(a.is_ascii_uppercase(), b.is_ascii_uppercase());
        }
        let uuid = source.uuid();
        assert!(
            source
                .like(&uuid, &[])
                .unwrap()
                .chars()
                .all(|c| c.is_ascii_hexdigit() || c == '-')
        );
        assert_eq!(&uuid[14..15], "4");
    }

    #[test]
    fn nothing_is_like_itself_and_a_domain_stays() {
        let mut source = Source::new(7, &CaseId("a/b".to_owned()));
        assert_eq!(source.like("!!", &[]), None);
        let others = ["0", "1", "2", "3", "4", "6", "7", "8"];
        assert_eq!(source.like("5", &others).as_deref(), Some("9"));
        let address = source.like("al@shop.example", &[]).unwrap();
        assert!(address.ends_with("@shop.example"), "{address}");
        assert_ne!(address, "al@shop.example");
    }

    #[test]
    fn a_challenge_is_the_digest_of_its_verifier() {
        let mut source = Source::new(7, &CaseId("a/b".to_owned()));
        let pair = source.pkce();
        assert_eq!((pair.verifier.len(), pair.challenge.len()), (43, 43));
        assert_ne!(pair.verifier, source.pkce().verifier);
        // RFC 7636 B.
        let known = digest(&SHA256, b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(
            URL_SAFE_NO_PAD.encode(known),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_values() {
        let make = |seed| Source::new(seed, &CaseId("a/b#c".to_owned())).uuid();
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
    }
}
