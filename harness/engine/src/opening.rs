//! Opening a socket: the upgrade request, and what is sent at once.

use indexmap::IndexMap;
use judge::{Criteria, Goal};
use model::name::Name;
use model::operation::Action;
use model::plan::Act;
use model::step::{How, Open};
use model::wire::{Job, Opening};

use crate::act::{Actor, Bound, Seen};
use crate::bind::{self, Doing};
use crate::broadcast::Opened;
use crate::fault::ActFault;
use crate::page::Page;
use crate::place;
use crate::refusing;

impl Actor<'_> {
    /// Opens a socket operation; one without a name is closed once it was judged.
    pub async fn open(&mut self, open: &Open, act: &Act, role: &str) -> Result<Seen, ActFault> {
        let name = socket_of(open, act);
        let bound = self.opening(open, act, role).await?;
        let seen = self.execute(bound, role).await?;
        let still_open = seen.raw.end.is_none()
            && seen
                .raw
                .answer
                .as_ref()
                .is_some_and(|answer| answer.status == 101);
        match &open.socket {
            Some(socket) if still_open => self.opened.push(Opened {
                socket: socket.clone(),
                op: open.op.clone(),
                role: role.to_owned(),
            }),
            None if still_open => {
                self.hang_up(&[name], How::Close).await?;
            }
            _ => {}
        }
        Ok(seen)
    }

    /// The opening handshake of a socket, ready to be sent.
    pub async fn opening(&mut self, open: &Open, act: &Act, role: &str) -> Result<Bound, ActFault> {
        let target = self.target;
        let op = bind::operation(target, &open.op)?;
        let Some(Action::Socket(path)) = op.action() else {
            return Err(ActFault::File(format!(
                "`{}` is no socket operation",
                open.op
            )));
        };
        let doing = Doing {
            op: &open.op,
            role,
            with: &open.with,
            uses: &open.credential,
            from: open.part.from.as_ref(),
            page: Page::of_open(open, target),
        };
        let (placed, missing) = self.prepare(op, &doing, act.number).await?;
        let who = self.wallet.person(role);
        let from = self.wallet.address_number(doing.from, role);
        self.spent.note(doing.op, (&who, from), self.moved_limits());
        let request = bind::request(
            &mut self.wallet,
            target,
            (op, "GET", path),
            (&doing, &placed, &missing),
        )?;
        let (first, greeting, goal) = match open.silent {
            true => (None, None, Goal::Upgrade),
            false => {
                let (greeting, proof) = self.greeting(op, &open.op, role)?;
                let first = self.first(op, &placed, role)?;
                (first, greeting, Goal::Socket(proof))
            }
        };
        let name = socket_of(open, act);
        if let Some(first) = placed.first() {
            self.wallet.note_opened(&name, &first.value);
        }
        let job = Job::Open(Opening {
            socket: name,
            request,
            subprotocols: open
                .subprotocols
                .clone()
                .unwrap_or_else(|| op.subprotocols.clone())
                .into_iter()
                .chain(place::subprotocols(&placed))
                .collect(),
            first,
            greeting,
        });
        let criteria = Criteria {
            goal,
            refusing: refusing::refusing(target, Some(op)),
            patience: refusing::patience(target, None),
        };
        Ok(Bound {
            job,
            criteria,
            outputs: IndexMap::new(),
        })
    }
}

/// The name under which a socket is held.
fn socket_of(open: &Open, act: &Act) -> Name {
    let name = open.socket.clone();
    name.unwrap_or_else(|| format!("#{}", act.number))
}
