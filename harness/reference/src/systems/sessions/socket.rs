//! The socket: admission in the open, then messages and events until it ends.

use std::{net::IpAddr, time::Duration};

use ::http::StatusCode;
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use tokio::time::{Instant, sleep};

use super::{
    App,
    admit::{Admitted, Cause, Refused, admit},
    message::{Answer, Refusal, answer},
};
use crate::{
    answer as answers,
    audit::Kind,
    bearer::{Denied, Unauthenticated},
    handshake::Handshake,
    listen::Peer,
    policy::{Challenge, SocketRefusal},
    rate::Rate,
    socket::{self, Ending, Incoming, Socket},
    token::TokenError,
};

/// The longest life of a connection.
const LIFETIME: Duration = Duration::from_secs(3600);

pub(super) async fn connect(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
) -> Response {
    let handshake = match Handshake::read(&mut request) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    let admission = admit(&app, &request.into_parts().0);
    let user = match &admission {
        Ok(admitted) => Some(admitted.place.user),
        Err(refused) => refused.user,
    };
    app.audit
        .record(Kind::ConnectionAttempt, (user, peer.address), None);
    match admission {
        Ok(admitted) => {
            let tasks = app.gate.tasks.clone();
            handshake.accept(&tasks, move |socket| async move {
                Live {
                    app,
                    address: peer.address,
                    admitted,
                }
                .serve(socket)
                .await;
            })
        }
        Err(Refused { user, cause }) => {
            app.audit.record(
                Kind::ConnectionRefused,
                (user, peer.address),
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
        Cause::Token(denied) => return refuse_token(app, handshake, denied),
        Cause::Capacity => "Too many connections",
        Cause::ForeignSession => "Access denied",
        Cause::UnknownSession => "No such session",
    };
    close(app, handshake, None, Ending::Close(1008, reason))
}

fn refuse_token(app: &App, handshake: Handshake, denied: Denied) -> Response {
    if let Denied::BadToken(TokenError::Internal) = denied {
        return answers::internal();
    }
    match app.gate.policy.socket_refusal {
        SocketRefusal::Conforming => {
            let system = app.gate.system;
            Unauthenticated {
                denied,
                system,
                challenge: Challenge::Conforming,
            }
            .into_response()
        }
        SocketRefusal::DataFirst => {
            let ending = Ending::Close(4401, "Invalid token");
            close(app, handshake, Some(r#"{"type":"welcome"}"#), ending)
        }
        SocketRefusal::WrongCode => answers::error(StatusCode::BAD_REQUEST, "Invalid token"),
    }
}

/// Accepts, maybe says something, and closes.
fn close(app: &App, handshake: Handshake, first: Option<&'static str>, ending: Ending) -> Response {
    handshake.accept(&app.gate.tasks, move |mut socket| async move {
        if let Some(first) = first {
            let _ = socket::send(&mut socket, first).await;
        }
        socket::end(socket, ending).await;
    })
}

/// An admitted connection.
struct Live {
    app: App,
    address: IpAddr,
    admitted: Admitted,
}

impl Live {
    async fn serve(mut self, mut socket: Socket) {
        let ending = self.converse(&mut socket).await;
        if let Ending::Close(_, reason) = ending {
            self.record(Kind::Error, reason);
        }
        // The place is free before the peer can see the end of the connection.
        drop(self);
        socket::end(socket, ending).await;
    }

    async fn converse(&mut self, socket: &mut Socket) -> Ending {
        let mut lifetime = std::pin::pin!(sleep(LIFETIME));
        let mut rate = Rate::default();
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
    fn answer(&self, text: Option<&str>, rate: &mut Rate) -> String {
        let answer = match text {
            _ if !rate.allows(Instant::now()) => Answer::Refused(Refusal::RateLimited),
            None => Answer::Refused(Refusal::Invalid),
            Some(text) => answer(text, &self.admitted.place, self.app.gate.policy.subscribe),
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
        let who = (Some(self.admitted.place.user), self.address);
        self.app.audit.record(kind, who, Some(reason));
    }
}
