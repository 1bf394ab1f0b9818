//! Filters that name nothing, and what may have been meant.

use model::document::DOCUMENTS;
use model::name::CaseId;

use crate::bind::{Rows, combinations};
use crate::check::ScenarioFile;
use crate::fault::Faults;
use crate::nearest;
use crate::select::filter::Filter;

/// More than this is not offered.
const OFFERED: usize = 3;

/// Why nothing can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoMatch {
    /// A filter that names nothing.
    #[error(
        "`{}` names no check, family, tag or clause{}",
        nearest::short(word),
        hint(near)
    )]
    Unknown {
        /// The filter.
        word: String,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A document that is known, and on which nothing rests.
    #[error("no check rests on `{word}` ({document}){}", hint(near))]
    Uncited {
        /// The filter.
        word: String,
        /// The document.
        document: &'static str,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A filter that names no case of its check.
    #[error("no case is called `{}`{}", nearest::short(word), hint(near))]
    Case {
        /// The filter.
        word: String,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A filter that names only what runs by its id alone.
    #[error(
        "`{word}` names only checks in the nursery, which run when named by their ids: {}",
        nearest::list(ids)
    )]
    Nursery {
        /// The filter.
        word: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// All that was chosen was left out again.
    #[error("nothing is left to run: `--not` names all that was chosen")]
    NothingLeft,
}

fn hint(near: &[String]) -> String {
    match near {
        [] => String::new(),
        near => format!("; did you mean {}?", nearest::choice(near)),
    }
}

/// A filter that names nothing of `all`.
pub(super) fn unknown(filter: &Filter, all: &[&ScenarioFile]) -> NoMatch {
    let names = names(all);
    let names = names.iter().map(String::as_str);
    let word = match filter {
        Filter::Tag(name) => format!("tag:{name}"),
        other => other.word().to_owned(),
    };
    // The rows of a check that is not there are not known either.
    let meant = match filter.is_of_cases() {
        true => filter.check(),
        false => &word,
    };
    let near = offered(meant, names);
    let of = word.split('/').next().unwrap_or_default();
    match DOCUMENTS.iter().find(|document| document.word == of) {
        Some(document) => NoMatch::Uncited {
            document: document.name,
            word,
            near,
        },
        None => NoMatch::Unknown { word, near },
    }
}

/// A filter that names no row of the scenarios.
pub(super) fn no_row(word: &str, named: &[&ScenarioFile]) -> NoMatch {
    let ids: Vec<String> = named.iter().flat_map(|file| cases(file)).collect();
    no_case(word, ids.iter().map(String::as_str))
}

/// A filter that names none of the cases `ids`.
pub(super) fn no_case<'a>(word: &str, ids: impl Iterator<Item = &'a str> + Clone) -> NoMatch {
    let begun = ids.flat_map(beginnings);
    NoMatch::Case {
        word: word.to_owned(),
        near: offered(word, begun),
    }
}

/// A filter that names only scenarios in the nursery.
pub(super) fn nursery(word: &str, named: &[&ScenarioFile]) -> NoMatch {
    NoMatch::Nursery {
        word: word.to_owned(),
        ids: named
            .iter()
            .map(|file| file.scenario.id.0.clone())
            .collect(),
    }
}

/// The case ids of a scenario, as far as they are known without a target.
fn cases(file: &ScenarioFile) -> Vec<String> {
    let Some(Ok(all)) = combinations(None, file, &mut Faults::default()) else {
        return Vec::new();
    };
    let id = |rows: Rows<'_>| {
        let names = rows.iter().map(|(_, row)| row.name.as_ref());
        CaseId::new(&file.scenario.id, names).0
    };
    all.into_iter().map(id).collect()
}

/// A case id, and its beginnings up to a comma.
fn beginnings(id: &str) -> impl Iterator<Item = &str> + Clone {
    let commas = id.match_indices(',').map(|(at, _)| at);
    commas.chain([id.len()]).map(|end| &id[..end])
}

/// All that a filter may name: ids, families, tags and clauses.
fn names(all: &[&ScenarioFile]) -> Vec<String> {
    let mut names = Vec::new();
    for file in all {
        let scenario = &file.scenario;
        names.push(scenario.id.family().to_owned());
        names.push(scenario.id.0.clone());
        names.extend(scenario.tags.iter().map(|tag| format!("tag:{tag}")));
        names.extend(scenario.references.iter().filter_map(|it| it.clause()));
        let documents = scenario.references.iter().filter_map(|it| it.document());
        names.extend(documents.map(|document| document.word.to_owned()));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// What is near to the word first, then what has it as a part.
fn offered<'a>(word: &str, names: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let part = |name: &&str| word.len() >= 3 && name.contains(word);
    let near = nearest::near(word, names.clone());
    let mut offered: Vec<String> = Vec::new();
    for name in near.into_iter().chain(names.filter(part)) {
        if offered.len() < OFFERED && !offered.iter().any(|other| other == name) {
            offered.push(name.to_owned());
        }
    }
    offered
}
