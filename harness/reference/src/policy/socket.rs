//! Decisions about sockets.

use super::Check;

/// How a socket refuses a bad token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum SocketRefusal {
    #[default]
    Conforming,
    /// Accepts, sends data, and only then refuses.
    DataFirst,
    WrongCode,
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

/// What ends an open socket.
#[derive(Clone, Debug, Default)]
pub(crate) struct SocketEnds {
    /// The end of its session.
    pub(crate) session: Check,
    /// The end of its access token.
    pub(crate) expiry: Check,
    /// Its own greatest age.
    pub(crate) lifetime: Check,
    /// Another role of its user.
    pub(crate) role: Check,
    /// The end of its user.
    pub(crate) user: Check,
}

/// What the reason of a close tells.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum CloseReason {
    #[default]
    Plain,
    /// Where in the code the decision was made.
    Internal,
}
