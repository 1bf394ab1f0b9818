//! A file's text and the name under which it is shown.

use std::io::Read;
use std::path::Path;

use crate::diagnostics::Diagnostics;
use crate::region::{Region, excerpt};

/// The largest file that is read, in octets.
pub const LARGEST: usize = 1024 * 1024;

/// A text to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As it is shown in diagnostics and reports.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Reads a file of at most 1 MiB of UTF-8.
///
/// # Errors
/// It is missing, a directory, too large, empty or not UTF-8 (with the place of the first bad octet).
pub fn load(path: &Path) -> Result<Source, Diagnostics> {
    let name = path.display().to_string();
    let failed = |message: String, cure: Option<&str>| {
        Diagnostics::of_file(&name, message, cure.map(str::to_owned))
    };
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => failed("there is no such file".to_owned(), None),
        _ => failed(format!("cannot read the file: {error}"), None),
    };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        let cure = Some("name a file in it");
        return Err(failed("this is a directory, not a file".to_owned(), cure));
    }
    let mut octets = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // One octet more than allowed tells a large file, and a pipe without end.
    file.take(LARGEST as u64 + 1)
        .read_to_end(&mut octets)
        .map_err(unreadable)?;
    if octets.len() > LARGEST {
        return Err(too_large(&name));
    }
    match String::from_utf8(octets) {
        Ok(text) => Ok(Source { name, text }),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let octet = error.as_bytes().get(good).copied().unwrap_or_default();
            let text = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
            let end = excerpt(&text, Region::new(good, good), &[]);
            Err(failed(
                format!(
                    "the file is not UTF-8: octet {octet:#04x} at byte {good} (line {}, column {})",
                    end.line, end.column
                ),
                Some("save it as UTF-8"),
            ))
        }
    }
}

/// The error for a source over the limit.
pub(crate) fn too_large(name: &str) -> Diagnostics {
    Diagnostics::of_file(
        name,
        format!("the file is larger than {LARGEST} octets (1 MiB)"),
        Some("split it".to_owned()),
    )
}
