//! Why a command ended early, and its exit code.

use std::fmt;

/// A command that ended early: whose fault it is decides the code.
#[derive(Debug)]
pub struct Failure {
    /// The exit code of DESIGN: 2 usage or file, 70 harness.
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

    /// The harness failed: exit code 70.
    pub fn harness(message: impl fmt::Display) -> Failure {
        Failure {
            code: 70,
            message: message.to_string(),
        }
    }
}
