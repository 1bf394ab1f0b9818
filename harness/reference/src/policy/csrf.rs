//! Decisions about requests that another page may have sent.

use super::{Check, OriginCheck};

/// What is asked of a request that changes something.
#[derive(Clone, Debug, Default)]
pub(crate) struct CsrfPolicy {
    /// Whether the header has to be there at all.
    pub(crate) header: Check,
    /// Whether the pair may not be empty.
    pub(crate) filled: Check,
    /// Whether it has to be the own pair.
    pub(crate) bound: Check,
    /// Whose own.
    pub(crate) binding: Binding,
    /// Whether PATCH needs it, too.
    pub(crate) patch: Check,
    /// How an `Origin` is compared.
    pub(crate) origin: OriginCheck,
    /// Whether a `Referer` is compared where there is no `Origin`.
    pub(crate) referer: Check,
    pub(crate) asked: Asked,
    pub(crate) writes: Writes,
    /// Whether a login needs nothing, also of who is logged in.
    pub(crate) login_exempt: Check,
    pub(crate) json: JsonType,
}

/// To whom the pair belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Binding {
    #[default]
    Session,
    User,
}

/// Which requests are asked for the pair and their origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Those of a method that is not safe.
    #[default]
    Unsafe,
    /// Not those whose path begins like that of an exempt one.
    UnlessLikeExempt,
    /// Only those with a content type that a form or a script of the own page sends, letter by letter.
    ByType,
    /// Only those with a content type.
    Typed,
    /// Not those that say they mean GET.
    UnlessOverridden,
    /// Also those that read the sessions.
    Sessions,
}

/// By which requests something is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Writes {
    #[default]
    Post,
    /// By GET as well.
    Get,
    /// By GET that says it means POST.
    Overridden,
}

/// Which bodies are read as JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum JsonType {
    /// Those that say so.
    #[default]
    Declared,
    /// Those in whose type the word stands.
    Mentioned,
    Any,
}
