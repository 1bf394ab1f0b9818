//! Secrets of the whole run: those that the target file gives, and the latest that the target gave. A
//! target may show in one case what it gave in another.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use model::clean::Redactor;
use model::credential::Given;
use model::identity::{Attribute, Identity};
use model::secret::Secret;
use model::target::Target;

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

/// The secrets that a target file gives by reference, with what they are called.
pub fn given(target: &Target) -> Vec<(String, Given)> {
    let mut all = Vec::new();
    for (name, key) in &target.keys {
        let secrets = [&key.secret, &key.private].into_iter().flatten();
        all.extend(secrets.map(|given| (format!("key {name}"), given.clone())));
    }
    for (who, identity) in &target.identities {
        let Identity::Known(known) = identity else {
            continue;
        };
        let attributes = known.attributes.iter();
        let secrets = attributes.filter_map(|(name, attribute)| match attribute {
            Attribute::Given(given) => Some((name, given.clone())),
            Attribute::Fresh(_) | Attribute::Text(_) => None,
        });
        let held = known.holds.iter().filter_map(|(name, held)| {
            let env = held.env.clone()?;
            Some((name, Given { env }))
        });
        let named = secrets.chain(held);
        all.extend(named.map(|(name, given)| (format!("{name} of {who}"), given)));
    }
    all
}
