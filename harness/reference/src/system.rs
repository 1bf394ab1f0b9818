//! The systems that the reference server can play.

use std::{fmt, str::FromStr};

use crate::shape::{self, Shape};

/// A system of the seed set that the reference server plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// The live-session service: token in the query of the socket, Origin and Host checked.
    Sessions,
    /// The personal-assistant bot: token in the path of the socket, echo.
    Assistant,
    /// The code-workspace API: cookie or bearer, sessions, tickets for the socket.
    Workspace,
    /// The quiz backend: keys that rotate, a double-submit pair, cookies for one host.
    Quiz,
    /// The document portal: codes by e-mail, refresh tokens that rotate, a plain double submit.
    Documents,
}

/// A name that is no system's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no system is called `{0}`; there are {list}", list = names())]
pub struct UnknownSystem(String);

fn names() -> String {
    let names: Vec<String> = System::ALL.iter().map(|it| format!("`{it}`")).collect();
    match names.split_last() {
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

impl System {
    /// Every system, in the order of their definition.
    pub const ALL: [System; 5] = [
        System::Sessions,
        System::Assistant,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ];

    pub(crate) const fn shape(self) -> &'static Shape {
        match self {
            System::Sessions => &shape::SESSIONS,
            System::Assistant => &shape::ASSISTANT,
            System::Workspace => &shape::WORKSPACE,
            System::Quiz => &shape::QUIZ,
            System::Documents => &shape::DOCUMENTS,
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.shape().name)
    }
}

impl FromStr for System {
    type Err = UnknownSystem;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = System::ALL
            .into_iter()
            .find(|system| system.shape().name == name);
        found.ok_or_else(|| UnknownSystem(name.to_owned()))
    }
}
