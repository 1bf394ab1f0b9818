//! The target's clock, as far as its answers tell (`Date`, RFC 9110 6.6.1). Tokens that are just expired
//! are so by that clock, and not by ours.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use model::wire::Answer;

/// Clocks further apart than this leave nothing to say about the lifetime of tokens.
const FARTHEST: i64 = 1800;

/// How far the target's clock is from ours.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    /// Seconds that the target is behind at most; negative when it is ahead.
    behind: Option<i64>,
}

/// The clocks are too far apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clock of the target is {0} s away from ours: no lifetime of a token can be judged")]
pub struct Apart(u64);

impl Clock {
    /// Reads the date of an answer. The smallest difference is the nearest to the truth: a date is
    /// rounded down, and answers travel.
    pub fn read(&mut self, answer: &Answer) {
        let text = |name| {
            let value = answer.header(name).next()?;
            std::str::from_utf8(value).ok().map(str::trim)
        };
        let Some(date) = text("date").and_then(seconds) else {
            return;
        };
        // A cache keeps the date, and says how old it is (RFC 9111 5.1).
        let age = text("age").and_then(|age| age.parse::<u32>().ok());
        let behind = ours() - date - i64::from(age.unwrap_or_default());
        self.behind = Some(self.behind.map_or(behind, |known| known.min(behind)));
    }

    /// The present in Unix seconds, by the earlier of both clocks.
    ///
    /// # Errors
    /// When they are too far apart.
    pub fn now(&self) -> Result<u64, Apart> {
        let behind = self.behind.unwrap_or_default();
        if behind.abs() > FARTHEST {
            return Err(Apart(behind.unsigned_abs()));
        }
        Ok(u64::try_from(ours() - behind.max(0)).unwrap_or_default())
    }
}

fn ours() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or(Duration::ZERO).as_secs()).unwrap_or(i64::MAX)
}

fn seconds(date: &str) -> Option<i64> {
    let zoned = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(zoned.timestamp().as_second())
}
