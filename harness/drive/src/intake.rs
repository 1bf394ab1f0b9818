//! Reads the head of an answer from a connection, within the limits of time and size.

use model::wire::{Answer, Fault, Phase};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use crate::head::{Parsed, hopeless, parse_answer};
use crate::limits::Limits;

/// Octets that are read at once.
pub(crate) const CHUNK: usize = 16 << 10;

/// A head that came whole, and what came after it.
pub(crate) struct Head {
    pub answer: Answer,
    /// Octets of the body, or frames, that came along.
    pub rest: Vec<u8>,
    /// Octets of the heads, interim ones included.
    pub octets: usize,
}

/// Reads the final head, past interim (1xx) ones, within the limits.
pub(crate) async fn receive<R>(reader: &mut R, limits: &Limits) -> Result<Head, Fault>
where
    R: AsyncRead + Unpin,
{
    let mut buffer = Vec::new();
    let reading = async {
        let mut octets = 0;
        loop {
            let limit = limits.head_octets.saturating_sub(octets);
            let (answer, length) = one(reader, &mut buffer, limit).await?;
            octets += length;
            buffer.drain(..length);
            // 101 is final: what follows is another protocol (RFC 9110 15.2.2).
            if !(100..200).contains(&answer.status) || answer.status == 101 {
                return Ok((answer, octets));
            }
        }
    };
    let outcome = timeout(limits.head, reading).await;
    match outcome {
        Ok(Ok((answer, octets))) => Ok(Head {
            answer,
            rest: buffer,
            octets,
        }),
        Ok(Err(Fault::HeadTooLarge(_))) => Err(Fault::HeadTooLarge(limits.head_octets)),
        Ok(Err(fault)) => Err(fault),
        Err(_) => Err(Fault::TimedOut {
            phase: Phase::Head,
            limit: limits.head,
        }),
    }
}

/// Reads until the buffer begins with a whole head.
async fn one<R>(
    reader: &mut R,
    buffer: &mut Vec<u8>,
    limit: usize,
) -> Result<(Answer, usize), Fault>
where
    R: AsyncRead + Unpin,
{
    let mut seen = 0;
    let mut over = false;
    loop {
        // Parsing only where an empty line came keeps a slow drip from costing quadratic time.
        let may_be_whole = ends_a_head(&buffer[seen..]) || over || buffer.len() > limit;
        if may_be_whole || hopeless(buffer).is_some() {
            match parse_answer(buffer, limit) {
                Parsed::Whole(answer, length) => return Ok((answer, length)),
                Parsed::TooLarge => return Err(Fault::HeadTooLarge(limit)),
                Parsed::NotHttp(why) => return Err(Fault::NotHttp(why)),
                Parsed::Partial if over => {
                    let octets = buffer.len() as u64;
                    return Err(Fault::Cut { octets });
                }
                Parsed::Partial => {}
            }
        }
        seen = buffer.len().saturating_sub(3);
        let mut chunk = reader.take(CHUNK as u64);
        over = matches!(chunk.read_buf(buffer).await, Ok(0) | Err(_));
    }
}

fn ends_a_head(octets: &[u8]) -> bool {
    let ends = |window: &[u8]| matches!(window, [b'\n', b'\n', ..] | [b'\n', b'\r', b'\n']);
    octets.windows(3).any(ends) || octets.ends_with(b"\n\n")
}
