//! Arguments, as the command line takes them.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

/// Proves that the gate of an HTTP + WebSocket service holds.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 all held; 1 findings; 2 usage, scenario or target file; \
3 target unreachable or not ready; 4 nothing was chosen or judged; 5 verdicts of error, or inconclusive ones \
with --strict; 70 fault of the harness; 130 interrupted.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run checks against a target, or against the embedded reference server
    Run(Box<RunArguments>),
    /// Say what a run would ask of the target, and how long it would take; nothing is sent
    Plan(PlanArguments),
    /// List checks, one line each
    List(Chosen),
    /// Print what a check does, why, and what it rests on
    Explain {
        /// Which scenarios.
        #[command(flatten)]
        chosen: Chosen,
        /// Tell which of their cases run on this target, and why others do not
        #[arg(long, value_name = "FILE")]
        target: Option<PathBuf>,
    },
    /// Check scenario and target files without sending anything
    Lint {
        /// Which scenarios.
        #[command(flatten)]
        chosen: Chosen,
        /// The target file to bind them to
        #[arg(long, value_name = "FILE")]
        target: Option<PathBuf>,
    },
    /// Rebuild reports from a journal
    Report {
        /// The journal of a run, or the folder where it is
        journal: PathBuf,
        /// What to print: console, json, junit or html
        #[arg(long, value_name = "FORMAT", default_value = "console")]
        format: String,
        /// Write all formats into this folder instead
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Recompute every verdict from a journal
    Rejudge {
        /// The journal of a run, or the folder where it is
        journal: PathBuf,
    },
    /// Start the reference server and say how to reach it
    Serve(ServeArguments),
    /// Print the JSON Schema of a kind of file
    Schema {
        /// Which kind
        kind: SchemaKind,
    },
    /// Print what a target file can declare, and which checks use it
    Vocabulary,
    /// Write the skeleton of a new check of the catalogue, and say what to do next
    NewCheck {
        /// Its id, the same as its path
        #[arg(value_name = "FAMILY/NAME")]
        id: String,
        /// The folder in which `catalogue` stands
        #[arg(long, value_name = "DIR", default_value = "scenarios")]
        dir: PathBuf,
    },
    /// Print the page of all checks, and of the sections that they rest on
    Catalogue,
    /// Run checks against servers that are no service at all, where none may pass, and against planted defects
    Calibrate {
        /// Which scenarios.
        #[command(flatten)]
        chosen: Chosen,
        /// The target file whose place they take, with its secrets; nothing is sent to the target itself
        #[arg(long, value_name = "FILE")]
        target: Option<PathBuf>,
        /// Leave out the planted defects, which only the whole catalogue is run against
        #[arg(long)]
        without_defects: bool,
    },
    /// Run every check against every planted defect and print the table
    KillMatrix {
        /// Only the conforming servers, and each defect against the checks that name it
        #[arg(long)]
        diagonal: bool,
    },
}

/// Which scenarios, and which cases of them.
#[derive(Debug, Args, Clone, Default)]
pub struct Chosen {
    /// Check id, family, case id (CHECK#ROW), tag (tag:NAME), clause (rfc6455/10.2, asvs/9.1.1,
    /// cwe/347, or a whole document), or scenario file; the whole catalogue without any
    #[arg(value_name = "FILTER or FILE")]
    pub words: Vec<String>,
    /// Leave out what these name
    #[arg(long, value_name = "FILTER", num_args = 1..)]
    pub not: Vec<String>,
}

/// Most of a case is waiting.
pub const JOBS: u8 = 8;

const QUICK: &str = "Without a target file";
const OURS: &str = "Without an address: the embedded reference server";

