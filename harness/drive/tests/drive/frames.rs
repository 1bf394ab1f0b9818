//! The pure frame reader: laws over any octets.

use gateproof_drive::frames::{Reader, read, write};
use model::frame::Bits;
use proptest::prelude::*;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};

#[test]
fn headers_come_as_they_are() {
    let reading = read(b"\x02\x01a\x89\x02hi\x80\x7e\x00\x80");
    assert_eq!((reading.rest, reading.violation), (4, None));
    let seen: Vec<_> = reading
        .frames
        .iter()
        .map(|frame| {
            (
                frame.opcode,
                frame.is_final,
                frame.length,
                frame.payload.as_slice(),
            )
        })
        .collect();
    assert_eq!(seen, [(2, false, 1, &b"a"[..]), (9, true, 2, b"hi")]);
}

#[test]
fn reading_stops_at_the_first_violation() {
    let reading = read(b"\x81\x01a\xd1\x00\x81\x01b");
    assert_eq!(reading.frames.len(), 1);
    assert!(reading.violation.unwrap().contains("reserved bit"));
    assert_eq!(reading.rest, 5);
}

/// A message or control frame that a server may send.
fn frame() -> impl Strategy<Value = Vec<u8>> {
    let text = proptest::collection::vec(any::<u8>(), 0..400)
        .prop_map(|payload| Frame::message(payload, OpCode::Data(Data::Binary), true));
    let ping = proptest::collection::vec(any::<u8>(), 0..=125).prop_map(|payload| {
        let opcode = OpCode::Control(Control::Ping);
        Frame::from_payload(
            FrameHeader {
                opcode,
                ..FrameHeader::default()
            },
            payload.into(),
        )
    });
    prop_oneof![text, ping].prop_map(|frame| {
        let mut octets = Vec::new();
        frame.format(&mut octets).unwrap();
        octets
    })
}

proptest! {
    #[test]
    fn what_tungstenite_writes_is_read(frames in proptest::collection::vec(frame(), 0..8)) {
        let reading = read(&frames.concat());
        prop_assert_eq!((reading.frames.len(), reading.rest), (frames.len(), 0));
        prop_assert_eq!(reading.violation, None);
    }

    #[test]
    fn any_split_reads_the_same(octets: Vec<u8>, at in any::<prop::sample::Index>()) {
        let at = at.index(octets.len() + 1);
        let (mut reader, mut frames) = (Reader::default(), Vec::new());
        for part in [&octets[..at], &octets[at..]] {
            reader.feed(part, &mut |frame| frames.push(frame));
        }
        let whole = read(&octets);
        prop_assert_eq!(reader.violation(), whole.violation.as_deref());
        prop_assert_eq!(frames, whole.frames);
    }

    #[test]
    fn the_rest_is_never_more_than_there_was(octets: Vec<u8>) {
        let reading = read(&octets);
        prop_assert!(reading.rest <= octets.len());
        let again = read(&octets[..octets.len() - reading.rest]);
        prop_assert_eq!(again.frames, reading.frames);
        prop_assert_eq!(again.rest, 0);
    }
}

#[test]
fn what_is_written_is_read_again() {
    for length in [0, 1, 125, 126, 65_535, 65_536] {
        let payload = vec![b'x'; length];
        let bits = Bits {
            fin: true,
            rsv: 0,
            opcode: 2,
            masked: false,
            length: None,
        };
        let reading = read(&write(bits, &payload));
        assert_eq!((reading.violation, reading.rest), (None, 0));
        assert_eq!(reading.frames.len(), 1);
        let frame = &reading.frames[0];
        assert_eq!(
            (frame.length, frame.opcode, frame.is_final),
            (length as u64, 2, true)
        );
        let masked = write(
            Bits {
                masked: true,
                ..bits
            },
            &payload,
        );
        assert_eq!(masked.len(), write(bits, &payload).len() + 4);
        let said = read(&masked).violation;
        assert_eq!(said.as_deref(), Some("a masked frame from a server"));
    }
    let lying = Bits {
        fin: false,
        rsv: 5,
        opcode: 11,
        masked: false,
        length: Some(3),
    };
    assert_eq!(write(lying, b"xy"), [0x5b, 3, b'x', b'y']);
}
