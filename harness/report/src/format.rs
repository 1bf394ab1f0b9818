//! The list of formats. A new one is a file of its own and its lines here.

use std::fmt;
use std::str::FromStr;

use model::event::Event;

use crate::run::Run;

/// A face of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text for a terminal.
    Console,
    /// The whole run for programs.
    Json,
    /// JUnit XML for CI systems.
    Junit,
    /// One self-contained page.
    Html,
    /// The pairs of times that were measured, for other tools.
    Csv,
}

/// Why a report could not be written. The harness is at fault: every run can be told.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// JSON.
    #[error("the JSON report could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// JUnit.
    #[error("the JUnit report could not be written: {0}")]
    Junit(#[from] quick_junit::SerializeError),
    /// HTML.
    #[error("the HTML report could not be written: {0}")]
    Html(#[from] minijinja::Error),
}

/// There is no format of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no report format `{0}`; formats are console, json, junit, html and csv")]
pub struct UnknownFormat(pub String);

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [
        Format::Console,
        Format::Json,
        Format::Junit,
        Format::Html,
        Format::Csv,
    ];

    /// The name of the file that a report of this format is written to.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Console => "console.txt",
            Format::Json => "report.json",
            Format::Junit => "junit.xml",
            Format::Html => "report.html",
            Format::Csv => "times.csv",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Console => "console",
            Format::Json => "json",
            Format::Junit => "junit",
            Format::Html => "html",
            Format::Csv => "csv",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Format, UnknownFormat> {
        Format::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// The events of a run as a report. The same events always give the same octets; console is plain.
pub fn render(format: Format, events: &[Event]) -> Result<String, ReportError> {
    match format {
        Format::Console => Ok(crate::console::whole(events)),
        Format::Json => crate::json::render(&Run::fold(events)),
        Format::Junit => crate::junit::render(&Run::fold(events)),
        Format::Html => crate::html::render(&Run::fold(events)),
        Format::Csv => Ok(crate::times::csv(events)),
    }
}
