//! Each verb by what does it: many acts, one act on each socket of a set, or one exchange.

use model::plan::Act;
use model::step::Step;

use crate::act::{Actor, Seen};
use crate::bind::{self, Doing};
use crate::fault::ActFault;

impl Actor<'_> {
    /// Does a step.
    pub async fn step(&mut self, act: &Act, role: &str) -> Result<Seen, ActFault> {
        if let Step::Burst(burst) = &act.what {
            return self.burst(burst, act).await;
        }
        if let Step::Race(race) = &act.what {
            return self.race(race, act).await;
        }
        if let Step::Sample(sample) = &act.what {
            return self.sample(sample, act).await;
        }
        if let Step::Open(open) = &act.what
            && let Some(count) = open.count
        {
            return self.open_set((open, count), act, role).await;
        }
        if let Step::Broadcast(broadcast) = &act.what {
            return self.broadcast(broadcast, act, role).await;
        }
        match self.on_set(act, role).await? {
            Some(seen) => Ok(seen),
            None => self.single(act, role).await,
        }
    }

    /// Does a step that is one exchange, or one act on one socket.
    pub async fn single(&mut self, act: &Act, role: &str) -> Result<Seen, ActFault> {
        self.introduce(&act.what, role, act.number).await?;
        let socket = match &act.what {
            Step::Open(open) => Some(&open.op),
            Step::Send(send) => send.op.as_ref(),
            _ => None,
        };
        if let Some(op) = socket {
            self.wallet.enter(bind::operation(self.target, op)?, role)?;
        }
        let seen = self.verb(act, role).await;
        if socket.is_some() {
            self.wallet.leave();
        }
        seen
    }

    async fn verb(&mut self, act: &Act, role: &str) -> Result<Seen, ActFault> {
        match &act.what {
            Step::Call(call) => {
                let mut seen = self.operate(Doing::of_call(call, role), act.number).await?;
                self.capture(role, &call.capture, &mut seen);
                Ok(seen)
            }
            Step::Http(http) => self.spelled_out(http, role).await,
            Step::Open(open) => self.open(open, act, role).await,
            Step::Send(send) => self.send(send, act, role).await,
            Step::Await(step) => self.listen(step, role).await,
            Step::Quiet(step) => self.silence(step, role).await,
            Step::HangUp(step) => {
                self.hang_up(std::slice::from_ref(&step.socket), step.how)
                    .await
            }
            Step::Stall(step) => self.stall(&step.socket).await,
            Step::Listen(step) => self.serve(step, act).await,
            Step::Audit(step) => self.audit(step, act, role).await,
            Step::Draw(step) => self.draw(step, act, role).await,
            Step::Advance(step) => self.advance(step, act, role).await,
            other => Err(ActFault::File(format!(
                "this version does not do `{}`",
                other.verb()
            ))),
        }
    }
}
