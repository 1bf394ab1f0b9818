//! Decisions about where a request carries its token.

use super::Check;

/// Where access tokens of HTTP requests are taken from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Whether the declared first place counts.
    pub(crate) precedence: Precedence,
    /// Whether the cookie counts at all.
    pub(crate) cookie: Check,
    pub(crate) cookies: Several,
    pub(crate) headers: Several,
    pub(crate) scheme: Scheme,
    pub(crate) query: Query,
}

/// Which of two places counts when both carry a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Precedence {
    #[default]
    Declared,
    Reversed,
}

/// What becomes of one name that is given several times.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Several {
    #[default]
    Refused,
    FirstCounts,
    LastCounts,
}

/// How the scheme of `Authorization` is compared (RFC 9110 11.1).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Scheme {
    #[default]
    AnyCase,
    Exact,
}

/// Whether a token in the query of an HTTP request counts (RFC 6750 2.3).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Query {
    #[default]
    Ignored,
    Taken,
}
