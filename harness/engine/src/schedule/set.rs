//! Sets of things by their numbers: asked for each class of cases whenever one ends.

use std::collections::BTreeMap;

use crate::schedule::things::Thing;

/// The numbers of all things that any case needs.
#[derive(Debug)]
pub(super) struct Numbers(BTreeMap<Thing, usize>);

/// Some of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Set(Vec<u64>);

/// What stands for the whole target.
const TARGET: usize = 0;

impl Numbers {
    pub fn new() -> Numbers {
        Numbers(BTreeMap::from([(Thing::Target, TARGET)]))
    }

    /// The number of a thing, which it has from now on.
    pub fn of(&mut self, thing: Thing) -> usize {
        let next = self.0.len();
        *self.0.entry(thing).or_insert(next)
    }
}

impl Set {
    /// The whole target.
    pub fn target() -> Set {
        Set(vec![1 << TARGET])
    }

    pub fn insert(&mut self, number: usize) {
        let word = number / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    pub fn has(&self, number: usize) -> bool {
        let word = self.0.get(number / 64);
        word.is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    pub fn extend(&mut self, other: &Set) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own |= other;
        }
    }

    pub fn is_disjoint(&self, other: &Set) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .all(|(one, other)| one & other == 0)
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Whether the whole target is among them.
    pub fn has_target(&self) -> bool {
        !self.is_disjoint(&Set::target())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set(numbers: &BTreeSet<usize>) -> Set {
        let mut set = Set::default();
        numbers.iter().for_each(|number| set.insert(*number));
        set
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn sets_of_numbers_are_sets(
            one in prop::collection::btree_set(0_usize..200, 0..20),
            other in prop::collection::btree_set(0_usize..200, 0..20),
        ) {
            let (a, b) = (set(&one), set(&other));
            prop_assert_eq!(a.is_disjoint(&b), one.is_disjoint(&other));
            prop_assert_eq!(a.len(), one.len());
            prop_assert_eq!(a.is_empty(), one.is_empty());
            prop_assert_eq!(a.has_target(), one.contains(&0));
            let mut both = a.clone();
            both.extend(&b);
            for number in 0..200 {
                let there = one.contains(&number) || other.contains(&number);
                prop_assert_eq!(both.has(number), there);
            }
        }
    }
}
