//! Chooses scenarios by words: an id, or a family.

use model::metadata::Status;

use crate::check::ScenarioFile;
use crate::nearest;

/// A word that names neither a check nor a family.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no check or family is called `{}`{}", nearest::short(word), hint(nearest.as_deref()))]
pub struct NoMatch {
    /// The word.
    pub word: String,
    /// What may have been meant.
    pub nearest: Option<String>,
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The scenarios that any of `words` names, in the order of `all`; without words, all. Checks in
/// the nursery are chosen only by their id.
///
/// # Errors
/// The first word that names nothing.
pub fn select<'a>(
    all: &'a [ScenarioFile],
    words: &[String],
) -> Result<Vec<&'a ScenarioFile>, NoMatch> {
    for word in words {
        let named =
            |file: &ScenarioFile| file.scenario.id.0 == *word || file.scenario.id.family() == word;
        if !all.iter().any(named) {
            let ids = all.iter().map(|file| file.scenario.id.0.as_str());
            let families = all.iter().map(|file| file.scenario.id.family());
            return Err(NoMatch {
                word: word.clone(),
                nearest: nearest::nearest(word, families.chain(ids)).map(str::to_owned),
            });
        }
    }
    let chosen = |file: &&ScenarioFile| {
        let id = &file.scenario.id;
        let nursery = file.scenario.status == Status::Nursery;
        let by_family = words.is_empty() || words.iter().any(|word| word == id.family());
        words.contains(&id.0) || (by_family && !nursery)
    };
    Ok(all.iter().filter(chosen).collect())
}
