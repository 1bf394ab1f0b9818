//! Acts on sockets, and requests that a scenario spells out.

use indexmap::IndexMap;
use judge::{Criteria, Goal};
use model::matcher::Matcher;
use model::operation::{Action, Message, Operation};
use model::plan::{Act, Tag};
use model::step::{Await, AwaitFor, How, Http, Open, Quiet, Send};
use model::template::{self, Lookup};
use model::wire::{Frame, FrameKind, Job, Opening, Request};

use crate::act::{Actor, Bound, Seen};
use crate::bind::{self, Doing};
use crate::fault::ActFault;
use crate::place;

impl Actor<'_> {
    /// Opens a socket operation; one without a name is closed once it was judged.
    pub async fn open(&mut self, open: &Open, act: &Act, role: &str) -> Result<Seen, ActFault> {
        let target = self.target;
        let op = bind::operation(target, &open.op)?;
        let Some(Action::Socket(path)) = op.action() else {
            return Err(ActFault::File(format!("`{}` is no socket operation", open.op)));
        };
        let doing = Doing {
            op: &open.op,
            role,
            with: &open.with,
            uses: &open.credential,
            from: open.part.from.as_ref(),
        };
        let (placed, missing) = self.prepare(op, &doing, act.number).await?;
        let mut request = bind::request(
            &mut self.wallet,
            target,
            (op, "GET", path),
            (&doing, &placed, &missing),
        )?;
        self.opening_headers(open, role, &mut request)?;
        let (greeting, proof) = self.greeting(op, &open.op, role)?;
        let name = open.socket.clone().unwrap_or_else(|| format!("#{}", act.number));
        let job = Job::Open(Opening {
            socket: name.clone(),
            request,
            subprotocols: open.subprotocols.clone().unwrap_or_else(|| op.subprotocols.clone()),
            greeting,
        });
        let criteria = Criteria {
            goal: Goal::Socket(proof),
            refusing: bind::refusing(target, Some(op)),
            patience: bind::patience(target, None),
        };
        let seen = self.execute(Bound { job, criteria, outputs: IndexMap::new() }, role).await?;
        let still_open = seen.raw.end.is_none()
            && seen.raw.answer.as_ref().is_some_and(|answer| answer.status == 101);
        if open.socket.is_none() && still_open {
            self.hang_up(&name, How::Close).await?;
        }
        Ok(seen)
    }

    /// Origin (an allowed one unless the step says otherwise), Host, and the step's own headers.
    fn opening_headers(
        &mut self,
        open: &Open,
        role: &str,
        request: &mut Request,
    ) -> Result<(), ActFault> {
        let allowed = self.target.contract.origins.as_ref().and_then(|o| o.allowed.first());
        let origins = match (open.origin.as_deref(), allowed) {
            (None, None) => Vec::new(),
            (None, Some(allowed)) => vec![allowed.clone()],
            (Some(origin), _) if origin.contains("://") => vec![origin.to_owned()],
            (Some("absent"), _) => Vec::new(),
            (Some(row), Some(allowed)) => forge::origin(row, allowed).ok_or_else(|| {
                ActFault::Unmet(format!("`{allowed}` has no spelling `{row}`"))
            })?,
            (Some(row), None) => {
                return Err(ActFault::Unmet(format!("no allowed origin to make `{row}` from")));
            }
        };
        let look = |name: &str| self.wallet.look(role, name);
        request.headers.extend(origins.into_iter().map(|o| ("Origin".to_owned(), o.into_bytes())));
        if let Some(host) = &open.host {
            request.headers.insert(0, ("Host".to_owned(), host.fill(&look)?.into_bytes()));
        }
        for (name, template) in &open.headers {
            request.headers.push((name.clone(), template.fill(&look)?.into_bytes()));
        }
        Ok(())
    }

    /// What is sent after the 101, and what proves acceptance: the operation's own proof, or that it
    /// answers an operation, `ping` when nothing is declared.
    fn greeting(
        &self,
        op: &Operation,
        name: &str,
        role: &str,
    ) -> Result<(Option<Frame>, Option<Matcher>), ActFault> {
        let proof = op.proof.as_ref();
        if let Some(matcher) = proof.map(|p| &p.matcher).filter(|matcher| !matcher.is_empty()) {
            let look = |name: &str| self.wallet.look(role, name);
            return Ok((None, Some(matcher.fill(&look)?)));
        }
        let answers = match proof.and_then(|proof| proof.answers.as_deref()) {
            Some(answers) => answers,
            None => match self.target.operations.get("ping") {
                Some(ping) if ping.over.as_deref() == Some(name) => "ping",
                _ => return Ok((None, None)),
            },
        };
        let (frame, proof) = self.message(answers, &IndexMap::new(), role)?;
        Ok((Some(frame), proof))
    }

    /// A message operation: its frame, and what proves its answer.
    fn message(
        &self,
        name: &str,
        with: &IndexMap<String, serde_json::Value>,
        role: &str,
    ) -> Result<(Frame, Option<Matcher>), ActFault> {
        let op = bind::operation(self.target, name)?;
        let Some(Action::Message(_, message)) = op.action() else {
            return Err(ActFault::File(format!("`{name}` is no message over a socket")));
        };
        let doing = Doing { op: name, role, with, uses: &[], from: None };
        let locals = bind::locals(&self.wallet, op, &doing)?;
        let look = |name: &str| {
            locals.get(name).cloned().or_else(|| self.wallet.look(role, name))
        };
        let proof = op.proof.as_ref().map(|p| &p.matcher).filter(|matcher| !matcher.is_empty());
        let proof = proof.map(|matcher| matcher.fill(&look)).transpose()?;
        Ok((frame(message, &look)?, proof))
    }

    /// Sends on a socket, and waits for what proves or refuses it.
    pub async fn send(&mut self, send: &Send, act: &Act, role: &str) -> Result<Seen, ActFault> {
        if let Some(op) = &send.op {
            self.yield_inputs(op, send, act, role).await?;
        }
        let (frame, goal) = match (&send.op, &send.message) {
            (Some(op), _) => {
                let (frame, proof) = self.message(op, &send.with, role)?;
                (frame, Goal::Reply(proof))
            }
            (None, Some(message)) => {
                let look = |name: &str| self.wallet.look(role, name);
                let judged = matches!(act.tag, Tag::Probe(_));
                (frame(message, &look)?, if judged { Goal::Heed } else { Goal::Reply(None) })
            }
            (None, None) => return Err(ActFault::File("nothing to send".to_owned())),
        };
        self.talk(&send.socket, Some(frame), (goal, None), role).await
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
        let doing = Doing { op: name, role, with: &send.with, uses: &[], from: None };
        self.prepare(op, &doing, act.number).await.map(drop)
    }

    /// Waits for a message or the end of a socket.
    pub async fn listen(&mut self, step: &Await, role: &str) -> Result<Seen, ActFault> {
        let goal = match &step.what {
            AwaitFor::End => Goal::End,
            AwaitFor::Message(matcher) => {
                let look = |name: &str| self.wallet.look(role, name);
                Goal::Message(matcher.fill(&look)?)
            }
        };
        self.talk(&step.socket, None, (goal, step.within), role).await
    }

    /// Asserts that nothing comes.
    pub async fn silence(&mut self, step: &Quiet, role: &str) -> Result<Seen, ActFault> {
        let look = |name: &str| self.wallet.look(role, name);
        let of = step.of.as_ref().map(|matcher| matcher.fill(&look)).transpose()?;
        self.talk(&step.socket, None, (Goal::Silence(of), step.within), role).await
    }

    /// Ends a socket from our side.
    pub async fn hang_up(&mut self, socket: &str, how: How) -> Result<Seen, ActFault> {
        let job = Job::HangUp { socket: socket.to_owned(), how };
        let criteria = Criteria {
            goal: Goal::Nothing,
            refusing: bind::refusing(self.target, None),
            patience: bind::patience(self.target, None),
        };
        self.execute(Bound { job, criteria, outputs: IndexMap::new() }, "").await
    }

    async fn talk(
        &mut self,
        socket: &str,
        send: Option<Frame>,
        (goal, within): (Goal, Option<model::span::Span>),
        role: &str,
    ) -> Result<Seen, ActFault> {
        let criteria = Criteria {
            goal,
            refusing: bind::refusing(self.target, None),
            patience: bind::patience(self.target, within),
        };
        let job = Job::Talk { socket: socket.to_owned(), send };
        self.execute(Bound { job, criteria, outputs: IndexMap::new() }, role).await
    }

    /// A request that a scenario spells out.
    pub async fn spelled_out(&mut self, http: &Http, role: &str) -> Result<Seen, ActFault> {
        let (name, service) = bind::service(self.target, http.at.as_deref())?;
        let base = service.http.as_ref().ok_or_else(|| {
            ActFault::File(format!("the service `{name}` has no http address"))
        })?;
        let from = http.part.from.as_ref().map(|name| self.wallet.address(name));
        let look = |name: &str| self.wallet.look(role, name);
        let path = place::path(&http.path.0, &[], &[], &look)?;
        let mut pairs = Vec::new();
        for (name, template) in &http.query {
            pairs.push((name.as_str(), template.fill(&look)?.into_bytes()));
        }
        let url = place::url(base, &path, pairs.iter().map(|(n, v)| (*n, v.as_slice())));
        let mut headers = Vec::new();
        for (name, template) in &http.headers {
            headers.push((name.clone(), template.fill(&look)?.into_bytes()));
        }
        let body = match (&http.json, &http.text) {
            (Some(json), _) => {
                headers.push(("Content-Type".to_owned(), b"application/json".to_vec()));
                template::fill(json, &look)?.to_string().into_bytes()
            }
            (None, Some(text)) => text.fill(&look)?.into_bytes(),
            (None, None) => Vec::new(),
        };
        let proof = http.proof.as_ref();
        let matcher = proof.map(|p| &p.matcher).filter(|matcher| !matcher.is_empty());
        let goal = Goal::Answer {
            status: proof.and_then(|proof| proof.status),
            matcher: matcher.map(|matcher| matcher.fill(&look)).transpose()?,
            outputs: http.capture.clone(),
        };
        let criteria = Criteria {
            goal,
            refusing: bind::refusing(self.target, None),
            patience: bind::patience(self.target, None),
        };
        let method = http.method.clone();
        let job = Job::Http(Request { service: name.clone(), method, url, headers, body, from });
        let bound = Bound { job, criteria, outputs: http.capture.clone() };
        let mut seen = self.execute(bound, role).await?;
        let captures = http.capture.keys().map(|name| (name.clone(), name.clone())).collect();
        self.capture(role, &captures, &mut seen);
        Ok(seen)
    }
}

/// A message with its references filled in.
fn frame(message: &Message, look: &Lookup<'_>) -> Result<Frame, ActFault> {
    Ok(match message {
        Message::Json(json) => {
            let text = template::fill(json, look)?.to_string();
            Frame { kind: FrameKind::Text, payload: text.into_bytes() }
        }
        Message::Text(text) => {
            Frame { kind: FrameKind::Text, payload: text.fill(look)?.into_bytes() }
        }
        Message::Binary(hex) => Frame {
            kind: FrameKind::Binary,
            payload: octets(hex)
                .ok_or_else(|| ActFault::File(format!("`{hex}` is not hexadecimal")))?,
        },
    })
}

fn octets(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        hex.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    digits.chunks(2).map(|pair| Some(pair.first()? << 4 | pair.get(1)?)).collect()
}
