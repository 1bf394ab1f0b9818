//! Decisions about bodies and messages in JSON (RFC 8259).

/// What passes as JSON, and what becomes of the rest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct JsonPolicy {
    pub(crate) text: JsonText,
    pub(crate) broken: Broken,
}

/// What is taken for the JSON that is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum JsonText {
    /// The whole, as it stands there.
    #[default]
    Whole,
    /// The first value; nobody looks at what follows.
    First,
    /// The one member of an array as well.
    Unwrapped,
}

/// What becomes of a body that is no JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It is refused, in words that tell nothing of the reader.
    #[default]
    Refused,
    /// Nobody has thought of it: an internal error.
    Crash,
}
