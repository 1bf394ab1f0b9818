//! The binary `gateproof`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(gateproof::main())
}
