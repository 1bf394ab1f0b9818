//! Decisions about the WebSocket protocol (RFC 6455).

use super::Check;

/// What is looked at before a socket opens, and in what comes on it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ProtocolPolicy {
    pub(crate) version: Version,
    /// Whether the key has to be 16 octets in base64.
    pub(crate) key: Check,
    pub(crate) frames: Frames,
    pub(crate) length: Length,
}

/// How long a message may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Length {
    #[default]
    Declared,
    Doubled,
    Halved,
}

/// What becomes of a version that is not spoken here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Version {
    /// It is refused, and the one that is spoken named.
    #[default]
    Refused,
    /// It is refused as a broken handshake.
    RefusedSilently,
    /// It opens a socket.
    Accepted,
}

/// Which frames end the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Frames {
    /// All that a client must not send.
    #[default]
    Checked,
    /// But not those without a mask.
    Unmasked,
    /// But not those with reserved bits.
    ReservedBits,
    /// But not those with reserved opcodes, which are passed over.
    ReservedOpcodes,
    /// But not control frames that are too long or not whole, which are passed over.
    Controls,
    /// But not fragments out of order, which are passed over.
    Fragments,
    /// But not text that is not UTF-8, of which the rest is read.
    Utf8,
}
