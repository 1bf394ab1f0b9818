//! The socket: admission in the open, then messages and events until it ends.

use std::{pin::pin, time::Duration};

use ::http::StatusCode;
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};

use super::{
    App,
    admit::{Admitted, Cause, Refused, admit},
    message::{Answer, Refusal, answer},
};
use crate::{
    answer as answers,
    audit::Kind,
    handshake::Handshake,
    meant::meant,
    rate::Messages,
    refuse,
    socket::{self, Ending, Incoming, Socket},
    visitor::Visitor,
};

/// The longest life of a connection.
const LIFETIME: Duration = Duration::from_secs(3600);

pub(super) async fn connect(
    State(app): State<App>,
    visitor: Visitor,
    mut request: Request,
) -> Response {
    let handshake = match Handshake::read(&mut request, app.gate.policy.protocol) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    let admission = admit(&app, &request.into_parts().0);
    let user = match &admission {
        Ok(admitted) => Some(&admitted.place.user),
        Err(refused) => refused.user.as_ref(),
    };
    let audit = &app.gate.audit;
    audit.record(Kind::ConnectionAttempt, (user, &visitor), None);
    match admission {
        Ok(admitted) => {
            let tasks = app.gate.tasks.clone();
            handshake.accept(&tasks, move |socket| async move {
                Live {
                    app,
                    visitor,
                    admitted,
                }
                .serve(socket)
                .await;
            })
        }
        Err(Refused { user, cause }) => {
            audit.record(
                Kind::ConnectionRefused,
                (user.as_ref(), &visitor),
                Some(cause.reason()),
            );
            refuse(&app, handshake, cause)
        }
    }
}

fn refuse(app: &App, handshake: Handshake, cause: Cause) -> Response {
    let reason = match cause {
        Cause::Host | Cause::Origin => {
            return answers::error(StatusCode::FORBIDDEN, "Origin not allowed");
        }
        Cause::Internal => return answers::internal(),
        Cause::Token(denied) => return refuse::token(&app.gate, handshake, denied),
        Cause::Capacity => "Too many connections",
        Cause::ForeignSession => "Access denied",
        Cause::UnknownSession => "No such session",
    };
    let ending = app.gate.close(1008, reason);
    refuse::close(&app.gate, handshake, None, ending)
}

/// An admitted connection.
struct Live {
    app: App,
    visitor: Visitor,
    admitted: Admitted,
}

impl Live {
    async fn serve(mut self, mut socket: Socket) {
        let ending = self.converse(&mut socket).await;
        if let Ending::Close(_, reason) = ending {
            self.record(Kind::Error, reason);
        }
        if ending == Ending::Gone && !self.app.gate.policy.limits.freed.is_enforced() {
            self.admitted.seat.lose();
        }
        // The seat is free before the peer can see the end of the connection.
        drop(self);
        socket::end(socket, ending).await;
    }

    async fn converse(&mut self, socket: &mut Socket) -> Ending {
        let mut lifetime = pin!(self.app.gate.clock.timer(LIFETIME));
        let mut rate = self.app.gate.messages(&self.admitted.place.user);
        loop {
            let text = tokio::select! {
                () = &mut lifetime => return Ending::Close(4408, "Lifetime exceeded"),
                event = self.admitted.events.recv() => match event {
                    Some(event) => event,
                    None => return Ending::Close(1008, "Too slow"),
                },
                incoming = socket::receive(socket) => match incoming {
                    Incoming::End(ending) => return ending,
                    Incoming::Text(text) => self.answer(Some(&text), &mut rate),
                    Incoming::Binary => self.answer(None, &mut rate),
                },
            };
            if let Err(ending) = socket::send(socket, text).await {
                return ending;
            }
        }
    }

    /// The answer to a text, or to a message that is none.
    fn answer(&self, text: Option<&str>, rate: &mut Messages) -> String {
        let answer = match text {
            _ if !rate.allows() => Answer::Refused(Refusal::RateLimited),
            None => Answer::Refused(Refusal::Invalid),
            Some(text) => {
                let policy = &self.app.gate.policy;
                let text = meant(text.as_bytes(), policy.json.text);
                answer(&text, &self.admitted.place, policy.subscribe)
            }
        };
        match answer {
            Answer::Refused(Refusal::Internal) => {
                self.record(Kind::Error, Refusal::Internal.code());
            }
            Answer::Refused(refusal) => self.record(Kind::MessageRefused, refusal.code()),
            _ => {}
        }
        answer.to_json()
    }

    fn record(&self, kind: Kind, reason: &'static str) {
        let who = (Some(&self.admitted.place.user), &self.visitor);
        self.app.gate.audit.record(kind, who, Some(reason));
    }
}
