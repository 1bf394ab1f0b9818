//! Limits of requests: a layer around a group of routes, which counts by address, by user or for everybody.
//!
//! The address is that of the connection. Who is not known to a limit by user uses nothing up, and is
//! refused by what comes after. `whose` says who is counted, `standing` tells the client in headers.

mod standing;
mod whose;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    gate::Gate,
    policy::{Allowed, Counting, LimitPolicy, Recovery},
    rate::{Limit, Rate, Window},
};
pub(crate) use standing::Dialect;
use standing::{Standing, TooMany};

/// Counts, by whom they are kept for.
pub(crate) type Counted = Arc<Mutex<HashMap<String, Rate>>>;

/// Those who are counted at once; the one that was idle longest is forgotten for another.
const COUNTED: usize = 4096;
/// How much later a faulty server counts than it looks.
const LATER: Duration = Duration::from_millis(50);

/// A limit as a system declares it.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Its name in `RateLimit-Policy`.
    pub(crate) name: &'static str,
    pub(crate) limit: Limit,
    pub(crate) key: Key,
    pub(crate) counts: Counts,
    /// The headers that tell of it, besides the `Retry-After` of a refusal.
    pub(crate) told: &'static [Dialect],
}

/// For whom a count is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Address,
    User,
    Everybody,
}

/// Which requests count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// All, those that it refuses as well.
    All,
    /// Those that it lets through.
    Served,
    /// Those that fail.
    Failed,
}

/// A limit, and what counts for whom.
#[derive(Debug)]
pub(crate) struct Limiter {
    rule: &'static Rule,
    /// What it goes by: the rule, but for a defect.
    kept: Limit,
    policy: LimitPolicy,
    rates: Counted,
}

/// A layer around routes.
#[derive(Clone, Debug)]
pub(crate) struct Limited {
    gate: Arc<Gate>,
    limiter: Arc<Limiter>,
}

impl Limited {
    pub(crate) fn new(gate: &Arc<Gate>, rule: &'static Rule) -> Limited {
        let mut limiter = Limiter::new(rule, &gate.policy.limits);
        if !gate.policy.limits.apart.is_enforced() {
            limiter.rates = gate.alike.of(rule);
        }
        Limited {
            gate: Arc::clone(gate),
            limiter: Arc::new(limiter),
        }
    }
}

/// Lets a request pass to the routes, and tells how the limit stands, or refuses it.
pub(crate) async fn guard(
    State(Limited { gate, limiter }): State<Limited>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let whose = limiter.whose(&gate, &parts).await;
    let request = Request::from_parts(parts, body);
    let Some(whose) = whose else {
        return next.run(request).await;
    };
    let standing = match limiter.enter(&whose, gate.clock.now()).await {
        Ok(standing) => standing,
        Err(too_many) => return too_many.into_response(),
    };
    let response = next.run(request).await;
    let failed = response.status().is_client_error();
    let standing = match limiter.rule.counts == Counts::Failed && !failed {
        true => limiter.forgive(&whose, gate.clock.now()),
        false => standing,
    };
    standing.told(response)
}

impl Limiter {
    pub(crate) fn new(rule: &'static Rule, policy: &LimitPolicy) -> Limiter {
        let Limit {
            times,
            window,
            kind,
        } = rule.limit;
        let kept = Limit {
            times: match policy.allowed {
                Allowed::Declared => times,
                Allowed::OneMore => times + 1,
                Allowed::OneLess => times - 1,
            },
            window: match policy.recovery {
                Recovery::Declared => window,
                Recovery::Early => window / 2,
                Recovery::Never => Duration::MAX,
            },
            kind: match policy.sliding.is_enforced() {
                true => kind,
                false => Window::Fixed,
            },
        };
        Limiter {
            rule,
            kept,
            policy: policy.clone(),
            rates: Counted::default(),
        }
    }

    /// Counts a request and lets it through, or refuses it.
    pub(crate) async fn enter(&self, whose: &str, now: Duration) -> Result<Standing, TooMany> {
        let late = self.policy.counting == Counting::Late;
        let counted = match self.rule.counts {
            Counts::All => true,
            Counts::Served | Counts::Failed => !self.policy.refused_are_free.is_enforced(),
        };
        let (passes, standing) = self.of(whose, |rate| {
            let passes = rate.has_room(self.kept, now);
            if (counted || passes) && !late {
                rate.count(self.kept, now);
            }
            (passes, self.standing(rate, now))
        });
        if !passes {
            return Err(TooMany(standing));
        }
        if late {
            tokio::time::sleep(LATER).await;
            self.of(whose, |rate| rate.count(self.kept, now));
        }
        Ok(standing)
    }

    /// Takes back what was counted: it did not fail.
    pub(crate) fn forgive(&self, whose: &str, now: Duration) -> Standing {
        self.of(whose, |rate| {
            if self.policy.successes_are_free.is_enforced() {
                rate.forgive();
            }
            self.standing(rate, now)
        })
    }

    fn standing(&self, rate: &Rate, now: Duration) -> Standing {
        Standing {
            rule: self.rule,
            policy: self.policy.told,
            remaining: self.rule.limit.times.saturating_sub(rate.used()),
            wait: rate.wait(self.rule.limit, now),
        }
    }

    fn of<T>(&self, whose: &str, done: impl FnOnce(&mut Rate) -> T) -> T {
        let mut rates = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        if rates.len() >= COUNTED && !rates.contains_key(whose) {
            let idle = rates.iter().min_by_key(|(_, rate)| rate.last());
            if let Some(idle) = idle.map(|(whose, _)| whose.clone()) {
                rates.remove(&idle);
            }
        }
        done(rates.entry(whose.to_owned()).or_default())
    }
}

/// The counts that a faulty server keeps for all limits with the same numbers.
#[derive(Debug, Default)]
pub(crate) struct Alike(Mutex<HashMap<(usize, Duration), Counted>>);

impl Alike {
    fn of(&self, rule: &Rule) -> Counted {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let numbers = (rule.limit.times, rule.limit.window);
        Arc::clone(all.entry(numbers).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        name: "two",
        limit: Limit {
            times: 2,
            window: Duration::from_secs(60),
            kind: Window::Sliding,
        },
        key: Key::Address,
        counts: Counts::Failed,
        told: &[],
    };

    #[tokio::test]
    async fn what_is_forgiven_does_not_count_and_others_are_unaffected() {
        let limiter = Limiter::new(&RULE, &LimitPolicy::default());
        let now = Duration::from_secs(1);
        for _ in 0..3 {
            assert!(limiter.enter("a", now).await.is_ok());
            limiter.forgive("a", now);
        }
        assert!(limiter.enter("a", now).await.is_ok());
        assert!(limiter.enter("a", now).await.is_ok());
        assert!(limiter.enter("a", now).await.is_err());
        assert!(limiter.enter("b", now).await.is_ok());
    }

    #[tokio::test]
    async fn the_memory_is_bounded() {
        let limiter = Limiter::new(&RULE, &LimitPolicy::default());
        let now = Duration::from_secs(1);
        for _ in 0..3 {
            let _ = limiter.enter("late", now * 2).await;
        }
        for number in 0..COUNTED + 10 {
            assert!(limiter.enter(&number.to_string(), now).await.is_ok());
        }
        assert_eq!(limiter.rates.lock().unwrap().len(), COUNTED);
        assert!(limiter.enter("late", now * 2).await.is_err());
    }
}
