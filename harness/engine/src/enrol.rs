//! Registration: implied set-up when an identity first acts.

use model::credential::CredentialValue;
use model::role::Role;
use model::step::Step;
use model::target::Target;
use model::template::references;
use serde_json::Value;

use crate::act::Actor;
use crate::fault::ActFault;
use crate::roster::Purpose;
use crate::setup::Boxed;
use crate::wallet::provider;

impl Actor<'_> {
    /// Makes everybody known to the target who has a part in a step: who acts, whose credentials it
    /// carries, and whose attributes it names.
    pub async fn introduce(&mut self, step: &Step, role: &str, act: u32) -> Result<(), ActFault> {
        for who in others(step) {
            self.enrol(&who, None, act).await?;
        }
        self.wallet.meet(role);
        self.wallet.meet(provider(role));
        // On an open socket acts who opened it, unless the step says otherwise.
        let acts = matches!(
            step,
            Step::Call(_) | Step::Http(_) | Step::Open(_) | Step::Draw(_)
        );
        match acts || step.part().who.is_some() {
            true => self.enrol(role, step.op(), act).await,
            false => Ok(()),
        }
    }

    /// Registers a role, if its identity wants that and nobody has done it yet; not for an operation
    /// that does so itself, and not while the target is made ready.
    pub fn enrol<'f>(&'f mut self, role: &'f str, op: Option<&'f str>, act: u32) -> Boxed<'f, ()> {
        Box::pin(async move {
            self.wallet.meet(role);
            let principal = Role::of(role).principal;
            let register = self.wallet.unregistered(role).map(str::to_owned);
            let Some(register) = register.filter(|_| self.case.is_some()) else {
                return Ok(());
            };
            let itself = op.is_some_and(|op| does(self.target, op, &register));
            // What registering needs may be done by the same identity, which then is on its way.
            if itself || !self.wallet.enrolling.insert(principal.to_owned()) {
                return Ok(());
            }
            // Another case may be about to register the same.
            let gate = self.wallet.roster.gate(principal, Purpose::Register);
            let _held = gate.lock().await;
            let done = match self.wallet.unregistered(role).is_some() {
                true => self.imply(&register, principal, act).await,
                false => Ok(()),
            };
            self.wallet.enrolling.remove(principal);
            done
        })
    }
}

/// True when doing `op` does `other`, which it may run.
fn does(target: &Target, op: &str, other: &str) -> bool {
    let run = target.operations.get(op).map(|operation| &operation.run);
    op == other || run.is_some_and(|run| run.iter().any(|member| does(target, member, other)))
}

/// Who else has a part in a step.
pub fn others(step: &Step) -> Vec<String> {
    let uses = match step {
        Step::Call(call) => call.credential.as_slice(),
        Step::Open(open) => open.credential.as_slice(),
        _ => &[],
    };
    let owners = uses.iter().filter_map(|used| match &used.value {
        CredentialValue::Of(role) => Some(role.clone()),
        _ => None,
    });
    let written = serde_json::to_value(step).unwrap_or(Value::Null);
    let named = references(&written).into_iter();
    let named = named.filter_map(|name| name.strip_prefix("identities.")?.split_once('.'));
    owners.chain(named.map(|(who, _)| who.to_owned())).collect()
}
