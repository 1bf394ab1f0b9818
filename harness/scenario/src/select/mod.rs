//! Chooses scenarios, and cases of them, by filters: an id, a family, a case id, a tag or a clause.

mod choice;
mod filter;
mod known;

use model::metadata::Status;

use crate::check::ScenarioFile;
use filter::{Filter, Named};

pub use choice::Choice;
pub use known::NoMatch;

/// What to take, and what to leave out of it: filters as they are written.
///
/// A filter is a check id (`origin/websocket`), a family (`origin`), a case id or its beginning up to
/// a comma (`origin/websocket#null`), a tag (`tag:slow`), or a clause with all of its subsections
/// (`rfc6455/4`; `rfc6455` is the whole document).
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// What any of these names is taken; without any, all.
    pub take: Vec<String>,
    /// What any of these names is left out.
    pub leave: Vec<String>,
}

/// A scenario that may be chosen.
struct Candidate<'a> {
    file: &'a ScenarioFile,
    /// Its file was named: it is taken whole where no filter names it.
    own: bool,
}

impl Candidate<'_> {
    /// True when only its id takes it.
    fn in_nursery(&self) -> bool {
        !self.own && self.file.scenario.status == Status::Nursery
    }
}

impl Filters {
    /// Chooses among scenarios of one's own and those of the catalogue. One's own are taken whole
    /// where no filter names any of them; those of the catalogue are taken where a filter names
    /// them, or where there is neither filter nor own scenario. What is in the nursery is taken only
    /// by its id.
    ///
    /// # Errors
    /// The first filter that names nothing; and that nothing is left.
    pub fn choose<'a>(
        &self,
        own: &'a [ScenarioFile],
        catalogue: &'a [ScenarioFile],
    ) -> Result<Choice<'a>, NoMatch> {
        let candidate = |own| move |file| Candidate { file, own };
        let mut all: Vec<Candidate> = own.iter().map(candidate(true)).collect();
        all.extend(catalogue.iter().map(candidate(false)));
        let take = read(&self.take, &all)?;
        let leave = read(&self.leave, &all)?;
        let mut choice = Choice::default();
        for candidate in &all {
            let file = candidate.file;
            let whole = match candidate.own {
                true => !take.iter().any(|filter| filter.names(file).is_some()),
                false => take.is_empty() && own.is_empty() && !candidate.in_nursery(),
            };
            if whole || choice.takes(candidate, &take) {
                choice.add(file, &leave);
            }
        }
        choice.not(leave)
    }
}

/// The filters, each of which names something that is there.
fn read(words: &[String], all: &[Candidate<'_>]) -> Result<Vec<Filter>, NoMatch> {
    let mut filters = Vec::new();
    for word in words {
        let filter = Filter::of(word);
        let names = |candidate: &&Candidate<'_>| filter.names(candidate.file).is_some();
        let named: Vec<&Candidate> = all.iter().filter(names).collect();
        let files: Vec<&ScenarioFile> = named.iter().map(|it| it.file).collect();
        if named.is_empty() {
            let all: Vec<&ScenarioFile> = all.iter().map(|it| it.file).collect();
            return Err(known::unknown(&filter, &all));
        }
        let by_id_only =
            |it: &&Candidate<'_>| filter.names(it.file) == Some(Named::Group) && it.in_nursery();
        if named.iter().all(by_id_only) {
            return Err(known::nursery(word, &files));
        }
        if !files.iter().any(|file| filter.fits(file)) {
            return Err(known::no_row(word, &files));
        }
        filters.push(filter);
    }
    Ok(filters)
}
