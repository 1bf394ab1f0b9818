//! Every decision that a planted defect can change.
//!
//! The default is the conforming server. Each field is read at exactly one place, so that a
//! defect changes one behaviour and the server reads as if there were no defects.

/// What the server decides; opaque, only a [`Defect`](crate::Defect) changes it.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Tokens in the `Authorization` header of HTTP requests.
    pub(crate) bearer: TokenPolicy,
    /// Tokens of WebSocket handshakes.
    pub(crate) socket: TokenPolicy,
    pub(crate) challenge: Challenge,
    pub(crate) secret: SecretSource,
    pub(crate) socket_refusal: SocketRefusal,
    pub(crate) host: Check,
    pub(crate) origin: OriginCheck,
    pub(crate) session_owner: Check,
    pub(crate) unknown_session: UnknownSession,
    pub(crate) subscribe: SubscribeCheck,
}

/// How tokens are verified at one place of the server.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenPolicy {
    pub(crate) missing: Missing,
    pub(crate) malformed: Malformed,
    pub(crate) unsigned: Unsigned,
    pub(crate) signature: Signature,
    pub(crate) algorithms: Algorithms,
    pub(crate) key: KeySource,
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
}

/// Whether a requirement is enforced at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Check {
    #[default]
    Enforced,
    Skipped,
}

impl Check {
    /// True when the requirement holds, or when nobody asks.
    pub(crate) fn passes(self, holds: bool) -> bool {
        holds || self == Check::Skipped
    }
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
    #[default]
    Hs256,
    /// Every HMAC, as it is named.
    AnyHmac,
    /// Every HMAC by its name, and HS256 by deed.
    NameIgnored,
}

/// Where the key comes from that verifies a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum KeySource {
    #[default]
    Own,
    /// The header's `jwk`, where there is one.
    HeaderJwk,
    /// The file that the header's `kid` names, where there is one.
    KidPath,
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
}

/// What becomes of a well-signed token without any claim.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum EmptyClaims {
    #[default]
    Refused,
    ServedAsAlice,
}

/// The challenge of a 401 (RFC 9110 11.6.1, RFC 6750 3).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Challenge {
    #[default]
    Conforming,
    Absent,
    /// Names an error although no credentials were sent.
    AlwaysNamesError,
}

/// Where the signing secret comes from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum SecretSource {
    #[default]
    Random,
    WellKnown,
}

/// How a socket refuses a bad token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum SocketRefusal {
    #[default]
    Conforming,
    /// Accepts, sends data, and only then refuses.
    DataFirst,
    WrongCode,
}

/// How the `Origin` header is compared with the one that is allowed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum OriginCheck {
    #[default]
    Exact,
    Unchecked,
    HostSuffix,
    Prefix,
    Subdomain,
    DotWildcard,
    SchemeIgnored,
    PortIgnored,
    NullAccepted,
    AbsentAccepted,
    UserinfoParsed,
    FirstOfSeveral,
    IpAccepted,
}

/// Whether an unknown session is told apart from a foreign one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum UnknownSession {
    #[default]
    LikeForeign,
    Differs,
}

/// Who may subscribe to a session.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum SubscribeCheck {
    #[default]
    OwnerOnly,
    Anyone,
    /// Answers the refusal, but subscribes all the same.
    RefusedButDelivered,
}