/// Arguments of `run`.
#[derive(Debug, Args, Default)]
#[command(group = ArgGroup::new("address").multiple(true))]
pub struct RunArguments {
    /// Which scenarios.
    #[command(flatten)]
    pub chosen: Chosen,
    /// Target file
    #[arg(long, value_name = "FILE")]
    pub target: Option<PathBuf>,
    /// Address of the service; in place of that in the target file, or instead of one
    #[arg(long, value_name = "URL", group = "address")]
    pub http: Option<String>,
    /// Address of its WebSocket; without a target file with its path, `{token}` marks the token's place
    #[arg(long, value_name = "URL", group = "address")]
    pub ws: Option<String>,
    /// Authority that signed the certificate of https and wss, a PEM file; for the first service
    #[arg(long, value_name = "FILE", requires = "address")]
    pub ca: Option<PathBuf>,
    /// Path that answers 200 only to who is logged in
    #[arg(long, value_name = "PATH", requires = "http", conflicts_with = "target", help_heading = QUICK)]
    pub whoami: Option<String>,
    /// A valid token; better in GATEPROOF_TOKEN, where the list of processes does not show it
    #[arg(long, value_name = "TOKEN", requires = "address", conflicts_with = "target", help_heading = QUICK)]
    pub token: Option<String>,
    /// Origin header of the WebSocket handshake, if it needs one, such as https://app.example
    #[arg(long, value_name = "URL", requires = "ws", conflicts_with = "target", help_heading = QUICK)]
    pub origin: Option<String>,
    /// Text message that the WebSocket answers
    #[arg(long, value_name = "TEXT", requires = "ws", conflicts_with = "target", help_heading = QUICK)]
    pub ws_send: Option<String>,
    /// Part of its answer [default: any answer proves that the socket is open]
    #[arg(long, value_name = "TEXT", requires = "ws_send", help_heading = QUICK)]
    pub ws_expect: Option<String>,
    /// Which system it plays
    #[arg(long, value_name = "NAME", default_value = "sessions", conflicts_with_all = ["target", "address"], help_heading = OURS)]
    pub system: String,
    /// Plant these defects
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with_all = ["target", "address"], help_heading = OURS)]
    pub defect: Vec<String>,
    /// Speak https and wss, with an authority of its own
    #[arg(long, conflicts_with_all = ["target", "address"], help_heading = OURS)]
    pub tls: bool,
    /// How long it waits after the work of sending a code, before it answers
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=60_000), conflicts_with_all = ["target", "address"], help_heading = OURS)]
    pub delay: u64,
    /// Folder for journal and reports [default: reports/runs/TIME-TARGET]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seed of all fresh values
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Warnings and inconclusive verdicts count, too (exit code 5)
    #[arg(long)]
    pub strict: bool,
    /// Wait in real time where the target has no clock that can be moved; waits do not count as time of a case
    #[arg(long)]
    pub slow: bool,
    /// Cases at a time, where none disturbs another
    #[arg(long, value_name = "NUMBER", default_value_t = JOBS, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,
    /// Seconds that one case may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub deadline: u64,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArguments {
    /// Which scenarios.
    #[command(flatten)]
    pub chosen: Chosen,
    /// Target file
    #[arg(long, value_name = "FILE")]
    pub target: Option<PathBuf>,
    /// Without a target file: which system of the reference server
    #[arg(
        long,
        value_name = "NAME",
        default_value = "sessions",
        conflicts_with = "target"
    )]
    pub system: String,
    /// Wait in real time where the target has no clock that can be moved
    #[arg(long)]
    pub slow: bool,
    /// Cases at a time, where none disturbs another
    #[arg(long, value_name = "NUMBER", default_value_t = JOBS, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,
    /// Seed of the run
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Which system it plays
    #[arg(long, value_name = "NAME", default_value = "sessions")]
    pub system: String,
    /// Plant these defects
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub defect: Vec<String>,
    /// https and wss, with an authority of its own
    #[arg(long)]
    pub tls: bool,
    /// How long it waits after the work of sending a code, before it answers
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=60_000))]
    pub delay: u64,
    /// Port; 0 for any
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    /// List the defects that can be planted, and end
    #[arg(long)]
    pub list_defects: bool,
}

/// Kinds of files with a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SchemaKind {
    /// Target files
    Target,
    /// Scenario files
    Scenario,
    /// Flow files
    Flow,
}
