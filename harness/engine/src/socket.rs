//! Acts on open sockets: sending, waiting, hanging up.

use std::time::Instant;

use indexmap::IndexMap;
use judge::{Criteria, Goal};
use model::clean::Clean;
use model::name::Name;
use model::observation::Outcome;
use model::operation::{Operation, Output};
use model::plan::{Act, Tag};
use model::span::Span;
use model::step::{Await, AwaitFor, How, Quiet, Send};
use model::wire::{Frame, Job};

use crate::act::{Actor, Bound, Seen};
use crate::bind::{self, Doing};
use crate::fault::ActFault;
use crate::message::frame;
use crate::refusing;

impl Actor<'_> {
    /// Sends on a socket, and waits for what proves or refuses it.
    pub async fn send(&mut self, send: &Send, act: &Act, role: &str) -> Result<Seen, ActFault> {
        let bound = self.sending(send, act, role).await?;
        let mut seen = self.execute(bound, role).await?;
        let op = send.op.as_ref();
        let op = op.and_then(|op| self.target.operations.get(op));
        let missing = op.and_then(|op| {
            let mut outputs = op.outputs.keys();
            outputs.find(|name| !seen.outputs.contains_key(*name))
        });
        if let (Outcome::Accepted(_), Some(missing)) = (&seen.outcome, missing) {
            let why = format!("answered, but its output `{missing}` is not there");
            seen.outcome = Outcome::Unclear(Clean::words(why));
        }
        Ok(seen)
    }

    /// A message, ready to be sent.
    pub(crate) async fn sending(
        &mut self,
        send: &Send,
        act: &Act,
        role: &str,
    ) -> Result<Bound, ActFault> {
        if let Some(op) = &send.op {
            self.yield_inputs(op, send, act, role).await?;
            let who = self.wallet.person(role);
            self.spent.note(op, (&who, None), self.moved_limits());
        }
        let (frame, goal) = match (&send.op, &send.message) {
            (Some(op), _) => {
                let (mut frame, proof) = self.message(op, &send.with, role)?;
                if let Some(row) = &send.disguise {
                    frame.payload = self.disguised(row, frame.payload)?;
                }
                (frame, Goal::Reply(proof))
            }
            (None, Some(message)) => {
                let look = |name: &str| self.wallet.look(role, name);
                let judged = matches!(act.tag, Tag::Probe(_));
                (
                    frame(message, &look)?,
                    if judged {
                        Goal::Heed
                    } else {
                        Goal::Reply(None)
                    },
                )
            }
            (None, None) => return Err(ActFault::File("nothing to send".to_owned())),
        };
        let target = self.target;
        let op = send.op.as_ref().and_then(|op| target.operations.get(op));
        let outputs = op.map_or_else(IndexMap::new, |op| op.outputs.clone());
        let saying = Saying {
            frame: Some(frame),
            op,
            outputs,
            since: None,
        };
        Ok(self.said(&send.socket, saying, (goal, None)))
    }

    /// A message as a row of the sets of messages has it.
    fn disguised(&self, row: &str, json: Vec<u8>) -> Result<Vec<u8>, ActFault> {
        let sockets = self.target.contract.sockets.as_ref();
        let longest = sockets.and_then(|sockets| sockets.max_octets());
        let disguised = match (row, longest) {
            ("longest", Some(longest)) => padded(json, longest),
            ("too-long", Some(longest)) => padded(json, longest + 1),
            _ => forge::broken(row, &json),
        };
        disguised.ok_or_else(|| ActFault::Unmet(format!("the message has no form `{row}`")))
    }

    /// Runs the operations that yield the inputs of a message.
    async fn yield_inputs(
        &mut self,
        name: &str,
        send: &Send,
        act: &Act,
        role: &str,
    ) -> Result<(), ActFault> {
        let op = bind::operation(self.target, name)?;
        let doing = Doing::own(name, role, &send.with);
        self.prepare(op, &doing, act.number).await.map(drop)
    }

    /// Waits for a message or the end of a socket.
    pub async fn listen(&mut self, step: &Await, role: &str) -> Result<Seen, ActFault> {
        if step.what == AwaitFor::End && self.hands.is_stalled(&step.socket) {
            return self.end_unread(step, role).await;
        }
        let goal = match &step.what {
            AwaitFor::End => Goal::End,
            AwaitFor::Message(matcher) => {
                let look = |name: &str| self.wallet.look(role, name);
                Goal::Message(matcher.fill(&look)?)
            }
        };
        let since = step.since.as_deref().map(|mark| self.wallet.mark(mark));
        let saying = Saying {
            since: since.transpose()?.map(|moment| moment.at),
            ..Saying::default()
        };
        self.talk(&step.socket, saying, (goal, step.within), role)
            .await
    }

    /// Asserts that nothing comes.
    pub async fn silence(&mut self, step: &Quiet, role: &str) -> Result<Seen, ActFault> {
        let look = |name: &str| self.wallet.look(role, name);
        let of = step
            .of
            .as_ref()
            .map(|matcher| matcher.fill(&look))
            .transpose()?;
        let goal = Goal::Silence(of);
        self.talk(&step.socket, Saying::default(), (goal, step.within), role)
            .await
    }

    /// Stops reading from a socket.
    pub async fn stall(&mut self, socket: &str) -> Result<Seen, ActFault> {
        let socket = socket.to_owned();
        self.just(Job::Stall { socket }).await
    }

    /// Ends sockets from our side, all together.
    pub async fn hang_up(&mut self, sockets: &[Name], how: How) -> Result<Seen, ActFault> {
        let sockets = sockets.to_vec();
        self.just(Job::HangUp { sockets, how }).await
    }

    /// Does what nobody answers.
    async fn just(&mut self, job: Job) -> Result<Seen, ActFault> {
        let criteria = Criteria {
            goal: Goal::Nothing,
            refusing: refusing::refusing(self.target, None),
            patience: refusing::patience(self.target, None),
        };
        self.execute(
            Bound {
                job,
                criteria,
                outputs: IndexMap::new(),
            },
            "",
        )
        .await
    }

    pub(crate) async fn talk(
        &mut self,
        socket: &str,
        saying: Saying<'_>,
        (goal, within): (Goal, Option<Span>),
        role: &str,
    ) -> Result<Seen, ActFault> {
        let bound = self.said(socket, saying, (goal, within));
        self.execute(bound, role).await
    }

    fn said(
        &self,
        socket: &str,
        saying: Saying<'_>,
        (goal, within): (Goal, Option<Span>),
    ) -> Bound {
        let criteria = Criteria {
            goal,
            refusing: refusing::refusing(self.target, saying.op),
            patience: refusing::patience(self.target, within),
        };
        let job = Job::Talk {
            socket: socket.to_owned(),
            send: saying.frame,
            since: saying.since,
        };
        Bound {
            job,
            criteria,
            outputs: saying.outputs,
        }
    }
}

/// What is said on a socket, and what is looked for in the answer.
#[derive(Default)]
pub struct Saying<'t> {
    frame: Option<Frame>,
    op: Option<&'t Operation>,
    outputs: IndexMap<Name, Output>,
    since: Option<Instant>,
}

/// JSON of this length, with spaces before it (RFC 8259 2); none where it is longer.
fn padded(json: Vec<u8>, length: usize) -> Option<Vec<u8>> {
    let spaces = length.checked_sub(json.len())?;
    Some([vec![b' '; spaces], json].concat())
}
