//! Planted defects: what one is, and the list that the folder `defects/` makes.

use crate::{Policy, System};

include!(concat!(env!("OUT_DIR"), "/defects.rs"));

/// A switchable fault of the reference server.
#[derive(Debug)]
pub struct Defect {
    /// Stable id in kebab case; the file name with underscores.
    pub id: &'static str,
    /// What the planted server does, in one sentence.
    pub summary: &'static str,
    /// The systems in which it can be planted.
    pub systems: &'static [System],
    /// Changes the conforming policy into the faulty one.
    pub plant: fn(&mut Policy),
}

/// Every defect, sorted by id.
pub fn defects() -> &'static [&'static Defect] {
    ALL
}

/// The defect with this id.
pub(crate) fn find(id: &str) -> Option<&'static Defect> {
    ALL.iter().copied().find(|defect| defect.id == id)
}

/// At most three ids that resemble a mistyped one, best first.
pub(crate) fn nearest(id: &str) -> Vec<&'static str> {
    const RESEMBLES: f64 = 0.5;
    let mut scored: Vec<_> = ALL
        .iter()
        .map(|defect| {
            (
                strsim::normalized_damerau_levenshtein(id, defect.id),
                defect.id,
            )
        })
        .filter(|(score, _)| *score >= RESEMBLES)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0));
    scored.into_iter().take(3).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_unique_and_described() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
        for defect in ALL {
            assert!(!defect.systems.is_empty(), "{}", defect.id);
            assert!(!defect.summary.is_empty(), "{}", defect.id);
        }
    }

    #[test]
    fn every_defect_changes_the_policy() {
        let conforming = format!("{:?}", Policy::default());
        for defect in ALL {
            let mut policy = Policy::default();
            (defect.plant)(&mut policy);
            assert_ne!(format!("{policy:?}"), conforming, "{}", defect.id);
        }
    }

    #[test]
    fn a_mistyped_id_finds_its_neighbour() {
        assert_eq!(nearest("alg-none-acepted")[0], "alg-none-accepted");
        assert!(nearest("zzz").is_empty());
    }
}
