//! Steps that are released together: those of a race, and those of a burst that are sent all at once.

use indexmap::IndexMap;
use judge::Classifier;
use model::name::Name;
use model::observation::Outcome;
use model::plan::{Act, Steps};
use model::step::{Race, Step};
use model::wire::Watch;

use crate::act::{Actor, Bound, Seen, role_of};
use crate::bind::{self, Doing};
use crate::fault::ActFault;
use crate::members::{numbered, with};
use crate::tally::Tally;

/// One of those that are released together, ready to be sent.
pub(crate) struct Lane {
    /// Its name; none in a burst.
    name: Option<Name>,
    role: String,
    pub bound: Bound,
    /// The operation, and whose credentials it carries: what it ends is gone.
    ends: Option<(Name, Vec<String>)>,
    captures: IndexMap<Name, Name>,
}

impl Actor<'_> {
    /// Does one batch of a race.
    pub async fn race(&mut self, race: &Race, act: &Act) -> Result<Seen, ActFault> {
        let mut tally = Tally::new();
        let mut lanes = Vec::new();
        for (name, lane) in &race.lanes {
            let mut act = with(act, (*lane.what).clone());
            if let Step::Open(open) = &mut act.what {
                open.socket.get_or_insert_with(|| name.clone());
            }
            for number in 1..=u64::from(lane.times.unwrap_or(1)) {
                let act = match &act.what {
                    // One that is not repeated is on its socket.
                    Step::Send(_) if lane.times.is_none() => act.clone(),
                    _ => from_numbered(&act, number),
                };
                let role = numbered(&role_of(&act), number);
                match self.lane(Some(name), &act, &role).await {
                    Ok(lane) => lanes.push(lane),
                    Err(ActFault::Unmet(why)) => {
                        return Err(ActFault::Unmet(format!("lane `{name}`: {why}")));
                    }
                    Err(fault) => return Err(fault),
                }
            }
        }
        self.release(lanes, &mut tally).await?;
        let outcome = judge::together(&tally.attempts);
        Ok(tally.seen(outcome))
    }

    /// One step so many times, all at once; what they need is done before.
    pub async fn all_at_once(
        &mut self,
        times: u32,
        act: &Act,
        tally: &mut Tally,
    ) -> Result<(), ActFault> {
        let mut lanes = Vec::new();
        for number in 1..=u64::from(times) {
            let act = from_numbered(act, number);
            let role = numbered(&role_of(&act), number);
            match self.lane(None, &act, &role).await {
                Ok(lane) => lanes.push(lane),
                Err(ActFault::Unmet(why)) => {
                    tally.add_unmade(self.wallet.redactor.clean(&why), self);
                    return Ok(());
                }
                Err(fault) => return Err(fault),
            }
        }
        self.release(lanes, tally).await
    }

    /// Releases all of them, and takes what came of each.
    async fn release(&mut self, lanes: Vec<Lane>, tally: &mut Tally) -> Result<(), ActFault> {
        let mut watches = Vec::new();
        let mut requests = Vec::new();
        let mut rest = Vec::new();
        for lane in lanes {
            watches.push(Classifier::new(lane.bound.criteria));
            requests.push(lane.bound.job);
            rest.push((
                lane.name,
                lane.role,
                lane.bound.outputs,
                lane.ends,
                lane.captures,
            ));
        }
        let watched = watches.iter_mut().map(|watch| watch as &mut dyn Watch);
        let (raws, release) = self
            .hands
            .release(requests.into_iter().zip(watched).collect())
            .await?;
        let began = tally.elapsed();
        tally.attempts.release = Some(Box::new(release));
        for ((raw, watch), (name, role, outputs, ends, captures)) in
            raws.into_iter().zip(&watches).zip(rest)
        {
            let mut seen = self.classify(raw, (watch, &outputs), &role);
            // What lanes are given is for those that read the state afterwards.
            self.keep(&role, &seen.outputs);
            self.capture(&role, &captures, &mut seen);
            if let (Outcome::Accepted(_), Some((op, owners))) = (&seen.outcome, &ends) {
                self.ended(op, owners);
                self.note_begun(op, &role, &seen.outputs);
            }
            tally.lane = name;
            let at = began.saturating_sub(seen.raw.elapsed);
            tally.add_at(at, seen, self);
        }
        Ok(())
    }

    /// The next batch of a race has nothing of the last.
    pub fn afresh(&mut self, steps: &Steps) {
        self.sets.clear();
        self.opened.clear();
        self.wallet.afresh(steps);
    }

    /// The one request or message of a step, ready to be sent.
    pub(crate) async fn lane(
        &mut self,
        name: Option<&Name>,
        act: &Act,
        role: &str,
    ) -> Result<Lane, ActFault> {
        self.introduce(&act.what, role, act.number).await?;
        let (bound, ends, captures) = match &act.what {
            Step::Call(call) => {
                let op = bind::operation(self.target, &call.op)?;
                self.wallet.enter(op, role)?;
                let leaf = self.leaf(&Doing::of_call(call, role), act.number).await;
                self.wallet.leave();
                let leaf = leaf?;
                let ends = Some((call.op.clone(), leaf.owners().to_vec()));
                (leaf.bound(), ends, call.capture.clone())
            }
            Step::Http(http) => {
                let captures = http.capture.keys().map(|it| (it.clone(), it.clone()));
                (self.spelled(http, role)?, None, captures.collect())
            }
            Step::Open(open) => {
                let op = bind::operation(self.target, &open.op)?;
                self.wallet.enter(op, role)?;
                let bound = self.opening(open, act, role).await;
                self.wallet.leave();
                (bound?, None, IndexMap::new())
            }
            Step::Send(send) => (self.sending(send, act, role).await?, None, IndexMap::new()),
            other => {
                let verb = other.verb();
                let why = format!("a `{verb}` is not done all at once");
                return Err(ActFault::File(why));
            }
        };
        Ok(Lane {
            name: name.cloned(),
            role: role.to_owned(),
            bound,
            ends,
            captures,
        })
    }
}

/// The act of the lane with this number: from its symbolic address, and for its socket, or on it.
fn from_numbered(act: &Act, number: u64) -> Act {
    let mut act = act.clone();
    if let Step::Open(open) = &mut act.what {
        let set = open.socket.take();
        let set = set.unwrap_or_else(|| format!("#{}", act.number));
        open.socket = Some(format!("{set}/{number}"));
    }
    if let Step::Send(send) = &mut act.what {
        send.socket = format!("{}/{number}", send.socket);
    }
    let from = &mut act.what.part_mut().from;
    *from = from.take().map(|from| numbered(&from, number));
    act
}
