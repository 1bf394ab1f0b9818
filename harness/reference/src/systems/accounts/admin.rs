//! What admins do with users. Everybody else is forbidden.

use std::sync::Arc;

use ::http::{Method, StatusCode, Uri, request::Parts};
use axum::{
    Json,
    extract::{FromRef, FromRequestParts, Request, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::own;
use crate::{
    account::{Account, Role, Standing},
    answer,
    audit::Kind,
    caller::Caller,
    connections::Cause,
    fields::{self, Problem, texts},
    gate::Gate,
    percent,
    policy::Admins,
    visitor::Visitor,
};

/// A caller with the role of an admin.
pub(in crate::systems) struct Admin;

impl<S> FromRequestParts<S> for Admin
where
    S: Send + Sync,
    Arc<Gate>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let gate = Arc::<Gate>::from_ref(state);
        let is_admin = match gate.policy.admins {
            Admins::Now => false,
            Admins::Ever => gate
                .users
                .look_up(&caller.user)
                .is_some_and(|it| it.promoted),
            Admins::Everybody => true,
            Admins::EverybodyWrites => parts.method != Method::GET,
        };
        match caller.role == Role::Admin || is_admin {
            true => Ok(Admin),
            false => Err(answer::error(StatusCode::FORBIDDEN, "Forbidden")),
        }
    }
}

pub(in crate::systems) async fn users(_: Admin, State(gate): State<Arc<Gate>>) -> Json<Value> {
    let users = gate.users.all().into_iter().map(|account| {
        json!({
            "id": account.user,
            "email": account.name,
            "role": account.role,
            "standing": account.standing,
        })
    });
    Json(json!({"users": users.collect::<Vec<_>>()}))
}

pub(in crate::systems) async fn disable(
    _: Admin,
    gate: State<Arc<Gate>>,
    by: Visitor,
    uri: Uri,
) -> Response {
    stand(&gate, &by, &uri, Standing::Disabled)
}

pub(in crate::systems) async fn enable(
    _: Admin,
    gate: State<Arc<Gate>>,
    by: Visitor,
    uri: Uri,
) -> Response {
    stand(&gate, &by, &uri, Standing::Active)
}

pub(in crate::systems) async fn remove(
    _: Admin,
    gate: State<Arc<Gate>>,
    by: Visitor,
    uri: Uri,
) -> Response {
    stand(&gate, &by, &uri, Standing::Deleted)
}

/// Changes the standing of a user; who is out loses every socket.
fn stand(gate: &Gate, by: &Visitor, uri: &Uri, standing: Standing) -> Response {
    let Some(account) = subject(gate, uri) else {
        return unknown();
    };
    gate.users
        .change(&account.user, |account| account.standing = standing);
    if standing != Standing::Active && gate.policy.socket_ends.user.is_enforced() {
        gate.connections.end_user(&account.user, Cause::User);
    }
    let kind = match standing {
        Standing::Active => Kind::UserEnabled,
        Standing::Disabled => Kind::UserDisabled,
        Standing::Deleted => Kind::UserDeleted,
    };
    gate.audit.record(kind, (Some(&account.user), by), None);
    StatusCode::NO_CONTENT.into_response()
}

/// Gives a user another role; tokens and sockets of the old one end.
pub(in crate::systems) async fn set_role(
    _: Admin,
    State(gate): State<Arc<Gate>>,
    by: Visitor,
    uri: Uri,
    request: Request,
) -> Result<Response, Response> {
    let [role] = texts(&gate, request, ["role"]).await?;
    let Some(role) = Role::named(&role) else {
        return Err(fields::refuse(&gate, &[(Some("role"), Problem::Value)]));
    };
    let account = subject(&gate, &uri).ok_or_else(unknown)?;
    gate.users.change(&account.user, |account| {
        account.role = role;
        account.promoted |= role == Role::Admin;
    });
    if role != account.role && gate.policy.socket_ends.role.is_enforced() {
        gate.connections.end_user(&account.user, Cause::Role);
    }
    gate.audit
        .record(Kind::RoleChanged, (Some(&account.user), &by), None);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Gives a user another address.
pub(in crate::systems) async fn set_email(
    _: Admin,
    State(gate): State<Arc<Gate>>,
    by: Visitor,
    uri: Uri,
    request: Request,
) -> Result<Response, Response> {
    let [email] = texts(&gate, request, ["email"]).await?;
    let account = subject(&gate, &uri).ok_or_else(unknown)?;
    let refused = own::move_to(&gate, &by, &account.user, &email);
    Ok(refused.unwrap_or_else(|| StatusCode::NO_CONTENT.into_response()))
}

/// The user whom the path names.
pub(in crate::systems) fn subject(gate: &Gate, uri: &Uri) -> Option<Account> {
    let name = String::from_utf8(percent::segment(uri, 3)?).ok()?;
    let account = gate.users.named(&name)?;
    (account.standing != Standing::Deleted).then_some(account)
}

pub(in crate::systems) fn unknown() -> Response {
    answer::error(StatusCode::NOT_FOUND, "User not found")
}
