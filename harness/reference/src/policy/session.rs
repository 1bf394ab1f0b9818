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
    /// As long as the first one of its session.
    SinceLogin,
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

/// What a refresh makes of its token (RFC 9700 4.14.2).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Rotation {
    /// As its system declares: where tokens rotate, uses it up and gives the next.
    #[default]
    Declared,
    /// Uses it up at once, also where tokens stay good or have a while.
    UsedUp,
    /// Gives the next and leaves it good.
    OldStaysGood,
    /// Gives it back.
    SameAgain,
}

/// What ends when a used refresh token comes again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum OnReplay {
    /// As its system declares: its session, or every one of its user.
    #[default]
    Declared,
    Session,
    Nothing,
}

/// What a refresh without a token is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum NoToken {
    #[default]
    Unauthenticated,
    Malformed,
}
