//! What a case makes up: fresh values, some of them only when what they are like is known, and the
//! attributes of a stranger.

use std::collections::HashMap;

use model::identity::Identity;
use model::plan::Steps;
use model::role::Role;
use model::scenario::Fresh;
use model::secret::Secret;
use model::step::Step;
use model::template;

use crate::wallet::Wallet;

impl Wallet<'_> {
    /// What the case's steps make: values, some of them only when what they are like is known, and
    /// captures.
    pub fn plan(&mut self, steps: &Steps) {
        for step in steps.acts().flat_map(|act| act.what.all()) {
            match step {
                Step::Call(call) => self.captured.extend(call.capture.keys().cloned()),
                Step::Http(http) => self.captured.extend(http.capture.keys().cloned()),
                _ => {}
            }
        }
        self.unmade = steps.values.clone();
        self.make_values();
    }

    /// Forgets what the last batch of a race captured, made up and opened: members of pools are others in
    /// the next, and so are addresses.
    pub fn afresh(&mut self, steps: &Steps) {
        let target = self.target;
        let is_pool = |role: &str| {
            let known = target.identities.get(Role::of(role).identity);
            known.is_some_and(|known| known.size().is_some())
        };
        self.held.retain(|name, _| name.starts_with("listen."));
        self.members.retain(|who, _| !is_pool(who));
        self.enrolled.retain(|who| !is_pool(who));
        self.credentials.retain(|(role, _), _| !is_pool(role));
        self.fetched.retain(|(role, _), _| !is_pool(role));
        self.forget_yields_of(is_pool);
        self.opened.clear();
        self.addresses.forget();
        self.unmade = steps.values.clone();
        self.make_values();
    }

    /// True for a name that the target should have given by now.
    pub fn awaits(&self, name: &str) -> bool {
        self.captured.contains(name) || self.unmade.contains_key(name)
    }

    /// Makes the values that can be made by now.
    pub fn make_values(&mut self) {
        for (name, value) in std::mem::take(&mut self.unmade) {
            let made = match &value.fresh {
                Fresh::Uuid => Some(self.source.uuid()),
                Fresh::Email => Some(self.source.email()),
                Fresh::Password => Some(self.source.password()),
                Fresh::Pkce => {
                    let pair = self.source.pkce();
                    let label = format!("code verifier {name}");
                    self.redactor.register(&label, &Secret::new(&pair.verifier));
                    self.held.insert(format!("{name}.verifier"), pair.verifier);
                    self.held
                        .insert(format!("{name}.challenge"), pair.challenge);
                    continue;
                }
                Fresh::Like(model) => {
                    let model =
                        template::Template(model.clone()).fill(&|name| self.look("user", name));
                    let others: Vec<&str> = self.held.values().map(String::as_str).collect();
                    model
                        .ok()
                        .and_then(|model| self.source.like(&model, &others))
                }
            };
            match made {
                Some(made) => {
                    self.held.insert(name, made);
                }
                None => {
                    self.unmade.insert(name, value);
                }
            }
        }
    }

    /// Gives a stranger the attributes of `user`, in the same shape and never registered.
    pub fn meet_stranger(&mut self, principal: &str) {
        if self.strangers.contains_key(principal) {
            return;
        }
        let mut attributes = HashMap::new();
        let Some(Identity::Known(known)) = self.target.identities.get("user") else {
            return;
        };
        for name in known.attributes.keys() {
            if let Some(model) = self.attribute("user", name) {
                // What cannot be unlike the user's own is left out: a stranger is not `user`.
                if let Some(made) = self.source.like(&model, &[]) {
                    attributes.insert(name.clone(), made);
                }
            }
        }
        self.strangers.insert(principal.to_owned(), attributes);
    }
}
