//! JSON as a faulty reader takes it; a conforming one takes it as it stands.

use std::borrow::Cow;

use serde_json::{Deserializer, Value};

use crate::policy::JsonText;

/// The octets in which the JSON is looked for.
pub(crate) fn meant(json: &[u8], text: JsonText) -> Cow<'_, [u8]> {
    match text {
        JsonText::Whole => Cow::Borrowed(json),
        JsonText::First => {
            let mut values = Deserializer::from_slice(json).into_iter::<Value>();
            let end = match values.next() {
                Some(Ok(_)) => values.byte_offset(),
                _ => json.len(),
            };
            Cow::Borrowed(json.get(..end).unwrap_or(json))
        }
        JsonText::Unwrapped => match serde_json::from_slice::<[Value; 1]>(json) {
            Ok([member]) => Cow::Owned(member.to_string().into_bytes()),
            Err(_) => Cow::Borrowed(json),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_takes_one_thing_more() {
        let read = |json: &'static [u8], text| meant(json, text).into_owned();
        assert_eq!(read(br#"{"a":1}{"a":2}"#, JsonText::First), br#"{"a":1}"#);
        assert_eq!(read(br#"[{"a":1}]"#, JsonText::Unwrapped), br#"{"a":1}"#);
        assert_eq!(read(b"[1,2]", JsonText::Unwrapped), b"[1,2]");
        for json in [br#"{"a":1}{"a":2}"#.as_slice(), b"[{}]", b"\xc3("] {
            assert_eq!(meant(json, JsonText::Whole), json);
        }
    }
}
