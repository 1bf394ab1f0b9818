//! Whether an act shows a secret: the texts that are read for some, and what the case knows.

use model::clean::Clean;
use model::identity::{Attribute, MadeUp};
use model::plan::{Act, Expected, Predicate};
use model::secret::Secret;
use model::step::Step;

use crate::act::{Actor, Seen};
use crate::wallet::Wallet;

/// What attributes are called that are secrets; an address may come from the environment as well.
const SECRET: [&str; 4] = ["pass", "secret", "token", "pin"];

impl Actor<'_> {
    /// Whether what an act shows is free of secrets, where an expectation asks.
    pub fn secrets(&self, act: &Act, seen: &Seen, mine: &[Expected]) -> Option<(bool, Clean)> {
        let asks = |expected: &Expected| expected.predicate == Predicate::NoSecret;
        if !mine.iter().any(asks) {
            return None;
        }
        let known = self.wallet.secrets();
        match &act.what {
            // Of all that was recorded, what the case has caused.
            Step::Audit(_) => {
                let records = seen.raw.frames.iter();
                judge::secrets(records.map(|it| it.frame.payload.as_slice()), &known)
            }
            _ => {
                let answer = seen.raw.answer.iter();
                judge::secrets(answer.map(|it| it.body.as_slice()), &known)
            }
        }
    }
}

impl Wallet<'_> {
    /// The credentials and passwords that the case knows, by what they are called.
    fn secrets(&self) -> Vec<(String, Secret)> {
        let mut all: Vec<(String, Secret)> = Vec::new();
        for ((role, credential), secret) in &self.credentials {
            all.push((format!("{credential} of {role}"), secret.clone()));
        }
        let ended = self.ended.iter().cloned();
        all.extend(ended.map(|secret| ("an ended credential".to_owned(), secret)));
        for (who, identity) in &self.target.identities {
            for credential in self.target.credentials.keys() {
                let held = self.held(who, credential).cloned();
                all.extend(held.map(|secret| (format!("{credential} of {who}"), secret)));
            }
            let attributes = identity.known().into_iter();
            for (name, attribute) in attributes.flat_map(|known| known.all()) {
                if !is_secret(name, attribute) {
                    continue;
                }
                let members = self.members.keys().map(String::as_str);
                let members = members.filter(|member| member.split('/').next() == Some(who));
                for role in members.chain([who.as_str()]) {
                    let value = self.attribute(role, name);
                    all.extend(value.map(|it| (format!("{name} of {role}"), Secret::new(it))));
                }
            }
        }
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }
}

fn is_secret(name: &str, attribute: &Attribute) -> bool {
    match attribute {
        Attribute::Text(_) => false,
        Attribute::Fresh(made) => made.fresh == MadeUp::Password,
        Attribute::Given(_) => SECRET.iter().any(|word| name.contains(word)),
    }
}
