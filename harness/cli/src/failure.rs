//! Why a command ended early, and its exit code.

use std::fmt;

/// A command that ended early: whose fault it is decides the code.
#[derive(Debug)]
pub struct Failure {
    /// The exit code: 2 usage or file, 4 nothing chosen, 70 harness.
    pub code: u8,
    /// What to print on standard error.
    pub message: String,
}

impl Failure {
    /// Arguments or files are wrong: exit code 2.
    pub fn usage(message: impl fmt::Display) -> Failure {
        Failure {
            code: 2,
            message: message.to_string(),
        }
    }

    /// Nothing was chosen, and nothing is sent: exit code 4.
    pub fn nothing(why: impl fmt::Display) -> Failure {
        Failure {
            code: 4,
            message: format!("error: {why}\nhelp: `gateproof list` names all checks and families"),
        }
    }

    /// The harness failed: exit code 70.
    pub fn harness(message: impl fmt::Display) -> Failure {
        Failure {
            code: 70,
            message: message.to_string(),
        }
    }
}
