//! Who looks around before any login: an id in the cookie of the session, and nothing behind it. A login
//! never goes on with it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use aws_lc_rs::error::Unspecified;

use crate::random;

/// How the id of a visitor begins.
const MARK: &[u8] = b"visit-";

/// Ids that a faulty login went on with, and the access token that each stands for since.
#[derive(Debug, Default)]
pub(crate) struct Visits(Mutex<HashMap<Vec<u8>, Vec<u8>>>);

impl Visits {
    /// The id of a new visitor.
    pub(crate) fn begin() -> Result<String, Unspecified> {
        let id = random::uuid()?;
        Ok(format!("{}{id}", String::from_utf8_lossy(MARK)))
    }

    /// Lets the id of a visitor stand for a token; nothing when it is none.
    pub(crate) fn adopt(&self, id: Vec<u8>, token: String) {
        if id.starts_with(MARK) {
            let mut adopted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            adopted.insert(id, token.into_bytes());
        }
    }

    /// The token that a cookie stands for: itself, unless it is the id of a visitor that was adopted.
    pub(crate) fn token(&self, cookie: Vec<u8>) -> Vec<u8> {
        let adopted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        adopted.get(&cookie).cloned().unwrap_or(cookie)
    }
}
