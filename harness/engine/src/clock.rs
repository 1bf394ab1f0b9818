//! The target's clock, as far as its answers tell (`Date`, RFC 9110 6.6.1). Tokens that are just expired
//! are so by that clock, and not by ours.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use model::wire::Answer;

/// Clocks further apart than this leave nothing to say about the lifetime of tokens.
const FARTHEST: i64 = 1800;

/// Seconds that clocks may be apart without one of them having been moved.
const SLACK: u64 = 60;

/// How far the target's clock was moved in this run, in seconds: all that goes by it, and tokens.
#[derive(Debug, Clone, Default)]
pub struct Moves(Arc<[AtomicU64; 2]>);

/// How far the target's clock is from ours.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Seconds that the target is behind at most, where we did not move it; negative when it is ahead.
    behind: Option<i64>,
    moves: Moves,
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
        // A clock that was moved may show on the date, or not.
        let unmoved = behind.saturating_add(seconds_of(self.moved()));
        let behind = match unmoved.abs() < behind.abs() {
            true => unmoved,
            false => behind,
        };
        self.behind = Some(self.behind.map_or(behind, |known| known.min(behind)));
    }

    /// The present in Unix seconds as the target's tokens see it, by the earlier of both clocks.
    ///
    /// # Errors
    /// When they are too far apart.
    pub fn now(&self) -> Result<u64, Apart> {
        self.present(|behind| ours() - behind.max(0))
    }

    /// The same by the later of both clocks.
    ///
    /// # Errors
    /// When they are too far apart.
    pub fn latest(&self) -> Result<u64, Apart> {
        self.present(|behind| ours() - behind.min(0))
    }

    fn present(&self, by: impl Fn(i64) -> i64) -> Result<u64, Apart> {
        let behind = self.behind.unwrap_or_default();
        if behind.abs() > FARTHEST {
            return Err(Apart(behind.unsigned_abs()));
        }
        let moved = self.moves.0[1].load(Ordering::Relaxed);
        let now = u64::try_from(by(behind)).unwrap_or_default();
        Ok(now.saturating_add(moved))
    }

    /// A clock of the same run.
    pub fn of(moves: &Moves) -> Clock {
        Clock {
            behind: None,
            moves: moves.clone(),
        }
    }

    /// Notes that the target's clock was moved, and that of its tokens.
    pub fn advance(&self, by: Duration, tokens: bool) {
        let [all, of_tokens] = &*self.moves.0;
        all.fetch_add(by.as_secs(), Ordering::Relaxed);
        if tokens {
            of_tokens.fetch_add(by.as_secs(), Ordering::Relaxed);
        }
    }

    /// Reads when a token was issued that was given just now: an earlier run may have moved the clock of
    /// tokens, and it only goes forward.
    pub fn issued(&self, at: i64) {
        if let Ok(ahead) = u64::try_from(at - ours())
            && ahead > self.moves.0[1].load(Ordering::Relaxed) + SLACK
        {
            self.moves.0[1].store(ahead, Ordering::Relaxed);
        }
    }

    /// How far it was moved.
    pub fn moved(&self) -> Duration {
        Duration::from_secs(self.moves.0[0].load(Ordering::Relaxed))
    }
}

fn seconds_of(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn ours() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or(Duration::ZERO).as_secs()).unwrap_or(i64::MAX)
}

fn seconds(date: &str) -> Option<i64> {
    let zoned = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(ahead: i64) -> Answer {
        let date = jiff::Timestamp::from_second(ours() + ahead).unwrap();
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        Answer {
            version: "HTTP/1.1",
            status: 200,
            headers: vec![("date".to_owned(), date.into_bytes())],
            body: Vec::new(),
            cut: false,
        }
    }

    /// Whether the present of the target's tokens is so far from ours, after its clock was moved by a day.
    fn is_ahead(dates: i64, tokens: bool, wanted: i64) -> bool {
        let mut clock = Clock::default();
        clock.read(&dated(-30));
        clock.advance(Duration::from_secs(86_400), tokens);
        clock.read(&dated(dates));
        let now = i64::try_from(clock.now().unwrap()).unwrap();
        // The second may change in between.
        (now - ours() - wanted).abs() <= 1
    }

    #[test]
    fn a_clock_that_was_moved_may_show_on_the_date_or_not() {
        assert!(is_ahead(86_400 - 30, true, 86_400 - 30));
        assert!(is_ahead(-30, true, 86_400 - 30));
        assert!(is_ahead(-30, false, -30));
    }

    #[test]
    fn a_token_tells_of_a_clock_that_an_earlier_run_has_moved() {
        let clock = Clock::default();
        clock.issued(ours() + 30);
        assert!(clock.now().unwrap().abs_diff(ours().unsigned_abs()) <= 1);
        clock.issued(ours() + 900);
        clock.issued(ours() - 900);
        assert!(clock.now().unwrap().abs_diff(ours().unsigned_abs() + 900) <= 1);
    }

    #[test]
    fn by_the_later_clock_more_time_has_passed() {
        let mut clock = Clock::default();
        clock.read(&dated(20));
        let between = clock.latest().unwrap() - clock.now().unwrap();
        assert!((19..=21).contains(&between), "{between}");
    }
}
