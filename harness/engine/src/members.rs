//! Sets of sockets: opened one by one under numbered names, and afterwards meant all together.

use std::time::{Duration, Instant};

use model::name::Name;
use model::plan::Act;
use model::span::Span;
use model::step::{Await, HangUp, Open, Quiet, Send, Stall, Step};

use crate::act::{Actor, Seen};
use crate::fault::ActFault;
use crate::refusing;
use crate::tally::Tally;

/// The role of the attempt, lane or socket with this number: `user/s*` is user/s1, user/s2, and so on, and
/// `pool/each` another member of the pool for each.
pub fn numbered(role: &str, number: u64) -> String {
    match (role.strip_suffix('*'), role.strip_suffix("/each")) {
        (Some(session), _) => format!("{session}{number}"),
        (None, Some(pool)) => format!("{pool}/{number}"),
        (None, None) => role.to_owned(),
    }
}

impl Actor<'_> {
    /// The sockets that a name stands for: the members of a set, or itself.
    pub fn members(&self, socket: &str) -> Vec<Name> {
        match self.sets.get(socket) {
            Some(count) => (1..=*count)
                .map(|number| format!("{socket}/{number}"))
                .collect(),
            None => vec![socket.to_owned()],
        }
    }

    /// Opens the sockets of a set.
    pub async fn open_set(
        &mut self,
        (open, count): (&Open, u32),
        act: &Act,
        role: &str,
    ) -> Result<Seen, ActFault> {
        let mut tally = Tally::new();
        for number in 1..=count {
            let role = numbered(role, number.into());
            let one = Open {
                socket: open.socket.as_ref().map(|set| format!("{set}/{number}")),
                count: None,
                ..open.clone()
            };
            let seen = self
                .single(&with(act, Step::Open(Box::new(one))), &role)
                .await?;
            tally.add(seen, self);
        }
        if let Some(set) = &open.socket {
            self.sets.insert(set.clone(), count);
        }
        let outcome = judge::together(&tally.attempts);
        Ok(tally.seen(outcome))
    }

    /// Does a step on every socket of a set, within one time for all of them; `None` when it names no set.
    pub async fn on_set(&mut self, act: &Act, role: &str) -> Result<Option<Seen>, ActFault> {
        let set = act
            .what
            .socket()
            .filter(|socket| self.sets.contains_key(*socket));
        let (Some(set), false) = (set, matches!(act.what, Step::Open(_))) else {
            return Ok(None);
        };
        let members = self.members(set);
        if let Step::HangUp(HangUp { how, .. }) = &act.what {
            return self.hang_up(&members, *how).await.map(Some);
        }
        let began = Instant::now();
        let mut tally = Tally::new();
        for (number, socket) in (1..).zip(members) {
            let Some(what) = self.on(&act.what, socket, began.elapsed()) else {
                return Ok(None);
            };
            let seen = self
                .single(&with(act, what), &numbered(role, number))
                .await?;
            tally.add(seen, self);
        }
        let outcome = judge::together(&tally.attempts);
        Ok(Some(tally.seen(outcome)))
    }

    /// The step on one socket, in what is left of its time.
    fn on(&self, step: &Step, socket: Name, passed: Duration) -> Option<Step> {
        let left = |within: Option<Span>| {
            let whole = refusing::patience(self.target, within);
            Some(Span(
                whole.saturating_sub(passed).max(Duration::from_millis(1)),
            ))
        };
        Some(match step.clone() {
            Step::Send(it) => Step::Send(Send { socket, ..it }),
            Step::Await(it) => Step::Await(Await {
                socket,
                within: left(it.within),
                ..it
            }),
            Step::Quiet(it) => Step::Quiet(Quiet {
                socket,
                within: left(it.within),
                ..it
            }),
            Step::Stall(it) => Step::Stall(Stall { socket, ..it }),
            _ => return None,
        })
    }
}

/// The same act, with another step.
pub fn with(act: &Act, what: Step) -> Act {
    Act {
        what,
        ..act.clone()
    }
}
