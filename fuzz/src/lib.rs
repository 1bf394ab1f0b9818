//! Properties that hold for any octets. The fuzz targets call them; on stable they run over the
//! committed corpus. A property panics when it does not hold.

#![allow(clippy::panic, clippy::expect_used)]

mod clear;
mod files;
mod journal;
mod secrets;
mod wire;

pub use files::{scenario_reader, target_reader};
pub use journal::journal_reader;
pub use secrets::{redactor, token_reader};
pub use wire::{frame_reader, head_reader};

/// A property by the name of its fuzz target and corpus folder.
pub type Property = (&'static str, fn(&[u8]));

/// All properties.
pub const PROPERTIES: &[Property] = &[
    ("target_reader", target_reader),
    ("scenario_reader", scenario_reader),
    ("head_reader", head_reader),
    ("frame_reader", frame_reader),
    ("token_reader", token_reader),
    ("journal_reader", journal_reader),
    ("redactor", redactor),
];
