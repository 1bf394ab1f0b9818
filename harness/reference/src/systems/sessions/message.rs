//! The messages of the socket: a closed schema in, structured answers out.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::hub::{Internal, Place};
use crate::{body, policy::SubscribeCheck};

/// The schema of every message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    r#type: String,
    #[serde(default)]
    payload: Map<String, Value>,
}

/// A message that keeps to the schema.
enum Message {
    Ping,
    Subscribe(String),
    Unsubscribe(String),
}

/// What the socket answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Pong,
    Subscribed(String),
    Unsubscribed(String),
    Refused(Refusal),
}

/// Why a message is refused; the connection stays usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Invalid,
    Forbidden,
    RateLimited,
    Internal,
}

/// Reads a message and does what it says.
pub(super) fn answer(text: &[u8], place: &Place, check: SubscribeCheck) -> Answer {
    obey(text, place, check).unwrap_or(Answer::Refused(Refusal::Internal))
}

fn obey(text: &[u8], place: &Place, check: SubscribeCheck) -> Result<Answer, Internal> {
    let Some(message) = parse(text) else {
        return Ok(Answer::Refused(Refusal::Invalid));
    };
    let (done, answer) = match message {
        Message::Ping => (true, Answer::Pong),
        Message::Subscribe(id) => (place.subscribe(&id, check)?, Answer::Subscribed(id)),
        Message::Unsubscribe(id) => (place.unsubscribe(&id)?, Answer::Unsubscribed(id)),
    };
    Ok(if done {
        answer
    } else {
        Answer::Refused(Refusal::Forbidden)
    })
}

fn parse(text: &[u8]) -> Option<Message> {
    let Envelope {
        r#type,
        mut payload,
    } = body::object(text)?;
    let session = match payload.remove("session_id") {
        Some(Value::String(id)) => Some(id),
        Some(_) => return None,
        None => None,
    };
    if !payload.is_empty() {
        return None;
    }
    match (r#type.as_str(), session) {
        ("ping", None) => Some(Message::Ping),
        ("subscribe", Some(id)) => Some(Message::Subscribe(id)),
        ("unsubscribe", Some(id)) => Some(Message::Unsubscribe(id)),
        _ => None,
    }
}

impl Answer {
    /// The text of the answer.
    pub(super) fn to_json(&self) -> String {
        let answer = match self {
            Answer::Pong => json!({"type": "pong"}),
            Answer::Subscribed(id) => json!({"type": "subscribed", "payload": {"session_id": id}}),
            Answer::Unsubscribed(id) => {
                json!({"type": "unsubscribed", "payload": {"session_id": id}})
            }
            Answer::Refused(refusal) => {
                let payload = json!({"code": refusal.code(), "message": refusal.message()});
                json!({"type": "error", "payload": payload})
            }
        };
        answer.to_string()
    }
}

impl Refusal {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Refusal::Invalid => "invalid_message",
            Refusal::Forbidden => "forbidden",
            Refusal::RateLimited => "rate_limited",
            Refusal::Internal => "internal",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Refusal::Invalid => "Invalid message",
            Refusal::Forbidden => "Access denied",
            Refusal::RateLimited => "Too many messages",
            Refusal::Internal => "Internal error",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{super::hub::Hub, *};
    use crate::account::User;

    #[test]
    fn an_internal_error_is_generic_for_the_client() {
        let hub = Arc::new(Hub::default());
        let alice = User::from("alice");
        let session = hub.session_of(&alice).unwrap();
        let (place, _events) = hub.enter(&alice).unwrap();
        let text = json!({"type": "subscribe", "payload": {"session_id": session}}).to_string();
        let subscribed = Answer::Subscribed(session);
        assert_eq!(
            answer(text.as_bytes(), &place, SubscribeCheck::OwnerOnly),
            subscribed
        );
        hub.poison();
        let broken = answer(text.as_bytes(), &place, SubscribeCheck::OwnerOnly);
        let payload = json!({"code": "internal", "message": "Internal error"});
        assert_eq!(
            broken.to_json(),
            json!({"type": "error", "payload": payload}).to_string()
        );
    }
}
