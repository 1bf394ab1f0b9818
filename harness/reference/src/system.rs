//! The systems that the reference server can play.

use std::{fmt, str::FromStr};

/// A system of the seed set that the reference server plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// The live-session service: token in the query of the socket, Origin and Host checked.
    Sessions,
    /// The personal-assistant bot: token in the path of the socket, echo.
    Assistant,
}

/// A name that is no system's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no system is called `{0}`; there are `sessions` and `assistant`")]
pub struct UnknownSystem(String);

impl System {
    /// Every system, in the order of their definition.
    pub const ALL: [System; 2] = [System::Sessions, System::Assistant];

    /// The name, which is also the issuer of its tokens and the realm of its challenges.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            System::Sessions => "sessions",
            System::Assistant => "assistant",
        }
    }

    /// The audience of its tokens.
    pub(crate) const fn audience(self) -> &'static str {
        match self {
            System::Sessions => "sessions-api",
            System::Assistant => "assistant-bot",
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for System {
    type Err = UnknownSystem;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = System::ALL.into_iter().find(|system| system.name() == name);
        found.ok_or_else(|| UnknownSystem(name.to_owned()))
    }
}
