//! Faults as they are found: where, what, and how to mend it. They become diagnostics at the end.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::mask;
use crate::nearest;
use crate::region::{Region, excerpt};
use crate::source::Source;

/// More faults than this are not collected: nobody reads them, and hostile files have many.
const MOST: usize = 100;

/// One fault of a file.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    place: Region,
    message: String,
    label: String,
    cure: Option<String>,
    also: Option<(Region, String)>,
}

impl Fault {
    /// Says under the mark what is wrong there.
    pub(crate) fn label(&mut self, label: impl Into<String>) -> &mut Fault {
        self.label = label.into();
        self
    }

    /// Says how to mend it.
    pub(crate) fn cure(&mut self, cure: impl Into<String>) -> &mut Fault {
        self.cure = Some(cure.into());
        self
    }

    /// Marks a second place.
    pub(crate) fn also(&mut self, place: Region, label: impl Into<String>) -> &mut Fault {
        self.also = Some((place, label.into()));
        self
    }

    /// Takes a secret at its place out of its words.
    fn hide(&mut self, text: &str, masks: &[Region]) {
        for mask in masks {
            if mask.start < self.place.end && self.place.start < mask.end {
                let written = mask.of(text);
                self.message = mask::words(&self.message, written);
                self.label = mask::words(&self.label, written);
                self.cure = self.cure.as_ref().map(|cure| mask::words(cure, written));
            }
        }
    }
}

/// The faults of one file.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    /// Stands in for faults beyond the limit.
    spare: Option<Fault>,
    /// Those of other files, which this one includes.
    elsewhere: Diagnostics,
}

impl Faults {
    /// Notes a fault; the answer takes its label and cure.
    pub(crate) fn add(&mut self, place: Region, message: impl Into<String>) -> &mut Fault {
        let fault = Fault {
            place,
            message: message.into(),
            label: String::new(),
            cure: None,
            also: None,
        };
        if self.is_full() {
            return self.spare.insert(fault);
        }
        self.list.push(fault);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Notes that `word` names nothing: `what` says of which kind it would be. The nearest of
    /// `known` is offered, and the list.
    pub(crate) fn unknown<'a>(
        &mut self,
        place: Region,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        if self.is_full() {
            return;
        }
        let known: Vec<&str> = known.into_iter().collect();
        let colon = if what.ends_with('`') { ":" } else { "" };
        let fault = self.add(
            place,
            format!("unknown {what}{colon} `{}`", nearest::short(word)),
        );
        if let Some(near) = nearest::nearest(word, known.iter().copied()) {
            fault.label(format!("did you mean `{near}`?"));
        }
        if !known.is_empty() {
            fault.cure(match known.as_slice() {
                [one] => format!("there is only `{}`", nearest::short(one)),
                several => format!("one of {}", nearest::choice(several)),
            });
        }
    }

    /// Notes a plain scalar that some YAML readers take for something else than text.
    pub(crate) fn doubtful(&mut self, place: Region, text: &str, what: &str) {
        let text = nearest::short(text);
        let cure = match (what, text.to_lowercase().as_str()) {
            ("a boolean", "yes" | "on") => format!("write \"{text}\" for text, or true"),
            ("a boolean", _) => format!("write \"{text}\" for text, or false"),
            _ => format!("write it in quotes: \"{text}\""),
        };
        self.add(place, format!("some YAML readers take this for {what}"))
            .label("neither text nor value for sure")
            .cure(cure);
    }

    /// Says how to mend the last fault.
    pub(crate) fn mend(&mut self, cure: &str) {
        if let Some(last) = self.list.last_mut() {
            last.cure = Some(cure.to_owned());
        }
    }

    /// Replaces the label of the last fault.
    pub(crate) fn relabel(&mut self, label: String) {
        if let Some(last) = self.list.last_mut() {
            last.label = label;
        }
    }

    /// True when a fault was noted at exactly this place.
    pub(crate) fn has(&self, place: Region) -> bool {
        self.list.iter().any(|fault| fault.place == place)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// True when more faults are not collected.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// True when there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.elsewhere.is_empty()
    }

    /// Takes up what is wrong with another file; the same is told once.
    pub(crate) fn elsewhere(&mut self, others: Diagnostics) {
        self.elsewhere.extend(others);
    }

    /// Place, message and label of each.
    pub(crate) fn into_parts(self) -> Vec<(Region, String, String)> {
        let parts = |fault: Fault| (fault.place, fault.message, fault.label);
        self.list.into_iter().map(parts).collect()
    }

    /// The diagnostics, by position; what `masks` cover is not shown.
    pub(crate) fn told(mut self, source: &Source, masks: &[Region]) -> Diagnostics {
        self.list.sort_by_key(|fault| fault.place.start);
        self.list
            .dedup_by(|a, b| (a.place, &a.message) == (b.place, &b.message));
        for fault in &mut self.list {
            fault.hide(&source.text, masks);
        }
        let more = self.is_full();
        let tell = |fault: Fault| Diagnostic {
            file: source.name.clone(),
            message: fault.message,
            label: fault.label,
            cure: fault.cure,
            place: Some(excerpt(&source.text, fault.place, masks)),
            also: fault
                .also
                .map(|(place, label)| (excerpt(&source.text, place, masks), label)),
        };
        let mut told = Diagnostics::new(self.list.into_iter().map(tell).collect(), more);
        told.extend(self.elsewhere);
        told
    }
}
