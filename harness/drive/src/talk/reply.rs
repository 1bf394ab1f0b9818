//! The answer on one stream of HTTP/2, within the limits.

use std::time::Instant;

use h2::RecvStream;
use h2::client::ResponseFuture;
use model::wire::{Answer, Fault, Phase, Raw};
use tokio::time::timeout;

use crate::limits::Limits;

/// What was read of an answer.
pub(crate) struct Reply {
    pub raw: Raw,
    /// When its head was there.
    pub first: Option<Instant>,
    /// When it was over.
    pub done: Instant,
}

/// Reads it.
pub(crate) async fn reply(lane: ResponseFuture, limits: &Limits) -> Reply {
    let mut raw = Raw::default();
    let mut first = None;
    match timeout(limits.head, lane).await {
        Ok(Ok(response)) => {
            first = Some(Instant::now());
            let (head, body) = response.into_parts();
            let headers = head.headers.iter();
            let headers =
                headers.map(|(name, value)| (name.as_str().into(), value.as_bytes().into()));
            let answer = raw.answer.insert(Answer {
                version: "HTTP/2.0",
                status: head.status.as_u16(),
                headers: headers.collect(),
                body: Vec::new(),
                cut: false,
            });
            raw.fault = match timeout(limits.body, receive(body, answer, limits)).await {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(fault(&error, answer.body.len() as u64)),
                Err(_) => Some(Fault::TimedOut {
                    phase: Phase::Body,
                    limit: limits.body,
                }),
            };
        }
        Ok(Err(error)) => raw.fault = Some(fault(&error, 0)),
        Err(_) => {
            raw.fault = Some(Fault::TimedOut {
                phase: Phase::Head,
                limit: limits.head,
            });
        }
    }
    Reply {
        raw,
        first,
        done: Instant::now(),
    }
}

async fn receive(
    mut body: RecvStream,
    answer: &mut Answer,
    limits: &Limits,
) -> Result<(), h2::Error> {
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        answer.body.extend_from_slice(&chunk);
        if answer.body.len() > limits.body_octets {
            answer.body.truncate(limits.body_octets);
            answer.cut = true;
            return Ok(());
        }
        body.flow_control().release_capacity(chunk.len())?;
    }
    Ok(())
}

/// What an error means: the target broke HTTP/2, or gave up.
pub(crate) fn fault(error: &h2::Error, octets: u64) -> Fault {
    match error.is_io() || error.is_remote() {
        true => Fault::Cut { octets },
        false => Fault::NotHttp(error.to_string()),
    }
}
