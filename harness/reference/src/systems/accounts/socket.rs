//! The socket of a service for pages: opened by the access token, in the cookie or as bearer.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};

use crate::{
    bearer::Denied,
    claims::Claims,
    gate::Gate,
    handshake::Handshake,
    origin,
    percent::Parameter,
    policy::Missing,
    sign::Kind,
    systems::live::{self, Admitted, Refused, seat},
    token::TokenError,
    visitor::Visitor,
};

pub(in crate::systems) async fn connect(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    mut request: Request,
) -> Response {
    let handshake = match Handshake::read(&mut request, gate.policy.protocol) {
        Ok(handshake) => handshake,
        Err(error) => return error.into_response(),
    };
    let request = request.into_parts().0;
    let admission = match origin::is_allowed(&request.headers, gate.policy.origin) {
        true => admit(&gate, gate.presented(&request)),
        false => Err(Refused::Origin),
    };
    live::open(gate, &visitor, handshake, admission)
}

/// Who comes with this token, and a seat for them.
fn admit(gate: &Gate, token: Parameter) -> Result<Admitted, Refused> {
    let policy = &gate.policy.socket;
    let bad = |error| Refused::Token(Denied::BadToken(error));
    let token = match (token, policy.missing) {
        (Parameter::Once(token), _) => token,
        (Parameter::Unusable, _) => return Err(bad(TokenError::Invalid)),
        (Parameter::Absent, Missing::Refused) => {
            return Err(Refused::Token(Denied::NoCredentials));
        }
        (Parameter::Absent, Missing::Served) => {
            return seat(gate, gate.first_user(Claims::default()).map_err(bad)?);
        }
    };
    let verify = || gate.caller(&token, policy, &[Kind::Access]).map_err(bad);
    let admitted = seat(gate, verify()?)?;
    // A session may have ended after the look and before there was a seat to tell it to.
    verify().map(|_| admitted)
}
