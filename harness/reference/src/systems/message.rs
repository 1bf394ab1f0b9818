//! The messages of the socket.

use serde::Deserialize;
use serde_json::json;

use crate::body;

/// A message that keeps to the schema.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Message {
    Ping {},
    Chat { id: String },
}

/// The first message of a socket that opened without a token.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum First {
    Auth { token: String },
}

/// What a message is answered with; `None` when it is not understood.
pub(super) fn answer(text: &[u8]) -> Option<String> {
    let answer = match body::object(text)? {
        Message::Ping {} => json!({"type": "pong"}),
        Message::Chat { id } => json!({"type": "chat", "reply-to": id}),
    };
    Some(answer.to_string())
}

/// The token of a first message.
pub(super) fn first(text: &str) -> Option<String> {
    let First::Auth { token } = body::object(text.as_bytes())?;
    Some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_closed() {
        let answered = answer(br#"{"type":"chat","id":"7"}"#);
        assert_eq!(
            answered.as_deref(),
            Some(r#"{"type":"chat","reply-to":"7"}"#)
        );
        assert!(answer(br#"{"type":"ping"}"#).is_some());
        for text in [
            "",
            "[]",
            r#"["ping"]"#,
            r#"{"type":"ping","more":1}"#,
            r#"{"type":"chat"}"#,
            r#"{"type":"chat","id":7}"#,
            r#"{"type":"chat","id":"7","id":"8"}"#,
            r#"{"type":"exec","id":"7"}"#,
            r#"{"type":"auth","token":"x"}"#,
        ] {
            assert_eq!(answer(text.as_bytes()), None, "{text}");
        }
        assert_eq!(
            first(r#"{"type":"auth","token":"x"}"#).as_deref(),
            Some("x")
        );
        assert!(first(r#"{"type":"auth","token":"x","more":1}"#).is_none());
        assert!(first(r#"{"type":"ping"}"#).is_none());
    }
}
