//! Decisions about sessions: how they begin, end, and how long their tokens live.

use std::time::Duration;

/// What a login does with a session that the request brought along.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Login {
    #[default]
    Fresh,
    /// Goes on with it, under the name of who logs in.
    Fixed,
    /// Goes on with that of a visitor who was not logged in.
    KeepsVisit,
}

/// Which sessions a logout ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Logout {
    /// Its own; where refresh tokens name sessions, all of the user without one.
    #[default]
    Own,
    All,
    /// Its own, also where it has to be all.
    OnlyOwn,
}

/// Which sessions a logout everywhere ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Everywhere {
    #[default]
    All,
    /// Only the one that asks.
    Own,
}

/// What one session of a user too many does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum OverLimit {
    /// As its system declares: it ends the oldest, or is refused.
    #[default]
    Declared,
    /// It ends the oldest, also where it has to be refused.
    EvictsOldest,
    /// It is refused, and those that have ended count as well.
    CountsEnded,
    /// It ends the one before it.
    EvictsNewest,
    /// It ends the oldest of those that were there so long before it: younger ones are not seen.
    SeesLate(Duration),
    Nothing,
}

/// What the list of sessions tells.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Listing {
    /// Ids of the caller's own.
    #[default]
    OwnIds,
    /// And an access token of each.
    Tokens,
    /// And the double-submit value of each.
    CsrfTokens,
    /// Everybody's.
    Everybodys,
}

/// What a user may do to sessions by their id.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Revoking {
    #[default]
    Own,
    Anybodys,
    /// It is answered and not done.
    Nothing,
    /// A foreign one is forbidden, where an unknown one is not found.
    TellsForeign,
}

/// Who is taken for an admin.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Admins {
    /// Who has the role now.
    #[default]
    Now,
    /// Who ever had it.
    Ever,
    Everybody,
    /// Everybody, for what changes something.
    EverybodyWrites,
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
