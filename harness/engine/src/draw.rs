//! One-time codes, sent and read one after the other. What they are stays here: only how many there were
//! of a kind is written.

use indexmap::IndexMap;
use model::observation::Outcome;
use model::plan::Act;
use model::step::Draw;

use crate::act::{Actor, Seen};
use crate::bind::Doing;
use crate::fault::ActFault;
use crate::members::numbered;

/// What the operation that reads a code yields.
const CODE: &str = "code";

impl Actor<'_> {
    /// Draws codes.
    pub async fn draw(&mut self, step: &Draw, act: &Act, role: &str) -> Result<Seen, ActFault> {
        let declared = self.target.contract.codes.as_ref();
        let declared = declared
            .ok_or_else(|| ActFault::File("the contract declares no `codes`".to_owned()))?;
        let with = IndexMap::new();
        let mut codes = Vec::new();
        let mut last = Seen::without(Outcome::Done);
        for number in 1..=step.times {
            let from = step.part.from.as_ref();
            let from = from.map(|from| numbered(from, number.into()));
            for op in [&step.send, &step.read] {
                let doing = Doing {
                    from: from.as_ref(),
                    ..Doing::own(op, role, &with)
                };
                last = self.operate(doing, act.number).await?;
                if !matches!(last.outcome, Outcome::Accepted(_)) {
                    let why = format!("`{op}` for code {number} was {}", last.outcome);
                    last.outcome = Outcome::Unclear(self.wallet.redactor.clean(&why));
                    return Ok(last);
                }
            }
            let code = last.outputs.get(CODE).cloned();
            codes.push(
                code.ok_or_else(|| {
                    ActFault::Unmet(format!("`{}` yielded no `{CODE}`", step.read))
                })?,
            );
        }
        last.outcome = Outcome::Done;
        last.counts = judge::drawn(&codes, declared);
        Ok(last)
    }
}
