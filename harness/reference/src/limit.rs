//! Limits of requests per user.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::RETRY_AFTER};

use crate::{
    account::User,
    answer,
    rate::{Limit, Rate},
};

/// Users that are counted before idle ones are forgotten.
const COUNTED: usize = 4096;

/// One limit, counted for each user on their own.
#[derive(Debug)]
pub(crate) struct PerUser {
    limit: Limit,
    rates: Mutex<HashMap<User, Rate>>,
}

impl PerUser {
    pub(crate) fn new(limit: Limit) -> PerUser {
        PerUser {
            limit,
            rates: Mutex::default(),
        }
    }

    /// Lets one more request pass, or says how long that will take.
    pub(crate) fn pass(&self, user: &User, now: Duration) -> Result<(), TooMany> {
        let mut rates = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        if rates.len() >= COUNTED {
            rates.retain(|_, rate| !rate.is_idle(self.limit, now));
        }
        let rate = rates.entry(user.clone()).or_default();
        rate.pass(self.limit, now).map_err(TooMany)
    }
}

/// A request too many, and how long to wait (RFC 6585 4).
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooMany(Duration);

impl IntoResponse for TooMany {
    fn into_response(self) -> Response {
        let seconds = self.0.as_millis().div_ceil(1000).to_string();
        let answer = answer::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
        ([(RETRY_AFTER, seconds)], answer).into_response()
    }
}
