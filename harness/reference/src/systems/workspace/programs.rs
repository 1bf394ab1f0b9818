//! Programs of a user say who they are by a key of their own. It means nothing by itself: whose it is
//! stands in a list.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use serde_json::json;

use super::App;
use crate::{
    account::{Standing, User},
    answer,
    bearer::Denied,
    caller::Caller,
    policy::KeyLookup,
    random,
    systems::login::confidential,
    token::TokenError,
};

/// The header that carries a key.
const HEADER: &str = "x-api-key";
/// Characters that a lookup by the start compares.
const START: usize = 12;

/// The keys that were given out, and whose they are.
#[derive(Debug, Default)]
pub(super) struct Programs(Mutex<HashMap<String, User>>);

impl Programs {
    fn give(&self, key: String, user: User) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(key, user);
    }

    fn owner(&self, sent: &str, lookup: KeyLookup) -> Option<User> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = keys.iter().find(|(key, _)| is_same(key, sent, lookup));
        found.map(|(_, user)| user.clone())
    }
}

fn is_same(key: &str, sent: &str, lookup: KeyLookup) -> bool {
    match lookup {
        KeyLookup::Exact => key == sent,
        KeyLookup::Start => sent.len() >= START && key.get(..START) == sent.get(..START),
        KeyLookup::CaseIgnored => key.eq_ignore_ascii_case(sent),
        KeyLookup::Pattern => match sent.split_once('%') {
            Some((before, after)) => key.starts_with(before) && key.ends_with(after),
            None => key == sent,
        },
    }
}

/// A new key of the caller.
pub(super) async fn give(caller: Caller, State(app): State<App>) -> Response {
    let Ok(secret) = random::secret() else {
        return answer::internal();
    };
    let key = format!("wk_{secret}");
    app.programs.give(key.clone(), caller.user);
    confidential(&app.gate, Json(json!({"key": key})))
}

/// Whose program it is.
pub(super) async fn me(State(app): State<App>, headers: HeaderMap) -> Response {
    let gate = &app.gate;
    let refused = |denied| gate.unauthenticated(denied).into_response();
    let Some(sent) = headers.get(HEADER) else {
        return refused(Denied::NoCredentials);
    };
    let sent = String::from_utf8_lossy(sent.as_bytes());
    let owner = app.programs.owner(&sent, gate.policy.program_keys);
    let account = owner.and_then(|owner| gate.users.look_up(&owner));
    match account.filter(|account| account.standing == Standing::Active) {
        Some(account) => Json(json!({"email": account.name})).into_response(),
        None => refused(Denied::BadToken(TokenError::Invalid)),
    }
}
