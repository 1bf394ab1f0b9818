//! What is known only while an operation runs: values that it makes, what those that it runs have
//! yielded, and the cookies that were set on the way.

use std::collections::HashMap;

use indexmap::IndexMap;
use model::name::Name;
use model::operation::Operation;
use model::scenario::Fresh;
use model::secret::Secret;
use model::template::Template;
use serde_json::Value;

use crate::fault::ActFault;
use crate::jar::Jar;
use crate::wallet::Wallet;

/// What is known while an operation runs.
#[derive(Debug, Default)]
pub struct Scope {
    /// By the names that operations use.
    known: HashMap<Name, Value>,
    /// Cookies that were set since it began.
    pub jar: Jar,
    /// True when it runs others: cookies are kept for those that follow.
    pub runs: bool,
}

impl Wallet<'_> {
    /// Begins an operation. True when it is the outermost one, which must [`leave`](Self::leave).
    pub fn enter(&mut self, op: &Operation, role: &str) -> Result<bool, ActFault> {
        let outermost = self.scope.is_none();
        let scope = self.scope.get_or_insert_default();
        scope.runs |= !op.run.is_empty();
        let made = self.made(op, role);
        if made.is_err() && outermost {
            self.leave();
        }
        made.map(|()| outermost)
    }

    /// Ends the outermost operation.
    pub fn leave(&mut self) {
        self.scope = None;
    }

    /// A value that an operation made, or what an operation before it in the same run has yielded.
    pub fn underway(&self, name: &str) -> Option<&Value> {
        self.scope.as_ref()?.known.get(name)
    }

    /// Makes what an operation has yielded known to those that run after it.
    pub fn pass_on(&mut self, outputs: &IndexMap<Name, String>) {
        if let Some(scope) = &mut self.scope {
            let outputs = outputs.iter();
            let outputs = outputs.map(|(name, value)| (name.clone(), Value::from(value.as_str())));
            scope.known.extend(outputs);
        }
    }

    fn made(&mut self, op: &Operation, role: &str) -> Result<(), ActFault> {
        for (name, value) in &op.values {
            let made = match &value.fresh {
                Fresh::Uuid => self.source.uuid(),
                Fresh::Email => self.source.email(),
                Fresh::Password => {
                    let made = self.source.password();
                    self.redactor.register(name, &Secret::new(&made));
                    made
                }
                Fresh::Pkce => {
                    self.make_pair(name, role);
                    continue;
                }
                Fresh::Like(model) => {
                    let model = Template(model.clone()).fill(&|name| self.look(role, name))?;
                    self.source
                        .like(&model, &[])
                        .ok_or_else(|| ActFault::Unmet(format!("nothing is like `{name}`")))?
                }
            };
            self.know(name, made);
        }
        Ok(())
    }

    fn make_pair(&mut self, name: &str, role: &str) {
        let pair = self.source.pkce();
        let label = format!("code verifier of {role}");
        self.redactor.register(&label, &Secret::new(&pair.verifier));
        self.know(&format!("{name}.verifier"), pair.verifier);
        self.know(&format!("{name}.challenge"), pair.challenge);
    }

    fn know(&mut self, name: &str, value: String) {
        if let Some(scope) = &mut self.scope {
            scope.known.insert(name.to_owned(), Value::String(value));
        }
    }
}
