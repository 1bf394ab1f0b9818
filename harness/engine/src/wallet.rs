//! What one case has in hand: captures, fresh values, credentials of each role, and the redactor
//! that knows them all. Nothing of it outlives the case.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use judge::Cause;
use model::clean::Redactor;
use model::identity::{Attribute, Identity, KnownIdentity};
use model::name::Name;
use model::role::{ANONYMOUS, DEFAULT, Role, STRANGER};
use model::scenario::FreshValue;
use model::secret::Secret;
use model::target::Target;
use serde_json::Value;

use crate::clock::Clock;
use crate::custody::Custody;
use crate::fresh::Source;
use crate::giving_back::Begun;
use crate::leases::{Leases, Takes};
use crate::roster::Roster;
use crate::scope::Scope;
use crate::source::Addresses;
use crate::time::Moment;
use crate::vault::Vault;

/// What one case has in hand.
pub struct Wallet<'a> {
    pub(crate) target: &'a Target,
    vault: &'a Vault,
    pub(crate) source: Source,
    pub(crate) unmade: IndexMap<Name, FreshValue>,
    /// Captures and fresh values, by the names that steps use.
    pub(crate) held: HashMap<Name, String>,
    pub(crate) credentials: HashMap<(Name, Name), Secret>,
    /// What operations have ended, whoever has it.
    pub(crate) ended: Vec<Secret>,
    /// What is known while an operation runs.
    pub(crate) scope: Option<Scope>,
    /// Outputs of operations run for an input: role, operation, output.
    yields: HashMap<(Name, Name, Name), String>,
    pub(crate) strangers: HashMap<Name, HashMap<Name, String>>,
    /// Whom the run made up.
    pub(crate) roster: Roster,
    /// Members of pools in this case: what was made up for them, and who has registered.
    pub(crate) members: HashMap<Name, HashMap<Name, String>>,
    pub(crate) enrolled: HashSet<Name>,
    /// Who is being registered, and who logs in.
    pub(crate) enrolling: HashSet<Name>,
    pub(crate) logging_in: HashSet<Name>,
    /// Symbolic source addresses.
    pub addresses: Addresses,
    /// What the steps of the case capture.
    pub(crate) captured: HashSet<Name>,
    pub(crate) marks: HashMap<Name, Moment>,
    /// What was recorded already before the step with each mark.
    pub(crate) records: HashMap<Name, Vec<Value>>,
    /// What is known of the step with each mark.
    pub(crate) causes: HashMap<Name, Cause>,
    /// The token with which each socket was opened.
    pub(crate) opened: HashMap<Name, Secret>,
    /// When the credentials were given that no step asked for: role, credential.
    pub(crate) fetched: HashMap<(Name, Name), Moment>,
    /// What the target's clock says.
    pub clock: Clock,
    /// Where secrets go that other cases must know as well.
    custody: Custody,
    /// How many of them this case knows.
    heard: usize,
    /// Sessions that cases share.
    pub leases: Leases,
    /// What it shares with other cases, and what is its own.
    pub takes: Takes,
    /// Sessions that it has to give back.
    pub begun: Vec<Begun>,
    /// Knows every secret of the case.
    pub redactor: Redactor,
}

/// Who yields the inputs of a role: without a credential one asks for what belongs to `user`.
pub fn provider(role: &str) -> &str {
    if role == ANONYMOUS { DEFAULT } else { role }
}

