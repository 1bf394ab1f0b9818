//! WebSocket frames as they are on the wire (RFC 6455 5.2), read next to tungstenite, which hides the
//! headers and tidies up close codes; and written with any bits, which it would not do. Pure, and total: any
//! octets are allowed.

use std::io::Cursor;

use model::frame::Bits;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// The longest payload of a control frame (RFC 6455 5.5).
const CONTROL: u64 = 125;

/// A frame with its header as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFrame {
    /// The last, or only, fragment of a message.
    pub is_final: bool,
    /// RSV1 to RSV3, as 4, 2 and 1.
    pub rsv: u8,
    /// The opcode, 0 to 15.
    pub opcode: u8,
    /// It has a mask, which only frames from a client may have.
    pub masked: bool,
    /// The length of its payload that its header declares.
    pub length: u64,
    /// The first 125 octets of its payload, as they came.
    pub payload: Vec<u8>,
}

/// What a run of octets holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The whole frames, up to the first violation.
    pub frames: Vec<RawFrame>,
    /// What breaks RFC 6455, when a server sent it.
    pub violation: Option<String>,
    /// How many octets at the end belong to no whole frame.
    pub rest: usize,
}

/// Reads the frames that a server sent.
pub fn read(octets: &[u8]) -> Reading {
    let (mut reader, mut frames) = (Reader::default(), Vec::new());
    let used = reader.feed(octets, &mut |frame| frames.push(frame));
    Reading {
        frames,
        violation: reader.violation,
        rest: octets.len() - used,
    }
}

/// Reads frames as they come, and stops at the first violation.
#[derive(Debug, Default)]
pub struct Reader {
    head: Vec<u8>,
    current: Option<(RawFrame, u64)>,
    in_message: bool,
    violation: Option<String>,
}

impl Reader {
    /// What broke RFC 6455, if anything did.
    pub fn violation(&self) -> Option<&str> {
        self.violation.as_deref()
    }

    /// Takes the next octets and hands every frame on that they complete. Returns where in them the last
    /// whole frame ends, 0 if there is none.
    pub fn feed(&mut self, octets: &[u8], whole: &mut dyn FnMut(RawFrame)) -> usize {
        let (mut at, mut used) = (0, 0);
        while at < octets.len() && self.violation.is_none() {
            match &mut self.current {
                None => {
                    self.head.push(octets[at]);
                    at += 1;
                    self.parse_head();
                }
                Some((frame, left)) => {
                    let there = octets.len() - at;
                    let now = usize::try_from(*left).unwrap_or(usize::MAX).min(there);
                    let room = CONTROL as usize - frame.payload.len();
                    frame
                        .payload
                        .extend_from_slice(&octets[at..at + now.min(room)]);
                    *left -= now as u64;
                    at += now;
                }
            }
            if let Some((frame, _)) = self.current.take_if(|(_, left)| *left == 0) {
                self.violation = broken_close(&frame);
                used = at;
                whole(frame);
            }
        }
        used
    }

    fn parse_head(&mut self) {
        let mut cursor = Cursor::new(&self.head);
        match FrameHeader::parse(&mut cursor) {
            Ok(None) => {}
            Ok(Some((header, length))) => {
                self.violation = self.broken_head(&header, length);
                self.head.clear();
                if self.violation.is_none() {
                    self.current = Some((raw(&header, length), length));
                }
            }
            Err(_) => {
                let opcode = self.head.first().copied().unwrap_or_default() & 15;
                self.violation = Some(format!("a frame with the reserved opcode {opcode}"));
            }
        }
    }

    /// What is wrong with a header, from a server without extensions.
    fn broken_head(&mut self, header: &FrameHeader, length: u64) -> Option<String> {
        let shortest = header.len(length);
        let text = match header.opcode {
            _ if header.rsv1 || header.rsv2 || header.rsv3 => "a frame with a reserved bit set",
            _ if header.mask.is_some() => "a masked frame from a server",
            _ if length >> 63 != 0 => "a frame whose length has its highest bit set",
            _ if self.head.len() != shortest => "a frame whose length is not written shortest",
            OpCode::Control(_) if !header.is_final => "a fragmented control frame",
            OpCode::Control(_) if length > CONTROL => "a control frame of more than 125 octets",
            OpCode::Control(_) => return None,
            OpCode::Data(Data::Continue) if !self.in_message => "a continuation of nothing",
            OpCode::Data(kind) => {
                if kind != Data::Continue && self.in_message {
                    return Some("a new message inside a fragmented one".to_owned());
                }
                self.in_message = !header.is_final;
                return None;
            }
        };
        Some(text.to_owned())
    }
}

fn raw(header: &FrameHeader, length: u64) -> RawFrame {
    RawFrame {
        is_final: header.is_final,
        rsv: u8::from(header.rsv1) << 2 | u8::from(header.rsv2) << 1 | u8::from(header.rsv3),
        opcode: header.opcode.into(),
        masked: header.mask.is_some(),
        length,
        payload: Vec::new(),
    }
}

/// The mask of frames that are written here (RFC 6455 5.3): nobody but the target reads them.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A frame with these bits and this payload as octets.
pub fn write(bits: Bits, payload: &[u8]) -> Vec<u8> {
    let length = bits.length.unwrap_or(payload.len() as u64);
    let mask = u8::from(bits.masked) << 7;
    let mut octets = vec![u8::from(bits.fin) << 7 | (bits.rsv & 7) << 4 | bits.opcode & 15];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => octets.push(mask | short),
        (_, Ok(middle)) => {
            octets.push(mask | 126);
            octets.extend(middle.to_be_bytes());
        }
        _ => {
            octets.push(mask | 127);
            octets.extend(length.to_be_bytes());
        }
    }
    if bits.masked {
        octets.extend(MASK);
        let masked = payload.iter().zip(MASK.iter().cycle());
        octets.extend(masked.map(|(octet, key)| octet ^ key));
    } else {
        octets.extend(payload);
    }
    octets
}

/// Code and reason of a close frame's payload; 1005 where it has none (RFC 6455 7.1.5).
pub(crate) fn close(payload: &[u8]) -> (u16, &[u8]) {
    match payload {
        [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), reason),
        _ => (1005, &[]),
    }
}

/// What is wrong with a close frame (RFC 6455 5.5.1, 7.4).
fn broken_close(frame: &RawFrame) -> Option<String> {
    if frame.opcode != u8::from(OpCode::Control(Control::Close)) || frame.payload.is_empty() {
        return None;
    }
    if frame.payload.len() == 1 {
        return Some("a close frame with half a code".to_owned());
    }
    let (code, reason) = close(&frame.payload);
    if matches!(code, 0..1000 | 1005 | 1006 | 1015 | 5000..) {
        return Some(format!(
            "a close frame with the code {code}, which must not be sent"
        ));
    }
    let text = std::str::from_utf8(reason).is_ok();
    (!text).then(|| format!("a close frame with the code {code} and a reason that is not UTF-8"))
}
