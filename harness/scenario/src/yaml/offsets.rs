//! From the characters that the parser counts to bytes.

use saphyr_parser::Span;

use crate::region::Region;

/// The parser counts characters; places are bytes.
pub(super) struct Offsets(Option<Vec<u32>>);

impl Offsets {
    pub(super) fn of(text: &str) -> Offsets {
        if text.is_ascii() {
            return Offsets(None);
        }
        let starts = text.char_indices().map(|(at, _)| at);
        let all = starts.chain([text.len()]);
        Offsets(Some(all.map(|at| at as u32).collect()))
    }

    pub(super) fn byte(&self, character: usize) -> usize {
        match &self.0 {
            None => character,
            Some(starts) => {
                let last = starts.last().copied().unwrap_or_default();
                starts.get(character).copied().unwrap_or(last) as usize
            }
        }
    }

    pub(super) fn region(&self, span: Span) -> Region {
        Region::new(self.byte(span.start.index()), self.byte(span.end.index()))
    }
}
