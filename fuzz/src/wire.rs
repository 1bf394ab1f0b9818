//! Properties of what servers send.

use drive::head::Parsed;

const LIMIT: usize = 64 * 1024;

/// Reading the head of an answer never panics and never takes more octets than there are; a whole
/// head is none before its last octet, and the octets behind it do not matter.
pub fn head_reader(octets: &[u8]) {
    let Parsed::Whole(answer, used) = drive::head::parse_answer(octets, LIMIT) else {
        return;
    };
    assert!(used <= octets.len());
    assert!(used <= LIMIT);
    assert!((100..=999).contains(&answer.status));
    let alone = drive::head::parse_answer(&octets[..used], LIMIT);
    assert!(matches!(alone, Parsed::Whole(again, length)
        if length == used && again.headers == answer.headers && again.status == answer.status));
    let short = drive::head::parse_answer(&octets[..used - 1], LIMIT);
    assert!(matches!(short, Parsed::Partial));
}

/// Reading frames never panics; read in two pieces, or octet by octet, they are the same as read at
/// once.
pub fn frame_reader(octets: &[u8]) {
    let reading = drive::frames::read(octets);
    assert!(reading.rest <= octets.len());
    assert!(reading.frames.len() * 2 <= octets.len() - reading.rest);
    let (first, second) = octets.split_at(octets.len() / 2);
    for pieces in [vec![first, second], octets.chunks(1).collect()] {
        let mut reader = drive::frames::Reader::default();
        let mut frames = Vec::new();
        for piece in pieces {
            reader.feed(piece, &mut |frame| frames.push(frame));
        }
        assert_eq!(frames, reading.frames);
        assert_eq!(reader.violation(), reading.violation.as_deref());
    }
}
