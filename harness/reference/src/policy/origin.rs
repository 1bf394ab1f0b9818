//! Decisions about the pages that requests come from.

use super::Check;

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

/// What other pages learn of responses (Fetch, the CORS protocol).
#[derive(Clone, Debug, Default)]
pub(crate) struct CorsPolicy {
    pub(crate) origin: OriginCheck,
    /// Whether the origin is named, and not `*`.
    pub(crate) named: Check,
}
