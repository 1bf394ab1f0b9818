//! Credentials that are of no more use: an operation that was accepted has ended them.

use model::secret::Secret;

use crate::act::Actor;
use crate::place::Placed;
use crate::wallet::Wallet;

impl Actor<'_> {
    /// Drops what an accepted operation ends from the hands of those whose credentials it carried.
    pub fn ended(&mut self, op: &str, owners: &[String]) {
        let target = self.target;
        let own = target.operations.get(op).map(|operation| &operation.ends);
        let by = target.credentials.iter();
        let by = by.filter(|(_, credential)| credential.ends_by.as_deref() == Some(op));
        let names = own.into_iter().flatten().chain(by.map(|(name, _)| name));
        for name in names {
            for owner in owners {
                self.wallet.end(owner, name);
                self.wallet.forget_yields(owner, name);
            }
        }
    }
}

impl Wallet<'_> {
    /// The roles to which what is placed belongs: who acts, when nothing is.
    pub fn owners(&self, role: &str, placed: &[Placed]) -> Vec<String> {
        if placed.is_empty() {
            return vec![role.to_owned()];
        }
        let is_placed = |name: &str, secret: &Secret| {
            placed.iter().any(|placed| {
                placed.credential == name && placed.value == secret.expose().as_bytes()
            })
        };
        let kept = self.credentials.iter();
        let kept = kept.filter(|((_, name), secret)| is_placed(name, secret));
        let mut owners: Vec<String> = kept.map(|((role, _), _)| role.clone()).collect();
        let own = placed.iter().any(|placed| {
            let own = self.credential(role, &placed.credential);
            own.is_some_and(|own| is_placed(&placed.credential, &own))
        });
        owners.extend(own.then(|| role.to_owned()));
        owners.sort();
        owners.dedup();
        owners
    }

    fn end(&mut self, role: &str, name: &str) {
        let ended = self.credential(role, name);
        self.drop_credential(role, name);
        // What comes from outside stays in hand, and must not be sent again.
        if let (Some(ended), Some(held)) = (ended, self.credential(role, name))
            && ended == held
        {
            self.note_ended(held);
        }
    }

    /// Why a role has no such credential.
    pub fn lacks(&self, role: &str, name: &str) -> String {
        let held = self.held(role, name);
        match held.is_some_and(|held| self.ended.contains(held)) {
            true => format!("`{name}` of `{role}` comes from outside, and was ended before"),
            false => format!("`{role}` has no credential `{name}`"),
        }
    }

    /// Takes a credential out of hand.
    pub fn drop_credential(&mut self, role: &str, name: &str) {
        let key = (role.to_owned(), name.to_owned());
        self.credentials.remove(&key);
    }
}
