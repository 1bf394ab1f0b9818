//! In what the systems differ that share code: names, people, places and lifetimes.

use std::time::Duration;

use http::StatusCode;

use crate::{account::Role, limit::Rule, systems::FAILED_LOGINS};

/// The fixed facts of one system.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Also the issuer of its tokens and the realm of its challenges.
    pub(crate) name: &'static str,
    /// The audience of its tokens.
    pub(crate) audience: &'static str,
    /// Who is there from the start; the first is whom a faulty server takes a stranger for.
    pub(crate) people: &'static [Person],
    /// Whether a user has an id besides the name, which a later user of that name does not have.
    pub(crate) ids: bool,
    /// The cookie that may carry an access token.
    pub(crate) access_cookie: Option<&'static str>,
    /// Whether tokens belong to a session and are good only as long as it is.
    pub(crate) sessions: bool,
    /// Whether pages use it: every request is asked for its Host, and answered for other origins.
    pub(crate) pages: bool,
    /// Whether what changes something needs a double-submit pair.
    pub(crate) csrf: bool,
    /// Whether that pair has to be the one of the session.
    pub(crate) csrf_bound: bool,
    /// Whether a session too many is refused, and does not end the oldest.
    pub(crate) refuses_sessions: bool,
    /// Whether users log in with a code that they are sent, and have no password.
    pub(crate) codes: bool,
    /// Whether and when a refresh token that was used is good no more.
    pub(crate) rotation: Rotates,
    /// Whether there are several keys, which tokens name.
    pub(crate) rotates: bool,
    /// Whether a token may not be issued later than now.
    pub(crate) issued_at: bool,
    /// Whether the header of a token must say `JWT`.
    pub(crate) typed: bool,
    /// Whether one that comes again ends all sessions of its user, and not just its own.
    pub(crate) replay_ends_all: bool,
    /// The status of a logout.
    pub(crate) left: StatusCode,
    /// The status for a body that is not what was asked for.
    pub(crate) malformed: StatusCode,
    /// How long an access token lives.
    pub(crate) access: Duration,
    /// Whether messages of all connections of a user count together.
    pub(crate) messages_by_user: bool,
    /// How often a login to an account may fail.
    pub(crate) failed_logins: Option<&'static Rule>,
}

/// Whether and when a refresh token that was used is good no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rotates {
    /// It stays good, and is not replaced.
    Never,
    AtOnce,
    /// A while later: whoever lost the answer may ask again.
    After(Duration),
}

/// Somebody whom a system knows from the start.
#[derive(Debug)]
pub(crate) struct Person {
    /// How the variable with their password begins.
    pub(crate) variable: &'static str,
    /// What they log in with.
    pub(crate) name: &'static str,
    pub(crate) role: Role,
}

pub(crate) const SESSIONS: Shape = Shape {
    name: "sessions",
    audience: "sessions-api",
    people: &NAMED,
    ids: false,
    access_cookie: None,
    sessions: false,
    pages: false,
    csrf: false,
    csrf_bound: false,
    refuses_sessions: false,
    codes: false,
    rotation: Rotates::Never,
    replay_ends_all: false,
    rotates: false,
    issued_at: false,
    typed: false,
    left: StatusCode::NO_CONTENT,
    malformed: StatusCode::UNPROCESSABLE_ENTITY,
    access: Duration::from_secs(3600),
    messages_by_user: false,
    failed_logins: None,
};

pub(crate) const ASSISTANT: Shape = Shape {
    name: "assistant",
    audience: "assistant-bot",
    ..SESSIONS
};

pub(crate) const WORKSPACE: Shape = Shape {
    name: "workspace",
    audience: "workspace-api",
    people: &ADDRESSED,
    ids: true,
    access_cookie: Some("access_token"),
    sessions: true,
    refuses_sessions: true,
    pages: true,
    access: Duration::from_secs(15 * 60),
    failed_logins: Some(&FAILED_LOGINS),
    ..SESSIONS
};

pub(crate) const QUIZ: Shape = Shape {
    name: "quiz",
    audience: "quiz-api",
    access_cookie: Some("__Host-session"),
    csrf: true,
    csrf_bound: true,
    refuses_sessions: false,
    rotates: true,
    rotation: Rotates::After(Duration::from_secs(10)),
    issued_at: true,
    typed: true,
    malformed: StatusCode::BAD_REQUEST,
    access: Duration::from_secs(30 * 60),
    messages_by_user: true,
    failed_logins: None,
    ..WORKSPACE
};

pub(crate) const DOCUMENTS: Shape = Shape {
    name: "documents",
    audience: "documents-api",
    csrf: true,
    refuses_sessions: false,
    codes: true,
    rotation: Rotates::AtOnce,
    replay_ends_all: true,
    left: StatusCode::OK,
    malformed: StatusCode::BAD_REQUEST,
    ..WORKSPACE
};

const NAMED: [Person; 2] = [
    person("ALICE", "alice", Role::User),
    person("BOB", "bob", Role::User),
];

const ADDRESSED: [Person; 3] = [
    person("ALICE", "alice@example.test", Role::User),
    person("BOB", "bob@example.test", Role::User),
    person("ADMIN", "admin@example.test", Role::Admin),
];

const fn person(variable: &'static str, name: &'static str, role: Role) -> Person {
    Person {
        variable,
        name,
        role,
    }
}
