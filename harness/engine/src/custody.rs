//! Secrets of the whole run: the latest that the target gave. It may show in one case what it gave in
//! another.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use model::clean::{Known, Redactor};
use model::secret::Secret;

/// Secrets that are remembered; each makes the cleaning of every text a little slower.
const REMEMBERED: usize = 200;

/// Remembers the latest secrets, for all cases.
#[derive(Debug, Clone, Default)]
pub struct Custody(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    latest: VecDeque<Known>,
    /// How many were taken since the run began.
    taken: usize,
}

impl Custody {
    /// Takes a secret; the oldest goes when there are too many.
    pub fn take(&self, label: &str, secret: &Secret) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.latest.iter().any(|known| known.is(secret)) {
            return;
        }
        if kept.latest.len() == REMEMBERED {
            kept.latest.pop_front();
        }
        kept.latest.push_back(Known::of(label, secret));
        kept.taken += 1;
    }

    /// Tells a redactor all that were taken since it had heard of so many; how many there are now.
    pub fn tell(&self, redactor: &mut Redactor, heard: usize) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = kept.taken.saturating_sub(heard).min(kept.latest.len());
        for known in kept.latest.iter().skip(kept.latest.len() - new) {
            redactor.learn(known);
        }
        kept.taken
    }
}
