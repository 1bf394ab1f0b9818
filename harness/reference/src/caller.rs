//! Who calls: the token of a request, at the places where it may stand, and whom it speaks for now.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};

use crate::{
    account::{Account, Role, Standing, User},
    answer,
    bearer::{self, Denied},
    claims::Claims,
    cookies, csrf,
    gate::Gate,
    jku,
    percent::{self, Parameter},
    policy::{Missing, Precedence, Query, TokenPolicy},
    sign::Kind,
    token::TokenError,
};

/// The user whose token came with the request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: User,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// When the access period of the account is over.
    pub(crate) until: Option<Duration>,
    /// What their token said.
    pub(crate) claims: Claims,
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<Gate>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let gate = Arc::<Gate>::from_ref(state);
        let caller = gate.identify(parts).await;
        let caller = caller.map_err(|denied| gate.unauthenticated(denied).into_response())?;
        let over = caller.until.is_some_and(|until| until <= gate.clock.now());
        if !gate.policy.bounds.period.passes(!over) {
            return Err(answer::error(StatusCode::FORBIDDEN, "Access period over"));
        }
        if !gate.system.shape().csrf {
            return Ok(caller);
        }
        match csrf::failure(&gate, parts, Some(&caller)) {
            Some(reason) => Err(csrf::refuse(&gate, parts, (Some(&caller.user), reason))),
            None => Ok(caller),
        }
    }
}

impl Gate {
    /// Who calls with this request.
    pub(crate) async fn identify(&self, request: &Parts) -> Result<Caller, Denied> {
        let policy = &self.policy.bearer;
        match self.presented(request) {
            Parameter::Once(token) => {
                let policy = jku::followed(&token, policy).await;
                self.caller(&token, &policy, &[Kind::Access])
                    .map_err(Denied::BadToken)
            }
            Parameter::Unusable => Err(Denied::BadToken(TokenError::Invalid)),
            Parameter::Absent => match policy.missing {
                Missing::Refused => Err(Denied::NoCredentials),
                Missing::Served => self.first_user(Claims::default()).map_err(Denied::BadToken),
            },
        }
    }

    /// The access token of an HTTP request: from the cookie, else from `Authorization`.
    pub(crate) fn presented(&self, request: &Parts) -> Parameter {
        let places = &self.policy.places;
        let cookie = match self.system.shape().access_cookie {
            Some(name) if places.cookie.is_enforced() => {
                match cookies::value(&request.headers, name, places.cookies) {
                    Parameter::Once(value) => Parameter::Once(self.visits.token(value)),
                    other => other,
                }
            }
            _ => Parameter::Absent,
        };
        let header = bearer::credentials(&request.headers, places);
        let found = match places.precedence {
            Precedence::Declared => cookie.or(header),
            Precedence::Reversed => header.or(cookie),
        };
        match places.query {
            Query::Ignored => found,
            Query::Taken => found
                .or(percent::parameter(&request.uri, "access_token"))
                .or(percent::parameter(&request.uri, "token")),
        }
    }

    /// For whom a token of one of these kinds speaks now. The store is asked each time.
    pub(crate) fn caller(
        &self,
        token: &[u8],
        policy: &TokenPolicy,
        kinds: &[Kind],
    ) -> Result<Caller, TokenError> {
        let claims = self.tokens.verify(token, policy, kinds)?;
        self.speaker(claims, policy)
    }

    /// For whom a verified token speaks now.
    pub(crate) fn speaker(
        &self,
        claims: Claims,
        policy: &TokenPolicy,
    ) -> Result<Caller, TokenError> {
        let Some(named) = claims.user.clone() else {
            return self.first_user(claims);
        };
        let user = match self.system.shape().sessions {
            true => self.holder(named, &claims, policy)?,
            false => named,
        };
        let account = self.users.look_up(&user).ok_or(TokenError::Invalid)?;
        let active = account.standing == Standing::Active;
        let role = claims.role.unwrap_or(account.role);
        let email = claims.email.as_ref();
        let unchanged = policy.role.passes(role == account.role)
            && policy
                .email
                .passes(email.is_none_or(|email| *email == account.name));
        if !policy.standing.passes(active) || !unchanged {
            return Err(TokenError::Invalid);
        }
        Ok(Caller::new(account, role, claims))
    }

    /// Whose session it is that the token belongs to.
    fn holder(
        &self,
        named: User,
        claims: &Claims,
        policy: &TokenPolicy,
    ) -> Result<User, TokenError> {
        let session = claims.session.as_deref();
        let holder = session.and_then(|id| self.logins.holder(id, &named));
        if !policy.session.passes(holder.is_some()) {
            return Err(TokenError::Invalid);
        }
        Ok(holder.unwrap_or(named))
    }

    /// Whom a faulty server takes a stranger for.
    pub(crate) fn first_user(&self, claims: Claims) -> Result<Caller, TokenError> {
        let first = self.system.shape().people.first();
        let account = first.and_then(|person| self.users.named(person.name));
        let account = account.ok_or(TokenError::Invalid)?;
        Ok(Caller::new(account, Role::User, claims))
    }
}

impl Caller {
    fn new(account: Account, role: Role, claims: Claims) -> Caller {
        Caller {
            user: account.user,
            name: account.name,
            role,
            until: account.until,
            claims,
        }
    }
}