impl<'a> Wallet<'a> {
    /// A wallet that holds nothing but what the target file gives, and knows what others learned.
    pub fn new(
        target: &'a Target,
        vault: &'a Vault,
        source: Source,
        custody: Custody,
    ) -> Wallet<'a> {
        let mut redactor = Redactor::default();
        for (label, secret) in vault.all(target) {
            redactor.register_word(&label, secret);
        }
        let heard = custody.tell(&mut redactor, 0);
        Wallet {
            target,
            vault,
            source,
            unmade: IndexMap::new(),
            held: HashMap::new(),
            credentials: HashMap::new(),
            ended: Vec::new(),
            scope: None,
            yields: HashMap::new(),
            strangers: HashMap::new(),
            roster: Roster::default(),
            members: HashMap::new(),
            enrolled: HashSet::new(),
            enrolling: HashSet::new(),
            logging_in: HashSet::new(),
            addresses: Addresses::default(),
            captured: HashSet::new(),
            marks: HashMap::new(),
            records: HashMap::new(),
            causes: HashMap::new(),
            opened: HashMap::new(),
            fetched: HashMap::new(),
            clock: Clock::default(),
            custody,
            heard,
            leases: Leases::default(),
            takes: Takes::default(),
            begun: Vec::new(),
            redactor,
        }
    }

    /// Learns the secrets that other cases have learned since.
    pub fn hear(&mut self) {
        self.heard = self.custody.tell(&mut self.redactor, self.heard);
    }

    /// Registers a secret that the target gave, for this case and those after it.
    pub fn learn(&mut self, label: &str, value: &str) {
        let secret = Secret::new(value);
        self.redactor.register_word(label, &secret);
        self.custody.take(label, &secret);
    }

    /// The same for an output that may be no secret at all: short ones stay, unless they look like a
    /// code that somebody was sent.
    pub fn learn_output(&mut self, label: &str, value: &str) {
        if value.bytes().all(|octet| octet.is_ascii_digit()) {
            return self.learn(label, value);
        }
        let secret = Secret::new(value);
        self.redactor.register(label, &secret);
        self.custody.take(label, &secret);
    }

    /// Keeps a capture, and registers it as a secret.
    pub fn capture(&mut self, name: &str, value: &str) {
        self.learn_output(name, value);
        self.held.insert(name.to_owned(), value.to_owned());
        self.make_values();
    }

    /// Keeps where a listener of ours is reached.
    pub fn listens(&mut self, name: &str, url: String) {
        self.held.insert(format!("listen.{name}.url"), url);
    }

    /// Keeps a credential of a role.
    pub fn keep_credential(&mut self, role: &str, credential: &str, value: &str) {
        self.learn(&format!("{credential} of {role}"), value);
        self.credentials
            .insert((role.to_owned(), credential.to_owned()), Secret::new(value));
    }

    /// A credential of a role: kept in this case, or brought along by the identity.
    pub fn credential(&self, role: &str, credential: &str) -> Option<Secret> {
        let key = (role.to_owned(), credential.to_owned());
        if let Some(secret) = self.credentials.get(&key) {
            return Some(secret.clone());
        }
        let held = self.held(role, credential);
        held.filter(|held| !self.ended.contains(held)).cloned()
    }

    /// What the identity of a role brings along.
    pub fn held(&self, role: &str, credential: &str) -> Option<&'a Secret> {
        self.vault.held(Role::of(role).identity, credential)
    }

    /// Keeps what an operation yielded for an input.
    pub fn keep_yield(&mut self, role: &str, op: &str, output: &str, value: &str) {
        let key = (role.to_owned(), op.to_owned(), output.to_owned());
        self.yields.insert(key, value.to_owned());
    }

    /// Drops what operations yielded that carried a credential which has ended since: it may have ended
    /// with it, as the id of a session does.
    pub fn forget_yields(&mut self, role: &str, credential: &str) {
        let target = self.target;
        let carried = |op: &str| {
            let needs = target.operations.get(op).into_iter();
            let mut needs = needs.flat_map(|op| op.needs.iter().flat_map(|need| need.entries()));
            needs.any(|(name, _)| name == credential)
        };
        self.yields
            .retain(|(who, op, _), _| who != role || !carried(op));
    }

    /// Drops what operations yielded for these roles.
    pub fn forget_yields_of(&mut self, of: impl Fn(&str) -> bool) {
        self.yields.retain(|(who, ..), _| !of(who));
    }

    /// What an operation yielded for an input.
    pub fn yielded(&self, role: &str, op: &str, output: &str) -> Option<String> {
        self.yields
            .get(&(role.to_owned(), op.to_owned(), output.to_owned()))
            .cloned()
    }

    /// Answers a reference for an act of `role`: what is known while an operation runs, captures and values, its attributes and those of
    /// others, its credentials, the contract.
    pub fn look(&self, role: &str, name: &str) -> Option<Value> {
        if let Some(value) = self.underway(name) {
            return Some(value.clone());
        }
        if let Some(value) = self.held.get(name) {
            return Some(Value::String(value.clone()));
        }
        let text = match name.split_once('.') {
            Some(("identity", attribute)) => self.attribute(role, attribute),
            Some(("identities", rest)) => {
                let (who, attribute) = rest.split_once('.')?;
                self.attribute(who, attribute)
            }
            Some(("contract", path)) => return self.contract(path),
            _ => self
                .credential(role, name)
                .map(|secret| secret.expose().to_owned()),
        };
        text.map(Value::String)
    }

    pub(crate) fn attribute(&self, who: &str, attribute: &str) -> Option<String> {
        let Role {
            identity,
            principal,
            ..
        } = Role::of(who);
        if identity == STRANGER {
            return self.strangers.get(principal)?.get(attribute).cloned();
        }
        match self.target.identities.get(identity)? {
            Identity::Visitor(_) => None,
            Identity::Known(known) => match self.of_account(known, principal, attribute)? {
                Attribute::Text(text) => Some(text.clone()),
                Attribute::Fresh(_) => self.made_up(principal, attribute),
                Attribute::Given(given) => self
                    .vault
                    .get(given)
                    .map(|secret| secret.expose().to_owned()),
            },
        }
    }

    /// An attribute as the target file has it: that of an account stands before what all have in common.
    fn of_account<'k>(
        &self,
        known: &'k KnownIdentity,
        principal: &str,
        attribute: &str,
    ) -> Option<&'k Attribute> {
        let leased = self.takes.leased.get(principal);
        let account = leased.and_then(|place| known.accounts.get(*place));
        account
            .and_then(|account| account.get(attribute))
            .or_else(|| known.attributes.get(attribute))
    }

    fn contract(&self, path: &str) -> Option<Value> {
        let contract = serde_json::to_value(&self.target.contract).ok()?;
        path.split('.')
            .try_fold(contract, |value, key| value.get(key).cloned())
    }

    /// The keys of the target by their names.
    pub fn keys(&self) -> &'a HashMap<String, forge::Key> {
        self.vault.keys()
    }
}
