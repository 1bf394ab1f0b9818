//! Flow files: steps that scenarios include. Read like scenarios, and checked for themselves, so that
//! a fault in one is told once and where it stands.

mod check;
mod library;

use model::flow::Flow;
use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::document::{Document, Kind};
use crate::fault::Faults;
use crate::source::Source;

pub use library::Flows;

/// A flow file that holds together.
#[derive(Debug, Clone)]
pub(crate) struct FlowFile {
    /// What it says; where a reference stands for a typed value, an example of that type.
    pub(crate) flow: Flow,
    /// Its text.
    pub(crate) source: Source,
    pub(crate) document: Document,
}

/// Reads a flow file that is included as `name`.
///
/// # Errors
/// Everything that is wrong with it, at once.
fn read(name: &str, source: Source) -> Result<FlowFile, Diagnostics> {
    let (document, flow) = Document::read::<Flow>(&source, Kind::Flow)?;
    let file = FlowFile {
        flow,
        source,
        document,
    };
    let mut faults = Faults::default();
    check::check(&file, name, &mut faults);
    match faults.is_empty() {
        true => Ok(file),
        false => Err(file.document.told(&file.source, faults)),
    }
}

impl FlowFile {
    /// The file as JSON with other steps, for a look at their types.
    pub(crate) fn with_steps(&self, steps: Value) -> Value {
        let mut whole = self.document.json.clone();
        whole["steps"] = steps;
        whole
    }
}
