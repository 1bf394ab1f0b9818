//! Decisions about cookies that the server sets (RFC 6265bis 4.1).

use super::Check;

/// Which attributes a cookie gets, and whether it goes with its session.
#[derive(Clone, Debug, Default)]
pub(crate) struct CookiePolicy {
    pub(crate) http_only: Check,
    pub(crate) secure: Check,
    pub(crate) same_site: Check,
    pub(crate) max_age: MaxAge,
    /// Whether there is no `Domain`, as the prefix `__Host-` demands.
    pub(crate) no_domain: Check,
    /// Whether a logout clears it.
    pub(crate) cleared: Check,
}

/// How long a browser keeps a cookie.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum MaxAge {
    /// As long as what stands in it is good.
    #[default]
    Declared,
    Year,
}
