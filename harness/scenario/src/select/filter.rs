//! One filter, and what it names.

use model::metadata::Reference;

use crate::check::ScenarioFile;
use crate::rows;

/// A filter as it is written, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// `tag:NAME`.
    Tag(String),
    /// `CHECK#ROW,…`.
    Case {
        /// As it is written.
        word: String,
        /// Where the rows begin in it.
        hash: usize,
    },
    /// A check id, a family or a clause: one word may be several of them.
    Word(String),
}

/// How a filter names a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// By its id.
    Itself,
    /// As one of a family, of a tag, or of what rests on a clause.
    Group,
    /// Some of its cases.
    Case,
}

const TAG: &str = "tag:";

impl Filter {
    /// Reads a filter; there is no text that is none.
    pub(super) fn of(word: &str) -> Filter {
        match (word.strip_prefix(TAG), word.find('#')) {
            (Some(tag), _) => Filter::Tag(tag.to_owned()),
            (None, Some(hash)) => Filter::Case {
                word: word.to_owned(),
                hash,
            },
            (None, None) => Filter::Word(word.to_owned()),
        }
    }

    /// As it is written; a tag without what stands before it.
    pub(super) fn word(&self) -> &str {
        match self {
            Filter::Tag(word) | Filter::Word(word) | Filter::Case { word, .. } => word,
        }
    }

    /// The check that it names, or whose cases.
    pub(super) fn check(&self) -> &str {
        match self {
            Filter::Case { word, hash } => &word[..*hash],
            _ => self.word(),
        }
    }

    pub(super) fn is_of_cases(&self) -> bool {
        matches!(self, Filter::Case { .. })
    }

    /// How it names the scenario, if it does.
    pub(super) fn names(&self, file: &ScenarioFile) -> Option<Named> {
        let scenario = &file.scenario;
        let id = &scenario.id;
        let (found, how) = match self {
            Filter::Tag(name) => (scenario.tags.iter().any(|tag| tag.0 == *name), Named::Group),
            Filter::Case { .. } => (id.0 == self.check(), Named::Case),
            Filter::Word(word) if id.0 == *word => (true, Named::Itself),
            Filter::Word(word) => {
                let cited = |reference: &Reference| is_clause(word, reference);
                let group = id.family() == word || scenario.references.iter().any(cited);
                (group, Named::Group)
            }
        };
        found.then_some(how)
    }

    /// True when the rows of a case filter are rows of the scenario, as far as that is known without
    /// a target.
    pub(super) fn fits(&self, file: &ScenarioFile) -> bool {
        let json = &file.json()["matrix"];
        let mut axes = file.scenario.matrix.iter();
        self.rows().all(|row| match axes.next() {
            Some((_, axis)) if axis.each.is_some() => true,
            Some((name, axis)) => {
                let rows = rows::of_axis(axis, &json[name]);
                rows.iter().any(|known| known.name == row)
            }
            None => false,
        })
    }

    /// True when it names the case of this id.
    pub(super) fn has(&self, id: &str) -> bool {
        let (check, rows) = id.split_once('#').unwrap_or((id, ""));
        let mut rows = rows.split(',');
        check == self.check() && self.rows().all(|row| rows.next() == Some(row))
    }

    fn rows(&self) -> impl Iterator<Item = &str> {
        let rows = match self {
            Filter::Case { word, hash } => Some(word[hash + 1..].split(',')),
            _ => None,
        };
        rows.into_iter().flatten()
    }
}

/// True when the word is the document, the section, or one above it.
fn is_clause(word: &str, reference: &Reference) -> bool {
    let Some(document) = reference.document() else {
        return false;
    };
    let Some((of, above)) = word.split_once('/') else {
        return word == document.word;
    };
    let below = reference.section.strip_prefix(above);
    of == document.word && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
