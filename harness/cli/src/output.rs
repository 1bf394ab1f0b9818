//! Standard output.

use std::io::Write;

/// Prints on standard output. A reader that has gone away is no failure.
pub fn print(text: &str) {
    let mut out = anstream::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
