//! What answers tell of limits, and whether it is true.
//!
//! Three dialects: `Retry-After` (RFC 9110 10.2.3); `RateLimit` and `RateLimit-Policy` in the forms that
//! draft-ietf-httpapi-ratelimit-headers has had (`"name";r=1;t=2`, before that `limit=3, remaining=1`, and
//! three headers before that); `X-RateLimit-Limit`, `-Remaining` and `-Reset`, where the reset is a number
//! of seconds, the time of day, or a date.

mod left;
mod list;
#[cfg(test)]
mod tests;
mod truth;
mod waits;

use std::time::Duration;

use model::clean::{Clean, Redactor};
use model::told::{Dialect, Quota, Told};
use model::wire::{Answer, Raw};

use crate::cookie::date;
pub(crate) use truth::true_of;

/// Octets of a header that is read.
const LONGEST: usize = 2_000;
/// Numbers from here on are a time of day in seconds, and from there on in milliseconds.
const TIME_OF_DAY: u64 = 1_000_000_000;
const IN_MILLISECONDS: u64 = 1_000_000_000_000;

/// Why a header tells nothing.
type Unread = String;

/// When an answer came: by our clock since 1970, and how far the target's was moved.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// By our clock.
    pub ours: Duration,
    /// How far the clock of limits was moved.
    pub moved: Duration,
}

/// What an answer tells of limits; `None` when it tells nothing.
pub fn told(raw: &Raw, redactor: &Redactor, now: Now) -> Option<Box<Told>> {
    let answer = raw.answer.as_ref()?;
    let mut told = Told::default();
    let reader = Reader { answer, now };
    if let Err(why) = reader.read(&mut told) {
        told.unread = Some(redactor.clean(&why));
    }
    (!told.is_empty()).then(|| Box::new(told))
}

struct Reader<'a> {
    answer: &'a Answer,
    now: Now,
}

impl Reader<'_> {
    fn read(&self, told: &mut Told) -> Result<(), Unread> {
        let retry = self.text("Retry-After")?;
        told.retry_after = retry
            .map(|text| self.wait(&text, "Retry-After"))
            .transpose()?;
        let state = self.text("RateLimit")?;
        let policies = self.text("RateLimit-Policy")?.unwrap_or_default();
        let policies = list::policies(&policies).ok_or_else(|| broken("RateLimit-Policy"))?;
        let states = list::states(&state.unwrap_or_default(), &policies);
        let states = states.ok_or_else(|| broken("RateLimit"))?;
        let older = self.three("RateLimit-")?;
        let newer = states.into_iter().chain(older);
        let quotas = newer.map(|quota| (Dialect::RateLimit, quota));
        told.quotas.extend(quotas);
        let three = self.three("X-RateLimit-")?;
        let three = three.or(self.three("X-Rate-Limit-")?);
        told.quotas
            .extend(three.map(|quota| (Dialect::XRateLimit, quota)));
        Ok(())
    }

    /// A quota that stands in three headers.
    fn three(&self, prefix: &str) -> Result<Option<Quota>, Unread> {
        let number = |what: &str| -> Result<Option<u64>, Unread> {
            let name = format!("{prefix}{what}");
            let Some(text) = self.text(&name)? else {
                return Ok(None);
            };
            // `100, 100;w=60`: the first is the one that counts.
            let first = text.split([',', ';']).next().unwrap_or_default();
            let number = list::number(first.trim());
            number.map(Some).ok_or_else(|| unreadable(&name, &text))
        };
        let reset = format!("{prefix}Reset");
        let quota = Quota {
            limit: number("Limit")?,
            window: None,
            remaining: number("Remaining")?,
            reset: self
                .text(&reset)?
                .map(|text| self.wait(&text, &reset))
                .transpose()?,
        };
        Ok((quota != Quota::default()).then_some(quota))
    }

    /// How many seconds from now: a number of them, a time of day, or a date.
    fn wait(&self, text: &str, name: &str) -> Result<u64, Unread> {
        if let Some(date) = date::seconds(text).filter(|_| text.contains(':')) {
            return Ok(self.until(date));
        }
        let whole = text.split('.').next().unwrap_or_default();
        let part = text[whole.len()..].trim_start_matches('.');
        let digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
        let number = list::number(whole).filter(|_| digits(part));
        let number = number.ok_or_else(|| unreadable(name, text))?;
        let begun = u64::from(part.bytes().any(|octet| octet != b'0'));
        let at = |seconds: u64| self.until(i64::try_from(seconds).unwrap_or(i64::MAX));
        Ok(match number {
            // Only the dialects that are no standard tell the time of day.
            _ if name == "Retry-After" => number,
            IN_MILLISECONDS.. => at(number / 1_000 + 1),
            TIME_OF_DAY.. => at(number),
            _ => number + begun,
        })
    }

    /// How many seconds until then, by the date of the answer. A clock that was moved may show on it, or not.
    fn until(&self, then: i64) -> u64 {
        let date = self.text("Date").ok().flatten();
        let date = date.and_then(|date| date::seconds(&date));
        let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let left = then.saturating_sub(date.unwrap_or_else(|| seconds(self.now.ours)));
        let unmoved = left.saturating_sub(seconds(self.now.moved));
        let left = match unmoved.saturating_abs() < left.saturating_abs() {
            true => unmoved,
            false => left,
        };
        u64::try_from(left).unwrap_or_default()
    }

    /// The values of a header as one (RFC 9110 5.3).
    fn text(&self, name: &str) -> Result<Option<String>, Unread> {
        let values: Vec<_> = self.answer.header(name).collect();
        if values.is_empty() {
            return Ok(None);
        }
        let joined = values.join(&b", "[..]);
        if joined.len() > LONGEST {
            return Err(format!("`{name}` has {} octets", joined.len()));
        }
        Ok(Some(String::from_utf8_lossy(&joined).trim().to_owned()))
    }
}

fn unreadable(name: &str, text: &str) -> Unread {
    let shown: String = text.chars().take(80).collect();
    format!("`{name}: {shown}` tells no number and no date")
}

fn broken(name: &str) -> Unread {
    format!("`{name}` is no list of the draft")
}

/// What an answer tells, in words.
pub(crate) fn spoken(told: &Told) -> Clean {
    let wait = told.retry_after.map(|wait| format!("Retry-After {wait}"));
    let quotas = told.quotas.iter().map(|(dialect, quota)| {
        let part = |what: &str, number: Option<u64>| number.map(|it| format!(" {what} {it}"));
        let parts = [
            part("limit", quota.limit),
            part("remaining", quota.remaining),
            part("reset", quota.reset),
        ];
        format!(
            "{dialect}{}",
            parts.into_iter().flatten().collect::<String>()
        )
    });
    Clean::words(
        wait.into_iter()
            .chain(quotas)
            .collect::<Vec<_>>()
            .join("; "),
    )
}
