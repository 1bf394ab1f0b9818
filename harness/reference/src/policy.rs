//! Every decision that a planted defect can change.
//!
//! The default is the conforming server. Each field is read at one place of a system, so that a
//! defect changes one behaviour and the server reads as if there were no defects.

mod audit;
mod bounds;
mod code;
mod cookie;
mod csrf;
mod json;
mod limit;
mod origin;
mod place;
mod protocol;
mod session;
mod socket;
mod token;
mod work;

use std::time::Duration;

pub(crate) use audit::AuditPolicy;
pub(crate) use bounds::BoundsPolicy;
pub(crate) use code::{CodeForm, CodePolicy};
pub(crate) use cookie::{CookiePolicy, MaxAge};
pub(crate) use csrf::{Asked, Binding, CsrfPolicy, JsonType, Writes};
pub(crate) use json::{Broken, JsonPolicy, JsonText};
pub(crate) use limit::{AddressOf, Allowed, Counting, Keyed, LimitPolicy, Recovery, Told};
pub(crate) use origin::{CorsPolicy, OriginCheck};
pub(crate) use place::{Places, Precedence, Query, Scheme, Several};
pub(crate) use protocol::{Frames, Length, ProtocolPolicy, Version};
pub(crate) use session::{
    Admins, Everywhere, KeyLookup, Lifetime, Listing, Login, Logout, NoToken, OnReplay, OverLimit,
    Revoking, Rotation, SecretSource,
};
pub(crate) use socket::{CloseReason, SocketEnds, SocketRefusal, SubscribeCheck, UnknownSession};
pub(crate) use token::{
    Algorithms, EmptyClaims, HeaderUrl, KeySource, KidPolicy, Malformed, Missing, Repeated,
    Signature, TokenPolicy, Unsigned,
};
pub(crate) use work::{Hashing, Mailing, Reading, WorkPolicy};

/// What the server decides; opaque, only a [`Defect`](crate::Defect) changes it.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Access tokens of HTTP requests.
    pub(crate) bearer: TokenPolicy,
    /// Refresh tokens.
    pub(crate) refresh: TokenPolicy,
    /// Where a refresh takes its token from when there are two.
    pub(crate) refresh_places: Precedence,
    /// What a refresh without a token is.
    pub(crate) no_refresh: NoToken,
    /// Whether a refresh leaves other sessions alone.
    pub(crate) refresh_alone: Check,
    /// Whether sessions end when they are too old.
    pub(crate) session_age: Check,
    /// What a refresh makes of its token.
    pub(crate) rotation: Rotation,
    /// Whether a refresh token is used up as it is found unused.
    pub(crate) using_up: Step,
    /// What the replay of a refresh token ends.
    pub(crate) on_replay: OnReplay,
    /// One-time codes.
    pub(crate) codes: CodePolicy,
    /// Tokens of WebSocket handshakes and of first messages.
    pub(crate) socket: TokenPolicy,
    /// Tokens among the subprotocols of a handshake.
    pub(crate) subprotocol: TokenPolicy,
    /// Where HTTP requests carry access tokens.
    pub(crate) places: Places,
    /// Which place of a handshake counts when several carry a token.
    pub(crate) socket_places: Precedence,
    /// Whether a ticket opens one socket only.
    pub(crate) ticket: Check,
    /// Whether a ticket is used up as it is found unused.
    pub(crate) using_ticket: Step,
    /// Whether the first message of a socket has to come in time.
    pub(crate) first_message: Check,
    pub(crate) cookies: CookiePolicy,
    pub(crate) csrf: CsrfPolicy,
    /// Bodies and messages.
    pub(crate) json: JsonPolicy,
    pub(crate) audit: AuditPolicy,
    pub(crate) login: Login,
    pub(crate) logout: Logout,
    /// Whether somebody whose access token has ended can log out.
    pub(crate) logout_expired: Check,
    pub(crate) bounds: BoundsPolicy,
    pub(crate) everywhere: Everywhere,
    pub(crate) over_limit: OverLimit,
    pub(crate) listing: Listing,
    pub(crate) revoking: Revoking,
    pub(crate) admins: Admins,
    pub(crate) lifetime: Lifetime,
    pub(crate) limits: LimitPolicy,
    /// How the keys of programs are looked up.
    pub(crate) program_keys: KeyLookup,
    /// Whether nobody may store a response with tokens.
    pub(crate) no_store: Check,
    pub(crate) challenge: Challenge,
    pub(crate) secret: SecretSource,
    pub(crate) socket_refusal: SocketRefusal,
    pub(crate) socket_ends: SocketEnds,
    pub(crate) close_reason: CloseReason,
    pub(crate) host: Check,
    pub(crate) origin: OriginCheck,
    pub(crate) cors: CorsPolicy,
    pub(crate) session_owner: Check,
    pub(crate) unknown_session: UnknownSession,
    pub(crate) subscribe: SubscribeCheck,
    pub(crate) work: WorkPolicy,
    pub(crate) protocol: ProtocolPolicy,
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

    pub(crate) fn is_enforced(self) -> bool {
        self == Check::Enforced
    }
}

/// Whether a check and what rests on it are one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Step {
    #[default]
    Whole,
    /// So long after the check; meanwhile others are checked as well.
    Parted(Duration),
}

impl Step {
    /// How long the act comes after the check, where it does.
    pub(crate) fn gap(self) -> Option<Duration> {
        match self {
            Step::Whole => None,
            Step::Parted(gap) => Some(gap),
        }
    }
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
