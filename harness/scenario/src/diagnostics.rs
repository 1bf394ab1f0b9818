//! Diagnostics: what is wrong with a file, where, and how to mend it.

use crate::region::Excerpt;
use crate::render;

/// One error of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub(crate) file: String,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) cure: Option<String>,
    pub(crate) place: Option<Excerpt>,
    pub(crate) also: Option<(Excerpt, String)>,
}

impl Diagnostic {
    /// An error of a file as a whole.
    pub(crate) fn of_file(file: &str, message: String, cure: Option<String>) -> Diagnostic {
        Diagnostic {
            file: file.to_owned(),
            message,
            label: String::new(),
            cure,
            place: None,
            also: None,
        }
    }

    /// The file, as it was named.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Line and column in characters, both from 1; `None` for an error of the file as a whole.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.place.as_ref().map(|place| (place.line, place.column))
    }

    /// What is wrong, in a sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How to mend it.
    pub fn cure(&self) -> Option<&str> {
        self.cure.as_deref()
    }
}

/// Errors, by file and position. `Display` is the plain rendering, with a count at its end.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("{}", self.render(false))]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    more: bool,
}

impl Diagnostics {
    pub(crate) fn new(list: Vec<Diagnostic>, more: bool) -> Diagnostics {
        Diagnostics { list, more }
    }

    /// One error of a file as a whole.
    pub(crate) fn of_file(file: &str, message: String, cure: Option<String>) -> Diagnostics {
        Diagnostics::new(vec![Diagnostic::of_file(file, message, cure)], false)
    }

    /// True when there is no error.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are; at most 100 of a file.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The errors in order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Takes up the errors of another file; those that are there already are not told twice.
    pub fn extend(&mut self, others: Diagnostics) {
        for other in others.list {
            if !self.list.contains(&other) {
                self.list.push(other);
            }
        }
        self.more |= others.more;
    }

    /// The rendering for a terminal, in colour or plain.
    pub fn render(&self, colour: bool) -> String {
        let mut text = render::all(&self.list, colour);
        if !self.is_empty() {
            text.push_str(&self.count());
        }
        text
    }

    fn count(&self) -> String {
        let mut files: Vec<&str> = self.list.iter().map(|each| each.file.as_str()).collect();
        files.dedup();
        let errors = match (self.list.len(), self.more) {
            (1, false) => "1 error".to_owned(),
            (count, false) => format!("{count} errors"),
            (count, true) => format!("the first {count} errors"),
        };
        match files.as_slice() {
            [file] => format!("{errors} in {file}\n"),
            files => format!("{errors} in {} files\n", files.len()),
        }
    }
}
