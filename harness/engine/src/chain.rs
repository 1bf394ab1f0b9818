//! Chains of operations: each knows what those before it have yielded.

use indexmap::IndexMap;
use model::observation::Outcome;
use model::role::Role;

use crate::act::{Actor, Seen};
use crate::bind::Doing;
use crate::fault::ActFault;
use crate::roster::Purpose;

impl Actor<'_> {
    /// A login of several requests: of two for one account at a time, the newer may end the older.
    pub(crate) async fn log_in(
        &mut self,
        chain: &[String],
        doing: Doing<'_>,
        act: u32,
    ) -> Result<Seen, ActFault> {
        let who = Role::of(doing.role).principal.to_owned();
        if !self.wallet.logging_in.insert(who.clone()) {
            return self.run(chain, doing, act).await;
        }
        let gate = self.wallet.roster.gate(&who, Purpose::LogIn);
        let _held = gate.lock().await;
        let seen = self.run(chain, doing, act).await;
        self.wallet.logging_in.remove(&who);
        seen
    }

    /// Runs operations in turn; each knows what those before it have yielded. What became of the first
    /// that is not accepted became of the run.
    pub(crate) async fn run(
        &mut self,
        chain: &[String],
        doing: Doing<'_>,
        act: u32,
    ) -> Result<Seen, ActFault> {
        let mut outputs = IndexMap::new();
        let mut last = None;
        for (index, name) in chain.iter().enumerate() {
            let link = Doing { op: name, ..doing };
            let mut seen = self.operate(link, act).await?;
            let is_last = index + 1 == chain.len();
            if !matches!(seen.outcome, Outcome::Accepted(_)) {
                seen.link.get_or_insert_with(|| name.clone());
                return Ok(seen);
            }
            if !is_last {
                self.must_work(name, doing.role, &seen, act)?;
            }
            self.wallet.pass_on(&seen.outputs);
            outputs.extend(seen.outputs.clone());
            last = Some(seen);
        }
        let last = last.ok_or_else(|| ActFault::File(format!("`{}` is empty", doing.op)))?;
        self.ended(doing.op, &[doing.role.to_owned()]);
        Ok(Seen { outputs, ..last })
    }
}
