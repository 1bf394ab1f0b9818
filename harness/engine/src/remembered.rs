//! What a case remembers of its course: marks, tokens of sockets, and when credentials were given.

use std::time::{Duration, Instant};

use model::name::Name;
use model::secret::Secret;
use model::span::Span;

use crate::fault::ActFault;
use crate::time::Moment;
use crate::wallet::Wallet;

impl Wallet<'_> {
    /// The present.
    pub fn moment(&self) -> Moment {
        Moment {
            at: Instant::now(),
            moved: self.clock.moved(),
        }
    }

    /// Notes that a step with this mark is done.
    pub fn set_mark(&mut self, mark: &str) {
        let moment = self.moment();
        self.marks.insert(mark.to_owned(), moment);
    }

    /// When the step with this mark was done.
    pub fn mark(&self, mark: &str) -> Result<Moment, ActFault> {
        let moment = self.marks.get(mark).copied();
        moment.ok_or_else(|| ActFault::File(format!("no step was marked `{mark}`")))
    }

    /// Notes with which token a socket was opened.
    pub fn note_opened(&mut self, socket: &str, token: &[u8]) {
        let token = Secret::new(String::from_utf8_lossy(token));
        self.opened.insert(socket.to_owned(), token);
    }

    /// The token with which a socket was opened.
    pub fn opened(&self, socket: &str) -> Option<&str> {
        self.opened.get(socket).map(Secret::expose)
    }

    /// Notes that these credentials were fetched without a step that asks for them, or by one.
    pub fn note_fetched<'n>(
        &mut self,
        role: &str,
        names: impl Iterator<Item = &'n Name>,
        implied: bool,
    ) {
        let moment = self.moment();
        for name in names {
            let key = (role.to_owned(), name.clone());
            match implied {
                true => self.fetched.insert(key, moment),
                false => self.fetched.remove(&key),
            };
        }
    }

    /// Forgets what was fetched without a step that asks for it and has expired since: it is fetched
    /// again. What a step asked for stays, because what becomes of it may be what is judged.
    pub fn forget_expired(&mut self) {
        let now = self.clock.latest().ok();
        let moved = self.clock.moved();
        let lifetimes = &self.target.contract.lifetimes;
        let credentials = &mut self.credentials;
        self.fetched.retain(|key, moment| {
            let token = credentials.get(key).map(Secret::expose);
            let exp = token
                .and_then(forge::Token::parse)
                .and_then(|token| token.expires_at());
            let gone = moment.at.elapsed() + moved.saturating_sub(moment.moved);
            let expired = match (exp, now, lifetimes.get(&key.1)) {
                (Some(exp), Some(now), _) => {
                    i64::try_from(now).is_ok_and(|now| now + NEARLY >= exp)
                }
                (_, _, Some(Span(lifetime))) => {
                    gone + Duration::from_secs(NEARLY.unsigned_abs()) >= *lifetime
                }
                _ => false,
            };
            if expired {
                credentials.remove(key);
            }
            !expired
        });
    }
}

/// What expires within so many seconds is as good as expired.
const NEARLY: i64 = 5;
