//! Sockets of services with sessions: who has one, and a chat until it ends: with its session, its
//! access token, its user, or of age.

use std::{future::pending, pin::pin, sync::Arc, time::Duration};

use ::http::StatusCode;
use axum::response::Response;

use super::message;
use crate::{
    answer,
    audit::Kind,
    bearer::Denied,
    caller::Caller,
    clock::Clock,
    connections::{Cause, Seat},
    gate::Gate,
    handshake::Handshake,
    meant::meant,
    policy::Check,
    refuse, sign,
    socket::{self, Ending, Incoming, Socket},
    visitor::Visitor,
};

/// The greatest age of a socket.
const LIFETIME: Duration = Duration::from_secs(3600);

const TOO_MANY: &str = r#"{"type":"error","code":"rate_limited","message":"Too many messages"}"#;

/// Who has a socket, and its seat.
pub(super) struct Admitted {
    pub(super) caller: Caller,
    pub(super) seat: Seat,
    /// The subprotocol to speak.
    pub(super) protocol: Option<&'static str>,
}

/// Why there is no socket.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refused {
    Origin,
    Token(Denied),
    Capacity,
}

impl Refused {
    /// The reason in the audit trail.
    const fn reason(self) -> &'static str {
        match self {
            Refused::Origin => "origin_not_allowed",
            Refused::Token(_) => "unauthenticated",
            Refused::Capacity => "too_many_connections",
        }
    }
}

/// A seat for a caller.
pub(super) fn seat(gate: &Gate, caller: Caller) -> Result<Admitted, Refused> {
    let session = caller.claims.session.as_deref();
    let limits = &gate.policy.limits;
    let limited = (limits.connections, limits.placing);
    let seat = gate.connections.enter((&caller.user, session), limited);
    Ok(Admitted {
        seat: seat.ok_or(Refused::Capacity)?,
        caller,
        protocol: None,
    })
}

/// Answers a handshake: the socket, or why there is none.
pub(super) fn open(
    gate: Arc<Gate>,
    visitor: &Visitor,
    handshake: Handshake,
    admission: Result<Admitted, Refused>,
) -> Response {
    record(&gate, visitor, &admission);
    match admission {
        Ok(admitted) => {
            let tasks = gate.tasks.clone();
            let handshake = handshake.speaking(admitted.protocol);
            handshake.accept(&tasks, move |socket| admitted.serve(gate, socket))
        }
        Err(Refused::Origin) => answer::error(StatusCode::FORBIDDEN, "Origin not allowed"),
        Err(Refused::Token(denied)) => refuse::token(&gate, handshake, denied),
        Err(Refused::Capacity) => {
            let ending = gate.close(1008, "Too many connections");
            refuse::close(&gate, handshake, None, ending)
        }
    }
}

/// Records an attempt and its refusal.
pub(super) fn record(gate: &Gate, visitor: &Visitor, admission: &Result<Admitted, Refused>) {
    let user = admission
        .as_ref()
        .ok()
        .map(|admitted| &admitted.caller.user);
    gate.audit
        .record(Kind::ConnectionAttempt, (user, visitor), None);
    if let Err(refused) = admission {
        let reason = Some(refused.reason());
        gate.audit
            .record(Kind::ConnectionRefused, (user, visitor), reason);
    }
}

impl Admitted {
    pub(super) async fn serve(mut self, gate: Arc<Gate>, mut socket: Socket) {
        let ending = self.converse(&gate, &mut socket).await;
        if ending == Ending::Gone && !gate.policy.limits.freed.is_enforced() {
            self.seat.lose();
        }
        // The seat is free before the peer can see the end of the connection.
        drop(self);
        socket::end(socket, ending).await;
    }

    async fn converse(&mut self, gate: &Gate, socket: &mut Socket) -> Ending {
        let ends = &gate.policy.socket_ends;
        let access = self.caller.claims.is(sign::Kind::Access);
        let left = self.caller.claims.expiry.filter(|_| access);
        let left = left.map(|end| end.saturating_sub(gate.clock.now()));
        let mut expiry = pin!(timer(&gate.clock, ends.expiry, left));
        let mut age = pin!(timer(&gate.clock, ends.lifetime, Some(LIFETIME)));
        let mut rate = gate.messages(&self.caller.user);
        loop {
            let incoming = tokio::select! {
                // What ended before a message came is told before its answer.
                biased;
                cause = self.seat.ended() => return gate.close(4401, reason(cause)),
                () = &mut expiry => return gate.close(4401, "Token expired"),
                () = &mut age => return gate.close(4408, "Lifetime exceeded"),
                incoming = socket::receive(socket) => incoming,
            };
            let answer = match incoming {
                Incoming::End(ending) => return ending,
                Incoming::Text(_) if !rate.allows() => Some(TOO_MANY.to_owned()),
                Incoming::Text(text) => {
                    let text = meant(text.as_bytes(), gate.policy.json.text);
                    message::answer(&text)
                }
                Incoming::Binary => None,
            };
            let Some(answer) = answer else {
                return gate.close(1003, "Message not understood");
            };
            if let Err(ending) = socket::send(socket, answer).await {
                return ending;
            }
        }
    }
}

const fn reason(cause: Cause) -> &'static str {
    match cause {
        Cause::Session => "Session ended",
        Cause::Role => "Role changed",
        Cause::User => "User removed",
    }
}

/// Ends when the time is over, or never where nobody looks or nothing runs out.
pub(super) async fn timer(clock: &Clock, check: Check, lasting: Option<Duration>) {
    match lasting.filter(|_| check.is_enforced()) {
        Some(lasting) => clock.timer(lasting).await,
        None => pending().await,
    }
}
