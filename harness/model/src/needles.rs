//! Finding many secrets in a text in one pass over it.
//!
//! Every needle has at least [`HEAD`] octets. The first of them are its key; at each place of the text
//! a small filter of bits, then a table, says which needles may begin there (after Wu and Manber, "A fast
//! algorithm for multi-pattern searching", 1994). A needle is added without building anything anew.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::secret::Secret;

/// Octets that decide whether a needle may begin at a place.
pub(crate) const HEAD: usize = 8;

/// Bits of the filter; of 1,400 needles one place in fifty passes it by chance.
const BITS: u32 = 16;

/// A spelling of a secret, and what stands in its place.
pub(crate) type Needle = Arc<(Secret, String)>;

/// Many needles.
#[derive(Clone)]
pub(crate) struct Needles {
    filter: Vec<u64>,
    /// Those that begin alike, longest first.
    by_head: HashMap<u64, Vec<Needle>>,
}

impl Default for Needles {
    fn default() -> Needles {
        Needles {
            filter: vec![0; 1 << (BITS - 6)],
            by_head: HashMap::new(),
        }
    }
}

impl std::fmt::Debug for Needles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Needles({})", self.by_head.len())
    }
}

impl Needles {
    /// Adds one; what is shorter than [`HEAD`] is left out.
    pub fn add(&mut self, needle: &Needle) {
        let spelling = needle.0.expose().as_bytes();
        let Some(head) = head(spelling, 0) else {
            return;
        };
        let (word, bit) = slot(head);
        self.filter[word] |= bit;
        let alike = self.by_head.entry(head).or_default();
        let place = alike.partition_point(|other| other.0.expose().len() >= spelling.len());
        alike.insert(place, Arc::clone(needle));
    }

    /// Whether this is one of them.
    pub fn knows(&self, secret: &Secret) -> bool {
        let alike = head(secret.expose().as_bytes(), 0).and_then(|head| self.by_head.get(&head));
        alike.is_some_and(|alike| alike.iter().any(|needle| needle.0 == *secret))
    }

    /// Where needles stand in `text`, in order. Those that overlap count as one, under the name of the
    /// longest, so that no piece of either is left.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, &Needle)> {
        let mut found: Vec<(Range<usize>, &Needle)> = Vec::new();
        if self.by_head.is_empty() {
            return found;
        }
        let octets = text.as_bytes();
        for at in 0..octets.len() {
            let Some(needle) = self.longest_at(octets, at) else {
                continue;
            };
            let end = at + needle.0.expose().len();
            match found.last_mut() {
                Some((range, longest)) if range.end > at => {
                    range.end = range.end.max(end);
                    if needle.0.expose().len() > longest.0.expose().len() {
                        *longest = needle;
                    }
                }
                _ => found.push((at..end, needle)),
            }
        }
        found
    }

    fn longest_at(&self, octets: &[u8], at: usize) -> Option<&Needle> {
        let head = head(octets, at)?;
        let (word, bit) = slot(head);
        if self.filter[word] & bit == 0 {
            return None;
        }
        let mut alike = self.by_head.get(&head)?.iter();
        alike.find(|needle| octets[at..].starts_with(needle.0.expose().as_bytes()))
    }
}

fn head(octets: &[u8], at: usize) -> Option<u64> {
    let head = octets.get(at..at + HEAD)?;
    head.try_into().ok().map(u64::from_le_bytes)
}

/// Where the filter keeps a head: Fibonacci hashing, whose high bits are the good ones.
fn slot(head: u64) -> (usize, u64) {
    let hash = head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(all: &[(&str, &str)]) -> Needles {
        let mut needles = Needles::default();
        for (spelling, name) in all {
            needles.add(&Arc::new((Secret::new(*spelling), (*name).to_owned())));
        }
        needles
    }

    fn found(needles: &Needles, text: &str) -> Vec<(Range<usize>, String)> {
        let found = needles.find(text).into_iter();
        found
            .map(|(range, needle)| (range, needle.1.clone()))
            .collect()
    }

    #[test]
    fn the_longest_counts_where_several_begin() {
        let needles = needles(&[("abcdefgh", "short"), ("abcdefghij", "long")]);
        assert_eq!(
            found(&needles, "-abcdefghij-"),
            [(1..11, "long".to_owned())]
        );
        assert_eq!(found(&needles, "-abcdefghi-"), [(1..9, "short".to_owned())]);
    }

    #[test]
    fn nothing_is_left_of_two_that_overlap() {
        let needles = needles(&[("abcdefgh", "first"), ("ghijklmnop", "second")]);
        assert_eq!(
            found(&needles, "abcdefghijklmnop abcdefgh"),
            [(0..16, "second".to_owned()), (17..25, "first".to_owned())]
        );
    }

    #[test]
    fn neighbours_stay_apart_and_short_ones_are_left_out() {
        let needles = needles(&[("abcdefgh", "one"), ("abcdefg", "short")]);
        assert_eq!(found(&needles, "abcdefghabcdefgh").len(), 2);
        assert!(found(&needles, "abcdefg").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(
            all in proptest::collection::vec("[ab]{8,12}", 1..5),
            text in "[ab]{0,60}",
        ) {
            let named: Vec<_> = all.iter().map(|one| (one.as_str(), "n")).collect();
            let needles = needles(&named);
            let found = needles.find(&text);
            let plain = all.iter().any(|one| text.contains(one.as_str()));
            proptest::prop_assert_eq!(plain, !found.is_empty());
            let mut rest = text.clone();
            for (range, _) in found.iter().rev() {
                rest.replace_range(range.clone(), "-");
            }
            proptest::prop_assert!(all.iter().all(|one| !rest.contains(one.as_str())));
        }
    }
}
