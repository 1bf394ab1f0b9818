//! Time that passes for the target: by its clock hook, or by waiting.

use std::time::{Duration, Instant};

use indexmap::IndexMap;
use model::clean::Clean;
use model::event::What;
use model::observation::Outcome;
use model::plan::Act;
use model::span::Span;
use model::step::Advance;
use model::target::Moved;
use model::wire::Raw;
use serde_json::Value;

use crate::act::{Actor, Seen, role_of};
use crate::bind::Doing;
use crate::fault::ActFault;
use crate::timers::{declared, described, timers, unmoved};

/// Times in tokens are whole seconds, and so are the dates by which clocks are compared.
const SECONDS: Duration = Duration::from_secs(2);
/// Of other times, a tenth is kept away from their end, at least so much.
const LEAST: Duration = Duration::from_millis(100);

/// When something was, by the real clock and by that of the target.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// By the real clock.
    pub at: Instant,
    /// How far the target's clock had been moved.
    pub moved: Duration,
}

/// How long it is until then; nothing when that instant is over and had to be met before.
#[derive(Debug, PartialEq, Eq)]
enum Left {
    Until(Duration),
    Over,
}

impl Actor<'_> {
    /// Lets time pass.
    pub async fn advance(
        &mut self,
        step: &Advance,
        act: &Act,
        role: &str,
    ) -> Result<Seen, ActFault> {
        let timers = timers(step, &|name| self.wallet.opened(name).is_some());
        let by_hook = unmoved(self.target, &timers).is_empty();
        let Left::Until(left) = self.left(step, by_hook)? else {
            let why = "that instant is over: what stands before it took too long";
            return Ok(Seen::without(Outcome::Unclear(Clean::words(why))));
        };
        let seen = match (&self.target.hooks.clock, by_hook) {
            (Some(clock), true) => {
                let op = clock.op.clone();
                self.move_clock(&op, (left, step.before.is_some()), (act, role))
                    .await?
            }
            _ => {
                self.wait(described(step, self.target), left).await?;
                Seen::without(Outcome::Done)
            }
        };
        self.wallet.forget_expired();
        Ok(seen)
    }

    async fn move_clock(
        &mut self,
        op: &str,
        (left, before): (Duration, bool),
        (act, role): (&Act, &str),
    ) -> Result<Seen, ActFault> {
        // Clocks are moved by whole seconds: far enough for what is to be over, and not too far.
        let part = u64::from(!before && left.subsec_nanos() > 0);
        let seconds = left.as_secs() + part;
        if seconds == 0 {
            return Ok(Seen::without(Outcome::Done));
        }
        let with = IndexMap::from([("duration".to_owned(), Value::from(seconds))]);
        let doing = Doing::own(op, role, &with);
        let seen = self.operate(doing, act.number).await?;
        if matches!(seen.outcome, Outcome::Accepted(_)) {
            let tokens = unmoved(self.target, &[Moved::Tokens]).is_empty();
            let clock = &self.wallet.clock;
            clock.advance(Duration::from_secs(seconds), tokens);
        }
        Ok(seen)
    }

    /// Lets time pass for one kind of timers, in the middle of an act: at least so much.
    pub async fn pass(&mut self, left: Duration, timer: Moved, act: &Act) -> Result<(), ActFault> {
        match &self.target.hooks.clock {
            Some(clock) if unmoved(self.target, &[timer]).is_empty() => {
                let (op, role) = (&clock.op, role_of(act));
                let seen = self.move_clock(op, (left, false), (act, &role)).await?;
                match seen.outcome {
                    Outcome::Done | Outcome::Accepted(_) => Ok(()),
                    other => Err(ActFault::Unmet(format!("the clock was not moved: {other}"))),
                }
            }
            _ => {
                self.wait("waiting for the edge of a window".to_owned(), left)
                    .await
            }
        }
    }

    async fn wait(&mut self, what: String, left: Duration) -> Result<(), ActFault> {
        if left.is_zero() {
            return Ok(());
        }
        self.waits.add(left);
        let what = What::Waiting {
            ms: Span(left).millis(),
            what: Clean::words(what),
        };
        self.journal.record(self.case, what)?;
        tokio::time::sleep(left).await;
        Ok(())
    }

    fn left(&self, step: &Advance, by_hook: bool) -> Result<Left, ActFault> {
        if let Some(Span(by)) = step.by {
            return Ok(Left::Until(by));
        }
        let (instant, before) = match (&step.past, &step.before) {
            (Some(instant), _) => (instant, false),
            (None, Some(instant)) => (instant, true),
            (None, None) => return Err(ActFault::File("no time passes".to_owned())),
        };
        let (ahead, margin) = match (&instant.contract, &instant.expiry) {
            (Some(path), _) => self.since_mark(path, instant.since.as_deref(), by_hook)?,
            (None, Some(token)) => (self.until_expiry(token, before)?, SECONDS + self.leeway()),
            (None, None) => return Err(ActFault::File("no instant".to_owned())),
        };
        let margin = i128::try_from(margin.as_nanos()).unwrap_or(i128::MAX);
        let left = match before {
            true => ahead.saturating_sub(margin),
            false => ahead.saturating_add(margin),
        };
        Ok(match u64::try_from(left) {
            Ok(nanos) => Left::Until(Duration::from_nanos(nanos)),
            Err(_) if left > 0 => Left::Until(Duration::from_nanos(u64::MAX)),
            Err(_) if before => Left::Over,
            Err(_) => Left::Until(Duration::ZERO),
        })
    }

    /// Nanoseconds until a time of the contract is over that began with a mark, and how far to keep away
    /// from that instant.
    fn since_mark(
        &self,
        path: &str,
        mark: Option<&str>,
        by_hook: bool,
    ) -> Result<(i128, Duration), ActFault> {
        let missing = || ActFault::File(format!("the contract does not declare `{path}`"));
        let Span(long) = declared(self.target, path).ok_or_else(missing)?;
        let mark = mark.ok_or_else(|| ActFault::File("a time without a mark".to_owned()))?;
        let moment = self.wallet.mark(mark)?;
        let moved = match by_hook {
            true => self.wallet.clock.moved().saturating_sub(moment.moved),
            false => Duration::ZERO,
        };
        let gone = moment.at.elapsed() + moved;
        let margin = match path.starts_with("lifetimes.") {
            true => SECONDS + self.leeway(),
            false => (long / 10).clamp(LEAST, SECONDS),
        };
        Ok((nanos(long).saturating_sub(nanos(gone)), margin))
    }

    /// Nanoseconds until a token expires, by the clock that is behind, or by the one that is ahead.
    fn until_expiry(&self, token: &str, before: bool) -> Result<i128, ActFault> {
        let captured = self.wallet.held.get(token).map(String::as_str);
        let captured = captured.or_else(|| self.wallet.opened(token));
        let text = captured
            .ok_or_else(|| ActFault::Unmet(format!("nothing was captured for `{token}`")))?;
        let exp = forge::Token::parse(text).and_then(|token| token.expires_at());
        let exp = exp.ok_or_else(|| {
            ActFault::Unmet(format!("`{token}` is no JWT that says when it expires"))
        })?;
        let clock = &self.wallet.clock;
        let apart = |apart: crate::clock::Apart| ActFault::Unmet(apart.to_string());
        let now = match before {
            true => clock.latest().map_err(apart)?,
            false => clock.now().map_err(apart)?,
        };
        let now = i128::from(now);
        Ok((i128::from(exp) - now).saturating_mul(1_000_000_000))
    }

    /// Where the clock of tokens can be moved, a fresh one tells what it says.
    pub fn read_clock(&self, token: &str) {
        if unmoved(self.target, &[Moved::Tokens]).is_empty()
            && let Some(at) = forge::Token::parse(token).and_then(|token| token.issued_at())
        {
            self.wallet.clock.issued(at);
        }
    }

    fn leeway(&self) -> Duration {
        let declared = self.target.contract.lifetimes.get("leeway");
        declared.map_or(Duration::ZERO, |Span(leeway)| *leeway)
    }
}

fn nanos(time: Duration) -> i128 {
    i128::try_from(time.as_nanos()).unwrap_or(i128::MAX)
}

impl Seen {
    /// What is known without an exchange.
    pub fn without(outcome: Outcome) -> Seen {
        Seen {
            outcome,
            ..Seen::of(Raw::default())
        }
    }
}
