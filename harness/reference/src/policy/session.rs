//! Decisions about sessions: how they begin, end, and how long their tokens live.

/// What a login does with a session that the request brought along.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Login {
    #[default]
    Fresh,
    /// Goes on with it, under the name of who logs in.
    Fixed,
}

/// Which sessions a logout ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Logout {
    #[default]
    Own,
    All,
}

/// How long an access token lives.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Lifetime {
    #[default]
    Declared,
    Doubled,
    Halved,
}

/// How the key of a program is compared with those that were given out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum KeyLookup {
    #[default]
    Exact,
    /// By its first characters.
    Start,
    CaseIgnored,
    /// As SQL LIKE does, where a percent sign stands for anything.
    Pattern,
}

/// Where the signing secret comes from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum SecretSource {
    #[default]
    Random,
    WellKnown,
}
