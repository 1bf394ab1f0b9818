//! How long and how much a target may cost us. Everything that a target sends is bounded by these.

use std::time::Duration;

/// How long an ended socket may take to be gone: the closing handshake's last steps, unread octets.
pub(crate) const GOODBYE: Duration = Duration::from_secs(1);

/// Bounds of time and memory; the defaults suit a healthy service on a slow machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// For name resolution, TCP and TLS together.
    pub connect: Duration,
    /// From the first octet of the request to the end of the answer's head. Where reqwest carries the
    /// request it does not say when it was connected, so there the time is `connect` and `head` together.
    pub head: Duration,
    /// From the end of the head to the end of the body.
    pub body: Duration,
    /// Size of an answer's head, in octets, interim (1xx) answers included.
    pub head_octets: usize,
    /// Size of a body as it came, in octets; the rest is not read. Nothing is decompressed.
    pub body_octets: usize,
    /// Frames that one job returns, and that wait for the next job on a socket. Later ones are lost.
    pub frames: usize,
    /// Payload of one frame or joined message, in octets; a larger one is a violation. Frames that wait
    /// for a job hold at most sixteen times as much together.
    pub frame_octets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connect: Duration::from_secs(5),
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            head_octets: 256 << 10,
            body_octets: 1 << 20,
            frames: 1000,
            frame_octets: 1 << 20,
        }
    }
}

impl Limits {
    /// Payload octets that one socket, or one job, keeps.
    pub(crate) fn kept_octets(&self) -> usize {
        self.frame_octets.saturating_mul(16)
    }
}
