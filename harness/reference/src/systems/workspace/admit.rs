//! Who may have a socket: Origin, token, seat, in this order. The Host was looked at before.

use std::time::Duration;

use ::http::{HeaderMap, header::SEC_WEBSOCKET_PROTOCOL, request::Parts};

use super::App;
use crate::{
    bearer::Denied,
    claims::Claims,
    origin,
    percent::{self, Parameter},
    policy::{Missing, Precedence, TokenPolicy},
    sign::Kind,
    systems::live::{Admitted, Refused, seat},
    token::TokenError,
};

/// The subprotocol that says: the next one is a token.
pub(super) const BEARER: &str = "bearer";
/// What opens a socket.
const KINDS: [Kind; 2] = [Kind::Ticket, Kind::Access];

/// Whether the page may have one at all.
pub(super) fn admit_page(app: &App, request: &Parts) -> Result<(), Refused> {
    match origin::is_allowed(&request.headers, app.gate.policy.origin) {
        true => Ok(()),
        false => Err(Refused::Origin),
    }
}

/// Who comes with this handshake.
pub(super) fn admit(app: &App, request: &Parts) -> Result<Admitted, Refused> {
    admit_page(app, request)?;
    let policy = &app.gate.policy;
    let header = header(&request.headers);
    let query = percent::parameter(&request.uri, "token");
    let found = match policy.socket_places {
        Precedence::Declared => header.or(query),
        Precedence::Reversed => query.or(header),
    };
    match found {
        Parameter::Absent => match offered(&request.headers) {
            Parameter::Absent => nobody(app),
            token => {
                let admitted = enter(app, token, &policy.subprotocol)?;
                let protocol = Some(BEARER);
                Ok(Admitted {
                    protocol,
                    ..admitted
                })
            }
        },
        token => enter(app, token, &policy.socket),
    }
}

/// Whose token this is, and a seat for them.
pub(super) fn enter(
    app: &App,
    token: Parameter,
    policy: &TokenPolicy,
) -> Result<Admitted, Refused> {
    let invalid = Refused::Token(Denied::BadToken(TokenError::Invalid));
    let Parameter::Once(token) = token else {
        return Err(invalid);
    };
    let verify = || {
        let caller = app.gate.caller(&token, policy, &KINDS);
        caller.map_err(|error| Refused::Token(Denied::BadToken(error)))
    };
    let caller = verify()?;
    if caller.claims.is(Kind::Ticket) && !app.gate.policy.ticket.passes(spend(app, &caller.claims))
    {
        return Err(invalid);
    }
    let admitted = seat(&app.gate, caller)?;
    // A session may have ended after the look and before there was a seat to tell it to.
    verify().map(|_| admitted)
}

fn spend(app: &App, ticket: &Claims) -> bool {
    let expiry = ticket.expiry.unwrap_or(Duration::MAX);
    let now = app.gate.clock.now();
    let gap = app.gate.policy.using_ticket.gap();
    let spend = |id: &String| {
        let first = app.tickets.spend(id, expiry, now).is_none();
        first || gap.is_some_and(|gap| app.tickets.is_fresh(id, gap))
    };
    ticket.id.as_ref().is_some_and(spend)
}

fn nobody(app: &App) -> Result<Admitted, Refused> {
    match app.gate.policy.socket.missing {
        Missing::Refused => Err(Refused::Token(Denied::NoCredentials)),
        Missing::Served => {
            let first = app.gate.first_user(Claims::default());
            seat(
                &app.gate,
                first.map_err(|error| Refused::Token(Denied::BadToken(error)))?,
            )
        }
    }
}

fn header(headers: &HeaderMap) -> Parameter {
    let mut values = headers.get_all("x-ws-token").iter();
    match (values.next(), values.next()) {
        (None, _) => Parameter::Absent,
        (Some(value), None) => Parameter::Once(value.as_bytes().to_vec()),
        (Some(_), Some(_)) => Parameter::Unusable,
    }
}

/// The token among the subprotocols: `bearer`, then the token, and no more.
fn offered(headers: &HeaderMap) -> Parameter {
    let values = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
    let names: Vec<&[u8]> = values
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .collect();
    match names[..] {
        [first, token] if first == BEARER.as_bytes() => Parameter::Once(token.to_vec()),
        // The word alone brings nothing.
        [only] if only == BEARER.as_bytes() => Parameter::Absent,
        _ if names.contains(&BEARER.as_bytes()) => Parameter::Unusable,
        _ => Parameter::Absent,
    }
}
