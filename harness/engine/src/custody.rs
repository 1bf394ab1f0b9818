//! Secrets of the whole run: the latest that the target gave. It may show in one case what it gave in
//! another.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use model::clean::Redactor;
use model::secret::Secret;

/// Secrets that are remembered; each makes the cleaning of every text a little slower.
const REMEMBERED: usize = 200;

/// Remembers the latest secrets, for all cases.
#[derive(Debug, Clone, Default)]
pub struct Custody(Arc<Mutex<VecDeque<(String, Secret)>>>);

impl Custody {
    /// Takes a secret; the oldest goes when there are too many.
    pub fn take(&self, label: &str, secret: &Secret) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.iter().any(|(_, known)| known == secret) {
            return;
        }
        if kept.len() == REMEMBERED {
            kept.pop_front();
        }
        kept.push_back((label.to_owned(), secret.clone()));
    }

    /// Tells a redactor all of them.
    pub fn tell(&self, redactor: &mut Redactor) {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (label, secret) in kept.iter() {
            redactor.register(label, secret);
        }
    }
}
