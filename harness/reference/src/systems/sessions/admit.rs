//! Who may connect: Host, Origin, token, connection limit, ownership, in this order.

use ::http::request::Parts;
use tokio::sync::mpsc::Receiver;

use super::{
    App,
    hub::{Internal, Place},
};
use crate::{
    account::User,
    bearer::Denied,
    connections::Seat,
    host, origin,
    percent::{self, Parameter},
    policy::{Missing, UnknownSession},
    sign::Kind,
    token::TokenError,
};

/// A connection that may be opened.
pub(super) struct Admitted {
    pub(super) place: Place,
    pub(super) events: Receiver<String>,
    pub(super) seat: Seat,
}

/// A connection that may not, and for whom it was asked, if that is known.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) user: Option<User>,
    pub(super) cause: Cause,
}

/// Why not.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cause {
    Host,
    Origin,
    Token(Denied),
    Capacity,
    ForeignSession,
    UnknownSession,
    Internal,
}

impl Cause {
    /// The reason in the audit trail.
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Cause::Host => "host_not_allowed",
            Cause::Origin => "origin_not_allowed",
            Cause::Token(_) => "unauthenticated",
            Cause::Capacity => "too_many_connections",
            Cause::ForeignSession | Cause::UnknownSession => "access_denied",
            Cause::Internal => "internal",
        }
    }
}

impl From<Internal> for Cause {
    fn from(_: Internal) -> Self {
        Cause::Internal
    }
}

pub(super) fn admit(app: &App, request: &Parts) -> Result<Admitted, Refused> {
    let session = percent::segment(&request.uri, 1).and_then(|id| String::from_utf8(id).ok());
    let session = session.unwrap_or_default();
    let user = stranger(app, request, &session).map_err(|cause| Refused { user: None, cause })?;
    known(app, &user, &session).map_err(|cause| Refused {
        user: Some(user),
        cause,
    })
}

/// What is checked before there is a user.
fn stranger(app: &App, request: &Parts, session: &str) -> Result<User, Cause> {
    let policy = &app.gate.policy;
    if !policy.host.passes(host::is_loopback(request)) {
        return Err(Cause::Host);
    }
    if !origin::is_allowed(&request.headers, policy.origin) {
        return Err(Cause::Origin);
    }
    let verified = match percent::parameter(&request.uri, "token") {
        Parameter::Once(token) => app.gate.caller(&token, &policy.socket, &[Kind::Access]),
        Parameter::Unusable => Err(TokenError::Invalid),
        Parameter::Absent => {
            return match policy.socket.missing {
                Missing::Refused => Err(Cause::Token(Denied::NoCredentials)),
                Missing::Served => app.hub.owner(session)?.ok_or(Cause::ForeignSession),
            };
        }
    };
    let verified = verified.map(|caller| caller.user);
    verified.map_err(|error| Cause::Token(Denied::BadToken(error)))
}

/// What is checked once there is one. A refusal gives the seat back at once.
fn known(app: &App, user: &User, session: &str) -> Result<Admitted, Cause> {
    let limits = &app.gate.policy.limits;
    let limited = (limits.connections, limits.placing);
    let seat = app.gate.connections.enter((user, None), limited);
    let seat = seat.ok_or(Cause::Capacity)?;
    let (place, events) = app.hub.enter(user)?;
    let policy = &app.gate.policy;
    match app.hub.owner(session)? {
        Some(owner) if policy.session_owner.passes(owner == *user) => Ok(Admitted {
            place,
            events,
            seat,
        }),
        Some(_) => Err(Cause::ForeignSession),
        None => Err(match policy.unknown_session {
            UnknownSession::LikeForeign => Cause::ForeignSession,
            UnknownSession::Differs => Cause::UnknownSession,
        }),
    }
}
