//! Percent-decoding (RFC 3986 2.1) of path segments and query parameters, to raw bytes.

use http::Uri;

/// What a request says about one parameter, cookie or header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    Absent,
    Once(Vec<u8>),
    /// Given several times, or not decodable.
    Unusable,
}

impl Parameter {
    /// This one, or the other where this one is absent.
    pub(crate) fn or(self, other: Parameter) -> Parameter {
        match self {
            Parameter::Absent => other,
            present => present,
        }
    }
}

/// The bytes that a text stands for; `None` when a `%` is not followed by two hex digits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            other => other,
        });
    }
    Some(decoded)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// The decoded segment of a path, counted from zero after the leading slash.
pub(crate) fn segment(uri: &Uri, index: usize) -> Option<Vec<u8>> {
    decode(uri.path().split('/').nth(index + 1)?)
}

/// The one value of a query parameter.
pub(crate) fn parameter(uri: &Uri, name: &str) -> Parameter {
    let mut found = Parameter::Absent;
    for pair in uri.query().unwrap_or_default().split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if decode(key).as_deref() != Some(name.as_bytes()) {
            continue;
        }
        found = match (found, decode(value)) {
            (Parameter::Absent, Some(value)) => Parameter::Once(value),
            _ => return Parameter::Unusable,
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(target: &str) -> Parameter {
        parameter(&target.parse().unwrap(), "token")
    }

    #[test]
    fn one_parameter_is_read_and_decoded() {
        assert_eq!(
            token("/ws/1?a=b&token=x%2Ey"),
            Parameter::Once(b"x.y".into())
        );
        assert_eq!(token("/ws/1?%74oken=x"), Parameter::Once(b"x".into()));
        assert_eq!(token("/ws/1?token"), Parameter::Once(Vec::new()));
    }

    #[test]
    fn doubt_is_not_resolved() {
        assert_eq!(token("/ws/1"), Parameter::Absent);
        assert_eq!(token("/ws/1?Token=x"), Parameter::Absent);
        assert_eq!(token("/ws/1?token=a&token=a"), Parameter::Unusable);
        assert_eq!(token("/ws/1?token=a&%74oken=b"), Parameter::Unusable);
        assert_eq!(token("/ws/1?token=%zz"), Parameter::Unusable);
        assert_eq!(token("/ws/1?token=%4"), Parameter::Unusable);
    }

    proptest! {
        #[test]
        fn decoding_inverts_encoding(bytes: Vec<u8>) {
            let encoded: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
            prop_assert_eq!(decode(&encoded), Some(bytes));
        }

        #[test]
        fn decoding_never_grows(text: String) {
            prop_assert!(decode(&text).is_none_or(|bytes| bytes.len() <= text.len()));
        }
    }
}
