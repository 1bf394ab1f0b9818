//! Broadcasts: messages that can be told from each other, and what each socket of a set hears of them.

use std::time::{Duration, Instant};

use drive::Gathered;
use indexmap::IndexMap;
use model::many::Deliveries;
use model::name::Name;
use model::observation::Outcome;
use model::operation::Action;
use model::plan::Act;
use model::span::Span;
use model::step::{Broadcast, Call, MessageSize, Send, Step};
use model::wire::{Fault, Raw};
use serde_json::Value;

use crate::act::{Actor, Seen};
use crate::bind;
use crate::evidence::ending;
use crate::fault::ActFault;
use crate::members::with;
use crate::refusing;
use crate::sheet::Sheet;

/// Messages of one broadcast at most.
const MOST: u32 = 1_000;
/// Between two small messages of one that goes on until a socket has ended.
const PAUSE: Duration = Duration::from_millis(5);
/// After the last delivery, how long it is watched whether one comes again.
const AGAIN: Duration = Duration::from_millis(250);
/// Octets of a large message, where the target does not allow less.
const LARGE: usize = 32 << 10;

impl Actor<'_> {
    /// Publishes messages, and counts them on every socket of a set.
    pub async fn broadcast(
        &mut self,
        step: &Broadcast,
        act: &Act,
        role: &str,
    ) -> Result<Seen, ActFault> {
        let members = self.members(&step.to);
        let token = self.wallet.source.uuid();
        let mut sheet = Sheet::new(&token, members.len());
        let began = Instant::now();
        // What came before is no part of it.
        self.hands.gather(&members, Duration::ZERO).await;
        let publish = self.publishing(step, &members, act, role)?;
        let mut last = Raw::default();
        for number in 1..=step.times.unwrap_or(MOST) {
            if let Some(until) = &step.until {
                let ended = self.members(&until.ended);
                let ended = ended.iter().all(|socket| !self.hands.is_open(socket));
                if ended || began.elapsed() >= until.within.0 {
                    break;
                }
                if step.size != Some(MessageSize::Large) {
                    tokio::time::sleep(PAUSE).await;
                }
            }
            let text = self.text_of(step, &token, number);
            let sent = Instant::now();
            self.publishing = true;
            let seen = self.single(&publish.act(&text), role).await;
            self.publishing = false;
            let seen = seen?;
            let accepted = matches!(seen.outcome, Outcome::Accepted(_) | Outcome::Done);
            sheet.published(number, sent);
            self.hear(&members, Duration::ZERO, &mut sheet).await;
            last = seen.raw;
            if !accepted {
                sheet.stuck = matches!(last.fault, Some(Fault::TimedOut { .. }));
                sheet.untaken = Some((number.into(), seen.outcome));
                break;
            }
        }
        self.await_all(&members, &mut sheet).await;
        let deliveries = sheet.told(&members);
        Ok(self.announced(deliveries, last, began))
    }

    /// The rest of the deliveries, as long as the contract gives, and whether any comes again.
    async fn await_all(&mut self, members: &[Name], sheet: &mut Sheet) {
        let declared = self.target.contract.sockets.as_ref();
        let delivery = declared.and_then(|sockets| sockets.delivery);
        let delivery = delivery.map_or(Duration::ZERO, |Span(delivery)| delivery);
        let settle = refusing::patience(self.target, None);
        let until = Instant::now() + settle.max(delivery.saturating_mul(2));
        while !sheet.is_whole() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.hear(members, left, sheet).await;
        }
        let until = Instant::now() + AGAIN.min(settle);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.hear(members, left, sheet).await;
        }
    }

    async fn hear(&mut self, members: &[Name], wait: Duration, sheet: &mut Sheet) {
        for gathered in self.hands.gather(members, wait).await {
            match gathered {
                Gathered::Frame(index, at, frame) => sheet.heard(index, at, &frame.payload),
                Gathered::End(index, end) => {
                    sheet.ended(index, ending(&end, &self.wallet.redactor));
                }
            }
        }
    }

    /// A message that can be told from all others.
    fn text_of(&self, step: &Broadcast, token: &str, number: u32) -> String {
        let mut text = Sheet::mark(token, number);
        if step.size == Some(MessageSize::Large) {
            let sockets = self.target.contract.sockets.as_ref();
            let most = sockets.and_then(|sockets| sockets.max_octets());
            let octets = most.map_or(LARGE, |most| LARGE.min(most / 2));
            let fill = octets.saturating_sub(text.len());
            text.extend(std::iter::repeat_n('x', fill));
        }
        text
    }

    /// How a message is published: by a call, or on a socket that is not one of those that hear it.
    fn publishing<'s>(
        &self,
        step: &'s Broadcast,
        members: &[Name],
        act: &'s Act,
        role: &str,
    ) -> Result<Publishing<'s>, ActFault> {
        let op = bind::operation(self.target, &step.op)?;
        let socket = match op.action() {
            Some(Action::Message(over, _)) => {
                let mut sockets = self.opened.iter().rev();
                let own = sockets.find(|opened| {
                    let open = self.hands.is_open(&opened.socket);
                    let heard = members.contains(&opened.socket);
                    open && !heard && opened.op == over && opened.role == role
                });
                let own = own.ok_or_else(|| {
                    ActFault::Unmet(format!(
                        "`{role}` has no open socket to publish on that is not in `{}`",
                        step.to
                    ))
                })?;
                Some(own.socket.clone())
            }
            _ => None,
        };
        Ok(Publishing { step, act, socket })
    }

    fn announced(&self, deliveries: Deliveries, last: Raw, began: Instant) -> Seen {
        let count = |name: &str, number: u64| (name.to_owned(), number);
        let counts = IndexMap::from([
            count("delivered", deliveries.delivered),
            count("missing", deliveries.missing),
            count("repeated", deliveries.repeated),
            count("out-of-order", deliveries.out_of_order),
        ]);
        let raw = Raw {
            elapsed: began.elapsed(),
            ..last
        };
        Seen {
            outcome: judge::broadcast(&deliveries),
            counts,
            deliveries: Some(Box::new(deliveries)),
            ..Seen::of(raw)
        }
    }
}

/// A socket that was opened under a name.
pub struct Opened {
    /// Its name.
    pub socket: Name,
    /// The operation that opened it.
    pub op: Name,
    /// Who did.
    pub role: String,
}

/// How messages are published.
struct Publishing<'s> {
    step: &'s Broadcast,
    act: &'s Act,
    socket: Option<Name>,
}

impl Publishing<'_> {
    fn act(&self, text: &str) -> Act {
        let mut inputs = self.step.with.clone();
        inputs.insert("message".to_owned(), Value::from(text));
        let (op, part) = (self.step.op.clone(), self.step.part.clone());
        let what = match &self.socket {
            Some(socket) => Step::Send(Send {
                socket: socket.clone(),
                op: Some(op),
                message: None,
                with: inputs,
                part,
                disguise: None,
            }),
            None => Step::Call(Call {
                op,
                with: inputs,
                part,
                ..Call::default()
            }),
        };
        with(self.act, what)
    }
}
