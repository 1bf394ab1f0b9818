//! From arguments to a command, and from what became of it to an exit code.

use std::io::Write;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::commands;

/// Parses the arguments, runs the command, and gives the exit code.
pub fn main() -> u8 {
    let done = match Arguments::parse().command {
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Plan(arguments) => commands::plan::plan(&arguments),
        Command::List(chosen) => commands::list::list(&chosen),
        Command::Explain { chosen, target } => {
            commands::explain::explain(&chosen, target.as_deref())
        }
        Command::Lint { chosen, target } => commands::lint::lint(&chosen, target.as_deref()),
        Command::Report {
            journal,
            format,
            out,
        } => commands::report::report(&journal, &format, out.as_deref()),
        Command::Rejudge { journal } => commands::rejudge::rejudge(&journal),
        Command::Serve(arguments) => commands::serve::serve(&arguments),
        Command::Schema { kind } => commands::schema::schema(kind),
        Command::Vocabulary => commands::vocabulary::vocabulary(),
        Command::NewCheck { id, dir } => commands::new_check::new_check(&id, &dir),
        Command::Catalogue => commands::catalogue::catalogue(),
        Command::Calibrate {
            chosen,
            target,
            without_defects,
        } => commands::calibrate::calibrate(&chosen, target.as_deref(), without_defects),
        Command::KillMatrix { diagonal } => commands::kill_matrix::kill_matrix(diagonal),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            let said = failure.message.trim_end();
            let sign = if said.starts_with("error") {
                ""
            } else {
                "error: "
            };
            let _ = writeln!(anstream::stderr(), "{sign}{said}");
            failure.code
        }
    }
}
