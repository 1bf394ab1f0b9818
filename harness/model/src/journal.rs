//! Reading a journal: JSON lines, a torn last line ignored.

use crate::event::{Event, SCHEMA, What};

/// Why a journal cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// A line in the middle is no event.
    #[error("line {line} is no event: {reason}")]
    NotAnEvent {
        /// From 1.
        line: usize,
        /// What the reader said.
        reason: String,
    },
    /// Events are missing or out of order.
    #[error("line {line} has number {found}, {expected} was expected: events are missing")]
    Gap {
        /// From 1.
        line: usize,
        /// The number that follows the last one.
        expected: u64,
        /// The number that stands there.
        found: u64,
    },
    /// It does not begin with the start of a run.
    #[error("it does not begin with the start of a run")]
    NoStart,
    /// It was written by a version whose shape we do not know.
    #[error("it has schema {0}; this version reads {SCHEMA}")]
    OtherSchema(u32),
}

/// The events of a journal. A last line without its newline was torn by a crash and is left out.
pub fn read(text: &str) -> Result<Vec<Event>, JournalError> {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut events = Vec::new();
    for (index, line) in whole
        .split('\n')
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
    {
        let line_number = index + 1;
        let event: Event =
            serde_json::from_str(line).map_err(|error| JournalError::NotAnEvent {
                line: line_number,
                reason: error.to_string(),
            })?;
        let expected = events.len() as u64 + 1;
        if event.seq != expected {
            return Err(JournalError::Gap {
                line: line_number,
                expected,
                found: event.seq,
            });
        }
        events.push(event);
    }
    match events.first().map(|event| &event.what) {
        Some(What::RunStarted(start)) if start.schema == SCHEMA => Ok(events),
        Some(What::RunStarted(start)) => Err(JournalError::OtherSchema(start.schema)),
        _ => Err(JournalError::NoStart),
    }
}

/// One event as a line of the journal, with its newline.
pub fn line(event: &Event) -> Result<String, serde_json::Error> {
    let mut line = serde_json::to_string(event)?;
    line.push('\n');
    Ok(line)
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_read_back_to_the_last_digit() {
        for text in ["30546426.317199998", "1.0715660391465826e-75"] {
            let read: f64 = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
    }
}
