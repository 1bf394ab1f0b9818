//! What the classifier must know of an act, with every reference filled in.

use std::time::Duration;

use indexmap::IndexMap;
use model::matcher::Matcher;
use model::name::Name;
use model::operation::Output;
use model::refusal::{Class, HttpRefusal, SocketRefusal};

/// What an act is for, and how the target says no.
#[derive(Debug, Clone)]
pub struct Criteria {
    /// What proves that it worked.
    pub goal: Goal,
    /// How the contract says no.
    pub refusing: Refusing,
    /// How long to wait for a sign after the last of the act was sent.
    pub patience: Duration,
}

/// How the target says no, as far as its owner declares it.
#[derive(Debug, Clone, Default)]
pub struct Refusing {
    /// By an HTTP response.
    pub http: Vec<(Class, HttpRefusal)>,
    /// On a WebSocket.
    pub ws: Vec<(Class, SocketRefusal)>,
    /// How an open socket ends, by cause.
    pub endings: IndexMap<Name, Vec<SocketRefusal>>,
    /// What only the service's own answers have, where something stands before it.
    pub marker: Option<Matcher>,
}

/// What an act is for.
#[derive(Debug, Clone)]
pub enum Goal {
    /// An HTTP response that proves acceptance: by status and matcher, or by having all outputs.
    Answer {
        /// The status that it must have.
        status: Option<u16>,
        /// What must hold on it.
        matcher: Option<Matcher>,
        /// What must be found in it.
        outputs: IndexMap<Name, Output>,
    },
    /// An answer by which a browser lets a page send a request; `ambient` when that would go out with
    /// what the browser adds by itself.
    Preflight {
        /// As said.
        ambient: bool,
    },
    /// A WebSocket whose acceptance a message proves; without a matcher nothing can prove it.
    Socket(Option<Matcher>),
    /// The upgrade alone, which proves nothing of who is meant.
    Upgrade,
    /// An answer to a message; without a matcher the sending alone counts.
    Reply(Option<Matcher>),
    /// Whatever comes back to a message that is spelled out; only refusals can be told.
    Heed,
    /// A message.
    Message(Matcher),
    /// The end of the socket.
    End,
    /// No message, or none that matches.
    Silence(Option<Matcher>),
    /// Nothing: the act is done when it is done.
    Nothing,
}
