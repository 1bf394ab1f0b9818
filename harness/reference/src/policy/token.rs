//! Decisions about one token: what passes as one, signed by whom, for whom and until when.

use std::time::Duration;

use super::Check;
use crate::verifier::Verifier;

/// How tokens are verified at one place of the server.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenPolicy {
    pub(crate) missing: Missing,
    pub(crate) malformed: Malformed,
    pub(crate) unsigned: Unsigned,
    pub(crate) signature: Signature,
    pub(crate) algorithms: Algorithms,
    pub(crate) key: KeySource,
    pub(crate) kid: KidPolicy,
    pub(crate) jku: HeaderUrl,
    pub(crate) x5u: HeaderUrl,
    pub(crate) repeated_header: Repeated,
    pub(crate) repeated_claim: Repeated,
    pub(crate) crit: Check,
    /// The one critical header that no JWT may use (RFC 7797 7).
    pub(crate) b64: Check,
    pub(crate) empty_claims: EmptyClaims,
    pub(crate) token_type: Check,
    pub(crate) issuer: Check,
    pub(crate) audience: Check,
    pub(crate) expiry: Check,
    pub(crate) expiry_present: Check,
    pub(crate) not_before: Check,
    /// Whether a token was issued already, where a system asks.
    pub(crate) issued_at: Check,
    /// Whether the header says what kind of token it is, where a system asks (RFC 8725 3.11).
    pub(crate) typ: Check,
    /// Types that pass besides the right one.
    pub(crate) also: &'static [&'static str],
    /// Whether its session still has to be there.
    pub(crate) session: Check,
    /// Whether its user still has to be there.
    pub(crate) standing: Check,
    /// Whether its user still has to have the role that it names.
    pub(crate) role: Check,
    /// Whether its user still has to have the address that it names.
    pub(crate) email: Check,
}

/// What becomes of a request without a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Missing {
    #[default]
    Refused,
    /// Served as alice, or on a socket as the owner of the session.
    Served,
}

/// What becomes of a token that is not three decodable segments.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Malformed {
    #[default]
    Refused,
    Crashes,
}

/// Which tokens pass whose algorithm is not one of ours.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Unsigned {
    #[default]
    Refused,
    ExactNone,
    /// Any spelling but the exact one.
    OtherSpellings,
    /// ECDSA that forgets to look whether r and s are nought (CVE-2022-21449).
    EcdsaOfZeros,
}

/// Which algorithms a token may name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Algorithms {
    /// The one that the system signs with.
    #[default]
    Own,
    /// Every one of its family, as it is named.
    AnyOfFamily,
    /// Every one of its family by name, and the own by deed.
    NameIgnored,
    /// The own, and HMAC with the public key for a secret.
    PublicKeyAsSecret,
}

/// Which keys verify, by their name in the header (RFC 7515 4.1.4).
#[derive(Clone, Debug, Default)]
pub(crate) struct KidPolicy {
    /// Whether the previous one still does.
    pub(crate) previous: Check,
    /// Whether a retired one no more does.
    pub(crate) retired: Check,
    /// Whether an unknown name finds no key, and not the current one.
    pub(crate) unknown: Check,
    /// Whether no name finds no key, and not the current one.
    pub(crate) missing: Check,
}

/// Where the key comes from that verifies a token.
#[derive(Clone, Debug, Default)]
pub(crate) enum KeySource {
    #[default]
    Own,
    /// The header's `jwk`, where there is one.
    HeaderJwk,
    /// The file that the header's `kid` names, where there is one.
    KidPath,
    /// This one.
    Fetched(Verifier),
}

/// What becomes of a URL in the header that leads to a key.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum HeaderUrl {
    #[default]
    Ignored,
    /// Fetched for nothing.
    Fetched,
    Trusted,
}

/// Which of several members of one name counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Repeated {
    /// As RFC 7515 4 and RFC 7519 4 allow.
    #[default]
    LastCounts,
    FirstCounts,
}

/// Which signatures pass under the right algorithm.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Signature {
    #[default]
    Verified,
    AnyNonEmpty,
    /// The right one, or none at all.
    EmptyAccepted,
    /// Any beginning of the right one.
    PrefixCompared,
    /// By an HMAC of our own, octet by octet, until one differs; each takes so long.
    ComparedInTurn(Duration),
}

/// What becomes of a well-signed token without any claim.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum EmptyClaims {
    #[default]
    Refused,
    ServedAsAlice,
}
