//! Ids of entries: short and plain enough for case ids, and each once.

use std::collections::{HashMap, HashSet};

use crate::target::Entry;

/// Longer ids are cut: they stand in case ids.
const LONGEST: usize = 64;

/// `name` as it can stand in a case id.
pub(super) fn short(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    if name.chars().all(|letter| plain(letter) || letter == '/')
        && (1..=LONGEST).contains(&name.len())
    {
        return name.to_owned();
    }
    let words: Vec<&str> = name
        .split(|letter: char| !plain(letter))
        .filter(|word| !word.is_empty())
        .collect();
    let id: String = words.join("-").chars().take(LONGEST).collect();
    match id.is_empty() {
        true => "entry".to_owned(),
        false => id,
    }
}

/// Numbers the ids that are there twice: `a`, `a-2`.
pub(super) fn make_unique(entries: &mut [Entry]) {
    let mut taken: HashSet<String> = HashSet::new();
    let mut last: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let base = entry.id.clone();
        while taken.contains(&entry.id) {
            let number = last.entry(base.clone()).or_insert(1);
            *number += 1;
            entry.id = format!("{base}-{number}");
        }
        taken.insert(entry.id.clone());
    }
}
