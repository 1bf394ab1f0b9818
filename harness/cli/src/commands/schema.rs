//! `gateproof schema`.

use crate::arguments::SchemaKind;
use crate::failure::Failure;
use crate::output::print;

/// Prints the JSON Schema of a kind of file, for editors.
pub fn schema(kind: SchemaKind) -> Result<u8, Failure> {
    let schema = match kind {
        SchemaKind::Target => scenario::target_schema(),
        SchemaKind::Scenario => scenario::scenario_schema(),
        SchemaKind::Flow => scenario::flow_schema(),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(Failure::harness)?;
    print(&format!("{text}\n"));
    Ok(0)
}
