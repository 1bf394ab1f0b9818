//! A WebSocket frame spelled out bit by bit (RFC 6455 5.2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::step::Octets;

/// A frame with chosen bits; what is left out is what a client must send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct SpelledFrame {
    /// The last, or only, fragment of a message.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub fin: bool,
    /// The reserved bits RSV1 to RSV3, as 4, 2 and 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schemars(range(max = 7))]
    pub rsv: u8,
    /// The opcode: 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong; the others are reserved.
    #[schemars(range(max = 15))]
    pub opcode: u8,
    /// Masked, as every frame of a client must be.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub masked: bool,
    /// The length that its header declares; that of the payload when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// What it carries; nothing when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<Octets>,
}

/// The bits of a frame, ready to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bits {
    /// The last, or only, fragment of a message.
    pub fin: bool,
    /// RSV1 to RSV3, as 4, 2 and 1.
    pub rsv: u8,
    /// The opcode, 0 to 15.
    pub opcode: u8,
    /// Masked.
    pub masked: bool,
    /// The length that its header declares, where that is not the payload's.
    pub length: Option<u64>,
}

impl SpelledFrame {
    /// Its bits, without the payload.
    pub fn bits(&self) -> Bits {
        Bits {
            fin: self.fin,
            rsv: self.rsv,
            opcode: self.opcode,
            masked: self.masked,
            length: self.length,
        }
    }
}

impl std::fmt::Display for Bits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "frame with opcode {}", self.opcode)?;
        if !self.fin {
            f.write_str(", not the last")?;
        }
        if self.rsv != 0 {
            write!(f, ", reserved bits {}", self.rsv)?;
        }
        if !self.masked {
            f.write_str(", unmasked")?;
        }
        match self.length {
            Some(length) => write!(f, ", declared as {length} octets"),
            None => Ok(()),
        }
    }
}

fn yes() -> bool {
    true
}

fn is_yes(flag: &bool) -> bool {
    *flag
}

fn is_zero(number: &u8) -> bool {
    *number == 0
}
