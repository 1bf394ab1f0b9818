//! Steps: one verb each, everything else inside it.

mod draw;
mod many;
mod request;
mod socket;
mod witness;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::Name;

pub use draw::Draw;
pub use many::{
    Broadcast, BroadcastUntil, Budget, Burst, BurstUntil, Fuzz, FuzzInput, Lane, MessageSize, Race,
    Sample, Shape, Timed,
};
pub use request::{Call, Http, Octets};
pub use socket::{Await, AwaitFor, HangUp, How, Open, Quiet, Send, Stall};
pub use witness::{Advance, Audit, Instant, Listen, Served};

/// One action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Runs an operation of the target.
    Call(Call),
    /// Sends a request spelled out.
    Http(Box<Http>),
    /// Opens a socket operation.
    Open(Box<Open>),
    /// Sends on an open socket.
    Send(Send),
    /// Waits for a message, or for the end of the socket.
    Await(Await),
    /// Asserts that no message comes.
    Quiet(Quiet),
    /// Ends a socket from our side.
    HangUp(HangUp),
    /// Stops reading from a socket.
    Stall(Stall),
    /// Publishes messages, and counts them on every socket of a set.
    Broadcast(Box<Broadcast>),
    /// Does one step many times.
    Burst(Box<Burst>),
    /// Has one-time codes sent, and looks at them together.
    Draw(Draw),
    /// Releases steps together.
    Race(Race),
    /// Times classes of one step in pairs.
    Sample(Sample),
    /// Lets time pass for the target.
    Advance(Advance),
    /// Serves a URL of ours.
    Listen(Listen),
    /// Reads the security events that the target recorded.
    Audit(Audit),
    /// Sends generated input.
    Fuzz(Fuzz),
}

/// The part that a step plays; neither probe nor control is set-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
pub struct Part {
    /// Who acts: a role such as `user` (the default), `other`, `anonymous`, `user/tab2`.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub who: Option<Name>,
    /// The name under which expectations judge this step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<Name>,
    /// The legitimate step that must work: here, or here and again at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// For the anonymous control of a positive check: it must be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must: Option<MustRefuse>,
    /// A symbolic source address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
    /// Names the instant at which this step was done; `audit` counts from its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<Name>,
    /// Repeats the step until it is accepted or refused, for as long as the contract gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patience: Option<Patience>,
    /// What becomes of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerUse>,
}

/// Until when a step is repeated, for `contract.effect` at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Patience {
    /// Until it is accepted.
    Effect,
    /// Until it is refused: for what must take effect, and may take its time.
    Refusal,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerUse {
    /// It is lost on its way to us.
    Discard,
}

/// Where a control runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// Where it stands.
    Here,
    /// Where it stands, and again at the end.
    Both,
}

/// The word `refuse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MustRefuse {
    /// The control must be refused.
    Refuse,
}

impl Step {
    /// The verb, as files write it.
    pub fn verb(&self) -> &'static str {
        match self {
            Step::Call(_) => "call",
            Step::Http(_) => "http",
            Step::Open(_) => "open",
            Step::Send(_) => "send",
            Step::Await(_) => "await",
            Step::Quiet(_) => "quiet",
            Step::HangUp(_) => "hang-up",
            Step::Stall(_) => "stall",
            Step::Broadcast(_) => "broadcast",
            Step::Burst(_) => "burst",
            Step::Draw(_) => "draw",
            Step::Race(_) => "race",
            Step::Sample(_) => "sample",
            Step::Advance(_) => "advance",
            Step::Listen(_) => "listen",
            Step::Audit(_) => "audit",
            Step::Fuzz(_) => "fuzz",
        }
    }

    /// The part that it plays.
    pub fn part(&self) -> &Part {
        match self {
            Step::Call(step) => &step.part,
            Step::Http(step) => &step.part,
            Step::Open(step) => &step.part,
            Step::Send(step) => &step.part,
            Step::Await(step) => &step.part,
            Step::Quiet(step) => &step.part,
            Step::HangUp(step) => &step.part,
            Step::Stall(step) => &step.part,
            Step::Broadcast(step) => &step.part,
            Step::Burst(step) => &step.part,
            Step::Draw(step) => &step.part,
            Step::Race(step) => &step.part,
            Step::Sample(step) => &step.part,
            Step::Advance(step) => &step.part,
            Step::Listen(step) => &step.part,
            Step::Audit(step) => &step.part,
            Step::Fuzz(step) => &step.part,
        }
    }

    /// The same, to be changed.
    pub fn part_mut(&mut self) -> &mut Part {
        match self {
            Step::Call(step) => &mut step.part,
            Step::Http(step) => &mut step.part,
            Step::Open(step) => &mut step.part,
            Step::Send(step) => &mut step.part,
            Step::Await(step) => &mut step.part,
            Step::Quiet(step) => &mut step.part,
            Step::HangUp(step) => &mut step.part,
            Step::Stall(step) => &mut step.part,
            Step::Broadcast(step) => &mut step.part,
            Step::Burst(step) => &mut step.part,
            Step::Draw(step) => &mut step.part,
            Step::Race(step) => &mut step.part,
            Step::Sample(step) => &mut step.part,
            Step::Advance(step) => &mut step.part,
            Step::Listen(step) => &mut step.part,
            Step::Audit(step) => &mut step.part,
            Step::Fuzz(step) => &mut step.part,
        }
    }

    /// The operation that it names itself, if any.
    pub fn op(&self) -> Option<&str> {
        match self {
            Step::Call(step) => Some(&step.op),
            Step::Open(step) => Some(&step.op),
            Step::Send(step) => step.op.as_deref(),
            Step::Broadcast(step) => Some(&step.op),
            Step::Draw(step) => Some(&step.read),
            Step::Fuzz(step) => Some(&step.op),
            _ => None,
        }
    }

    /// The socket, or set of sockets, that it opens or uses itself, if any.
    pub fn socket(&self) -> Option<&str> {
        match self {
            Step::Open(step) => step.socket.as_deref(),
            Step::Send(step) => Some(&step.socket),
            Step::Await(step) => Some(&step.socket),
            Step::Quiet(step) => Some(&step.socket),
            Step::HangUp(step) => Some(&step.socket),
            Step::Stall(step) => Some(&step.socket),
            Step::Broadcast(step) => Some(&step.to),
            _ => None,
        }
    }

    /// The steps that stand inside it, each with the JSON pointer (RFC 6901) that leads to it: what is
    /// repeated, released together or timed, and what reads the state afterwards.
    pub fn inner(&self) -> Vec<(String, &Step)> {
        let named = |part: &str, name: &str| {
            let name = name.replace('~', "~0").replace('/', "~1");
            format!("/{part}/{name}/do")
        };
        match self {
            Step::Burst(step) => {
                let what = step.what.iter();
                what.map(|what| ("/do".to_owned(), what.as_ref())).collect()
            }
            Step::Race(step) => {
                let lanes = step.lanes.iter();
                let lanes = lanes.map(|(name, lane)| (named("lanes", name), lane.what.as_ref()));
                let then = step.then.iter().enumerate();
                let then = then.map(|(index, step)| (format!("/then/{index}"), step));
                lanes.chain(then).collect()
            }
            Step::Sample(step) => {
                let classes = step.classes.iter();
                let inner =
                    classes.map(|(name, class)| (named("classes", name), class.what.as_ref()));
                inner.collect()
            }
            _ => Vec::new(),
        }
    }

    /// The step and those inside it.
    pub fn all(&self) -> impl Iterator<Item = &Step> {
        [self]
            .into_iter()
            .chain(self.inner().into_iter().map(|(_, step)| step))
    }
}
