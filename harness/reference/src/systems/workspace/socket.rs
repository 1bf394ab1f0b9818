//! The two sockets: opened by a token of the handshake, or by one of the first message.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};

use super::{
    App,
    admit::{admit, admit_page, enter},
};
use crate::{
    handshake::Handshake,
    percent::Parameter,
    socket::{self, Ending, Incoming, Socket},
    systems::{
        live::{self, Admitted, Refused},
        message,
    },
    visitor::Visitor,
};

/// How long a first message may take.
const FIRST: Duration = Duration::from_secs(2);

/// Opens with a token of the handshake.
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
    live::open(app.gate, &visitor, handshake, admission)
}

/// Opens without a token; the first message has to bring one. Nothing is sent before it.
pub(super) async fn connect_first(
    State(app): State<App>,
    visitor: Visitor,
    mut request: Request,
) -> Response {
    let handshake = match Handshake::read(&mut request, app.gate.policy.protocol) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    if let Err(refused) = admit_page(&app, &request.into_parts().0) {
        return live::open(app.gate, &visitor, handshake, Err(refused));
    }
    let tasks = app.gate.tasks.clone();
    handshake.accept(&tasks, move |mut socket| async move {
        match introduced(&app, &visitor, &mut socket).await {
            Ok(admitted) => admitted.serve(app.gate, socket).await,
            Err(ending) => socket::end(socket, ending).await,
        }
    })
}

/// Waits for the first message and what it brings.
async fn introduced(app: &App, visitor: &Visitor, socket: &mut Socket) -> Result<Admitted, Ending> {
    let gate = &app.gate;
    let late = live::timer(&gate.clock, gate.policy.first_message, Some(FIRST));
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
    let admission = enter(app, token, &gate.policy.socket);
    live::record(gate, visitor, &admission);
    let admitted = admission.map_err(|refused| match refused {
        Refused::Capacity => gate.close(1008, "Too many connections"),
        Refused::Origin | Refused::Token(_) => gate.close(4401, "Not authenticated"),
    })?;
    socket::send(socket, r#"{"type":"authenticated"}"#).await?;
    Ok(admitted)
}
