//! What a scenario rests on: known documents, and sections that look like theirs.

use model::document::{DOCUMENTS, Document};
use model::metadata::Reference;

use crate::check::ScenarioFile;
use crate::fault::Faults;
use crate::nearest;
use crate::tree::Spot;

/// Checks the references.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let list = file.document.top().at("references");
    let references = &file.scenario.references;
    for (index, reference) in references.iter().enumerate() {
        let spot = list.item(index);
        match reference.document() {
            Some(document) => section(document, reference, spot, faults),
            None => unknown(reference, spot, faults),
        }
        let same =
            |other: &&Reference| other.doc == reference.doc && other.section == reference.section;
        if references[..index].iter().any(|other| same(&other)) {
            faults
                .add(
                    spot.at("section").value(),
                    format!("{reference} is cited twice"),
                )
                .cure("cite it once, and say all of it in its note");
        }
    }
}

fn section(document: &Document, reference: &Reference, spot: Spot<'_>, faults: &mut Faults) {
    if document.sections.has(&reference.section) {
        return;
    }
    let message = match nearest::short(&reference.section) {
        empty if empty.trim().is_empty() => "the section is empty".to_owned(),
        section => format!(
            "`{section}` does not look like a section of {}",
            document.name
        ),
    };
    faults
        .add(spot.at("section").value(), message)
        .cure(format!("write {}", document.sections.words()));
}

fn unknown(reference: &Reference, spot: Spot<'_>, faults: &mut Faults) {
    let written = &reference.doc;
    let known = DOCUMENTS.iter().map(|document| document.name);
    faults.unknown(spot.at("doc").value(), "document", written, known);
    // The word that filters use is far from the name.
    let word = written.to_lowercase().replace(' ', "");
    if let Some(meant) = DOCUMENTS.iter().find(|document| document.word == word) {
        faults.relabel(format!("did you mean `{}`?", meant.name));
    }
}
