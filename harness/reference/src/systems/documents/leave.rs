//! Logging out, which works for everybody who asks from the own page: whoever is logged in no more, or
//! whose access token has ended, loses what is left.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};

use crate::{
    audit::Kind,
    bearer::Denied,
    caller::Caller,
    csrf,
    gate::Gate,
    percent::Parameter,
    policy::Logout,
    sign,
    systems::accounts::{open, refresh},
    token::TokenError,
    visitor::Visitor,
};

/// Ends the session of the refresh token; without one, all sessions of the caller.
pub(super) async fn log_out(
    State(gate): State<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let (parts, body) = request.into_parts();
    let caller = gate.identify(&parts).await.ok();
    if let Some(reason) = csrf::failure(&gate, &parts, None) {
        let user = caller.as_ref().map(|caller| &caller.user);
        return Err(csrf::refuse(&gate, &parts, (user, reason)));
    }
    if let (None, false) = (&caller, gate.policy.logout_expired.is_enforced()) {
        let denied = Denied::BadToken(TokenError::Expired);
        return Err(gate.unauthenticated(denied).into_response());
    }
    let token = refresh::given(&gate, Request::from_parts(parts, body)).await?;
    let with_refresh = token != Parameter::Absent;
    let refreshing = holder(&gate, token);
    for caller in caller.iter().chain(&refreshing) {
        match (gate.policy.logout, with_refresh, &caller.claims.session) {
            (Logout::All, ..) | (Logout::Own, false, _) => gate.end_sessions(&caller.user),
            (_, _, Some(id)) => drop(gate.end_session(id)),
            (_, _, None) => {}
        }
    }
    let user = caller.or(refreshing).map(|caller| caller.user);
    gate.audit
        .record(Kind::Logout, (user.as_ref(), &visitor), None);
    Ok(open::nothing_left(&gate))
}

/// Whose refresh token it is.
fn holder(gate: &Gate, token: Parameter) -> Option<Caller> {
    let Parameter::Once(token) = token else {
        return None;
    };
    let kinds = [sign::Kind::Refresh];
    gate.caller(&token, &gate.policy.refresh, &kinds).ok()
}
