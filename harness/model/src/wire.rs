//! What stands between engine and drive: a job to do, and the raw facts that came of it.
//! Nothing here is serialisable: it holds secrets.

use std::net::IpAddr;
use std::time::Duration;

use crate::frame::Bits;

/// One bounded piece of work for the drive.
#[derive(Clone, PartialEq)]
pub enum Job {
    /// One HTTP request and its response.
    Http(Request),
    /// Octets as they are written, on a connection of their own, and the HTTP response to them.
    Octets(Octets),
    /// A WebSocket handshake, and what follows until the watch has enough.
    Open(Opening),
    /// Optionally send on a socket, then listen until the watch has enough.
    Talk {
        /// The socket's name.
        socket: String,
        /// What is sent first.
        send: Option<Frame>,
        /// Hears again what came since then, though an earlier job has heard it.
        since: Option<std::time::Instant>,
    },
    /// Stop reading from a socket; the next job that talks on it reads again.
    Stall {
        /// The socket's name.
        socket: String,
    },
    /// End sockets from our side, all together.
    HangUp {
        /// Their names.
        sockets: Vec<String>,
        /// How.
        how: crate::step::How,
    },
}

/// An HTTP request, exactly as it is sent.
#[derive(Clone, PartialEq)]
pub struct Request {
    /// The service, by its name in the target file.
    pub service: String,
    /// The method.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Headers in order; values are octets, because some attacks are not text.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// The address to send from, on loopback.
    pub from: Option<IpAddr>,
}

/// The method under which octets are told that stand for a whole request.
pub const RAW: &str = "RAW";

/// Octets as they are written.
#[derive(Clone, PartialEq)]
pub struct Octets {
    /// The service, by its name in the target file.
    pub service: String,
    /// Its address: where they go, and whether over TLS.
    pub url: String,
    /// What is sent, and nothing else.
    pub octets: Vec<u8>,
    /// The address to send from, on loopback.
    pub from: Option<IpAddr>,
}

impl Octets {
    /// How they are told: a request whose body they are.
    pub fn told(self) -> Request {
        Request {
            service: self.service,
            method: RAW.to_owned(),
            url: self.url,
            headers: Vec::new(),
            body: self.octets,
            from: self.from,
        }
    }
}

/// A WebSocket handshake.
#[derive(Clone, PartialEq)]
pub struct Opening {
    /// The name under which the socket stays open.
    pub socket: String,
    /// The upgrade request: `ws://` or `wss://` URL, and the headers beyond those of the handshake
    /// itself. A `Host` here replaces the URL's.
    pub request: Request,
    /// Subprotocols asked for, in order.
    pub subprotocols: Vec<String>,
    /// The first message, sent at once after the 101.
    pub first: Option<Frame>,
    /// Sent right after it, so that its answer proves acceptance.
    pub greeting: Option<Frame>,
}

/// A message or control frame.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its kind.
    pub kind: FrameKind,
    /// Its payload, unmasked. For a close frame, the reason only.
    pub payload: Vec<u8>,
}

/// Kinds of frames (RFC 6455 5.2); fragments are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// A text message.
    Text,
    /// A binary message.
    Binary,
    /// A ping.
    Ping,
    /// A pong.
    Pong,
    /// A close frame with its status code, 1005 when it has none.
    Close(u16),
    /// A frame with chosen bits; only sent.
    Spelled(Bits),
    /// Octets that are no frame, or several; only sent.
    Octets,
}

/// The raw, unbounded-by-redaction facts of one job. Times are since the job started.
#[derive(Clone, Default)]
pub struct Raw {
    /// What was sent; for a job on an open socket, nothing.
    pub request: Option<Request>,
    /// The HTTP response; for a handshake, a 101 or the refusal.
    pub answer: Option<Answer>,
    /// Redirects that were followed before, in order.
    pub hops: Vec<Hop>,
    /// Frames in both directions since the socket's last job, in order.
    pub frames: Vec<SeenFrame>,
    /// How the connection ended, if it did.
    pub end: Option<End>,
    /// Why there is no answer, or only half of one.
    pub fault: Option<Fault>,
    /// How long the job took.
    pub elapsed: Duration,
}

/// A redirect that was followed.
#[derive(Clone)]
pub struct Hop {
    /// What was sent.
    pub request: Request,
    /// The response that led on.
    pub answer: Answer,
}

/// An HTTP response.
#[derive(Clone)]
pub struct Answer {
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: &'static str,
    /// The status code, as it came.
    pub status: u16,
    /// Headers in order, as far as the transport keeps it.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, up to the limit of the drive.
    pub body: Vec<u8>,
    /// True when the body was longer than the limit.
    pub cut: bool,
}

/// A frame with its direction and time.
#[derive(Clone)]
pub struct SeenFrame {
    /// Since the job started; zero when it came before.
    pub at: Duration,
    /// True when we sent it.
    pub sent: bool,
    /// The frame.
    pub frame: Frame,
}

/// How a violation is told that breaks no RFC, only a limit of ours.
pub const OVER_LIMIT: &str = "more than the harness takes";

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With a close frame from the target: code (1005: none) and reason.
    Closed(u16, Vec<u8>),
    /// TCP FIN or reset without a close frame.
    Dropped,
    /// The target broke RFC 6455, or a limit of ours ([`OVER_LIMIT`]); what it did.
    Violation(String),
    /// We ended it.
    HungUp,
}

/// Why there is no answer, or only half of one. Never a verdict by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The host name has no address.
    #[error("the host name does not resolve: {0}")]
    Unresolved(String),
    /// No TCP connection.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// No TLS connection.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// Too slow.
    #[error("no {phase} within {limit:?}")]
    TimedOut {
        /// What was waited for.
        phase: Phase,
        /// How long.
        limit: Duration,
    },
    /// The connection ended before the answer was whole.
    #[error("the connection ended after {octets} octets of the answer")]
    Cut {
        /// How many octets of the answer had come.
        octets: u64,
    },
    /// What came is not HTTP.
    #[error("the answer is not HTTP: {0}")]
    NotHttp(String),
    /// The head of the answer is too large.
    #[error("the head of the answer is larger than {0} octets")]
    HeadTooLarge(usize),
    /// The handshake was answered with 101, but not for our key (RFC 6455 4.2.2) or without the upgrade.
    #[error("the handshake is wrong: {0}")]
    BadHandshake(String),
    /// There is no open socket of this name.
    #[error("no open socket `{0}`")]
    NoSocket(String),
}

/// What a time limit was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// TCP and TLS.
    Connection,
    /// Status line and headers.
    Head,
    /// The rest of the body.
    Body,
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Phase::Connection => "connection",
            Phase::Head => "answer",
            Phase::Body => "end of the body",
        })
    }
}

/// Decides, without I/O, when enough was seen. Asked after the answer's head and body, after each
/// frame and end, and once at the start.
pub trait Watch: Send {
    /// Wait at most this long for the next sign, or stop.
    fn sign(&mut self, raw: &Raw) -> Patience;
}

/// What a watch says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Wait at most this long for the next sign.
    More(Duration),
    /// Enough was seen.
    Enough,
}

impl Raw {
    /// The HTTP responses in order: those of redirects that were followed, and the last.
    pub fn answers(&self) -> impl Iterator<Item = &Answer> {
        let hops = self.hops.iter().map(|hop| &hop.answer);
        hops.chain(&self.answer)
    }
}

impl Answer {
    /// The values of a header, by its name in any case.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_slice())
    }
}
