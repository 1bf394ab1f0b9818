//! Digests: keyed ones for what the journal compares, plain ones for files and fingerprints.

use aws_lc_rs::{digest, hmac, rand};

/// Keyed anew for each run, so that a digest of a short secret cannot be looked up.
#[derive(Debug)]
pub struct Digester(hmac::Key);

impl Digester {
    /// A new random key; `None` when the system gives no randomness.
    pub fn new() -> Option<Digester> {
        let rng = rand::SystemRandom::new();
        hmac::Key::generate(hmac::HMAC_SHA256, &rng)
            .ok()
            .map(Digester)
    }

    /// The digest of `octets` under this run's key (HMAC-SHA-256, the first 16 octets).
    pub fn keyed(&self, octets: &[u8]) -> String {
        hex(&hmac::sign(&self.0, octets).as_ref()[..16])
    }

    /// SHA-256 of what is no secret, the first 16 octets.
    pub fn plain(octets: &[u8]) -> String {
        hex(&digest::digest(&digest::SHA256, octets).as_ref()[..16])
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
