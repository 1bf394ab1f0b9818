//! The socket: opened by a token of the handshake or by one of its first message, then a chat until
//! it ends: with its session, its access token, its user, or of age.

use std::{future::pending, pin::pin, time::Duration};

use ::http::StatusCode;
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};

use super::{
    App,
    admit::{Admitted, Refused, admit, admit_page, enter},
    message,
};
use crate::{
    answer,
    audit::Kind,
    clock::Clock,
    connections::Cause,
    handshake::Handshake,
    percent::Parameter,
    policy::Check,
    rate::Messages,
    refuse, sign,
    socket::{self, Ending, Incoming, Socket},
    visitor::Visitor,
};

/// The greatest age of a socket.
const LIFETIME: Duration = Duration::from_secs(3600);
/// How long a first message may take.
const FIRST: Duration = Duration::from_secs(2);

const TOO_MANY: &str = r#"{"type":"error","code":"rate_limited","message":"Too many messages"}"#;

/// Opens with a token of the handshake.
pub(super) async fn connect(
    State(app): State<App>,
    visitor: Visitor,
    mut request: Request,
) -> Response {
    let handshake = match Handshake::read(&mut request) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    match admit(&app, &request.into_parts().0) {
        Ok(admitted) => {
            app.attempt(&visitor, Some(&admitted), None);
            let tasks = app.gate.tasks.clone();
            let handshake = handshake.speaking(admitted.protocol);
            handshake.accept(&tasks, move |socket| admitted.serve(app, socket))
        }
        Err(refused) => {
            app.attempt(&visitor, None, Some(refused));
            refuse(&app, handshake, refused)
        }
    }
}

/// Opens without a token; the first message has to bring one. Nothing is sent before it.
pub(super) async fn connect_first(
    State(app): State<App>,
    visitor: Visitor,
    mut request: Request,
) -> Response {
    let handshake = match Handshake::read(&mut request) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    if let Err(refused) = admit_page(&app, &request.into_parts().0) {
        app.attempt(&visitor, None, Some(refused));
        return refuse(&app, handshake, refused);
    }
    let tasks = app.gate.tasks.clone();
    handshake.accept(&tasks, move |mut socket| async move {
        match introduced(&app, &visitor, &mut socket).await {
            Ok(admitted) => admitted.serve(app, socket).await,
            Err(ending) => socket::end(socket, ending).await,
        }
    })
}

fn refuse(app: &App, handshake: Handshake, refused: Refused) -> Response {
    match refused {
        Refused::Origin => answer::error(StatusCode::FORBIDDEN, "Origin not allowed"),
        Refused::Token(denied) => refuse::token(&app.gate, handshake, denied),
        Refused::Capacity => {
            let ending = app.gate.close(1008, "Too many connections");
            refuse::close(&app.gate, handshake, None, ending)
        }
    }
}

/// Waits for the first message and what it brings.
async fn introduced(app: &App, visitor: &Visitor, socket: &mut Socket) -> Result<Admitted, Ending> {
    let policy = &app.gate.policy;
    let late = timer(&app.gate.clock, policy.first_message, Some(FIRST));
    let token = tokio::select! {
        biased;
        () = late => None,
        incoming = socket::receive(socket) => match incoming {
            Incoming::Text(text) => message::first(&text),
            Incoming::Binary => None,
            Incoming::End(ending) => return Err(ending),
        },
    };
    let token = token.map_or(Parameter::Unusable, |it| Parameter::Once(it.into_bytes()));
    match enter(app, token, &policy.socket) {
        Ok(admitted) => {
            app.attempt(visitor, Some(&admitted), None);
            socket::send(socket, r#"{"type":"authenticated"}"#).await?;
            Ok(admitted)
        }
        Err(refused) => {
            app.attempt(visitor, None, Some(refused));
            Err(match refused {
                Refused::Capacity => app.gate.close(1008, "Too many connections"),
                Refused::Origin | Refused::Token(_) => app.gate.close(4401, "Not authenticated"),
            })
        }
    }
}

impl App {
    /// Records an attempt and its refusal.
    fn attempt(&self, visitor: &Visitor, who: Option<&Admitted>, refused: Option<Refused>) {
        let who = (who.map(|admitted| &admitted.caller.user), visitor);
        self.gate.audit.record(Kind::ConnectionAttempt, who, None);
        if let Some(refused) = refused {
            let reason = Some(refused.reason());
            self.gate.audit.record(Kind::ConnectionRefused, who, reason);
        }
    }
}

impl Admitted {
    async fn serve(mut self, app: App, mut socket: Socket) {
        let ending = self.converse(&app, &mut socket).await;
        // The place is free before the peer can see the end of the connection.
        drop(self);
        socket::end(socket, ending).await;
    }

    async fn converse(&mut self, app: &App, socket: &mut Socket) -> Ending {
        let (gate, ends) = (&app.gate, &app.gate.policy.socket_ends);
        let access = self.caller.claims.is(sign::Kind::Access);
        let left = self.caller.claims.expiry.filter(|_| access);
        let left = left.map(|end| end.saturating_sub(gate.clock.now()));
        let mut expiry = pin!(timer(&gate.clock, ends.expiry, left));
        let mut age = pin!(timer(&gate.clock, ends.lifetime, Some(LIFETIME)));
        let mut rate = Messages::new();
        loop {
            let incoming = tokio::select! {
                // What ended before a message came is told before its answer.
                biased;
                cause = self.place.ended() => return gate.close(4401, reason(cause)),
                () = &mut expiry => return gate.close(4401, "Token expired"),
                () = &mut age => return gate.close(4408, "Lifetime exceeded"),
                incoming = socket::receive(socket) => incoming,
            };
            let answer = match incoming {
                Incoming::End(ending) => return ending,
                Incoming::Text(_) if !rate.allows() => Some(TOO_MANY.to_owned()),
                Incoming::Text(text) => message::answer(&text),
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
async fn timer(clock: &Clock, check: Check, lasting: Option<Duration>) {
    match lasting.filter(|_| check.is_enforced()) {
        Some(lasting) => clock.timer(lasting).await,
        None => pending().await,
    }
}
