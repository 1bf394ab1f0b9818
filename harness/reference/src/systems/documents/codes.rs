//! One-time codes: what was mailed to whom, and what becomes of a code that somebody brings.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_lc_rs::error::Unspecified;

use crate::{
    account::User,
    policy::{CodeForm, CodePolicy, Step},
    random,
};

/// How long a code is good.
const LASTING: Duration = Duration::from_secs(10 * 60);
/// Wrong tries that end a code.
const ATTEMPTS: u32 = 5;
/// Digits of a code.
const LENGTH: usize = 6;
/// Codes that one address keeps where a newer one does not end the older.
const KEPT: usize = 8;

/// What a code is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    LogIn,
    /// This user moves to the address that it was mailed to.
    MoveHere(User),
}

impl Purpose {
    pub(super) fn is_login(&self) -> bool {
        *self == Purpose::LogIn
    }

    pub(super) fn is_move(&self) -> bool {
        !self.is_login()
    }
}

/// Why a code is not good.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Wrong,
    Expired,
    TooManyAttempts,
    /// It was, once, and this session began with it.
    Used(Option<String>),
}

impl Bad {
    /// The reason in the audit trail.
    pub(super) const fn reason(&self) -> &'static str {
        match self {
            Bad::Wrong => "wrong_code",
            Bad::Expired => "expired_code",
            Bad::TooManyAttempts => "too_many_attempts",
            Bad::Used(_) => "used_code",
        }
    }
}

/// A code that was mailed.
#[derive(Debug)]
struct Mailed {
    code: String,
    purpose: Purpose,
    until: Duration,
    attempts: u32,
    used: bool,
    session: Option<String>,
}

/// All codes, by address, oldest first.
#[derive(Debug, Default)]
pub(super) struct Codes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    mailed: HashMap<String, Vec<Mailed>>,
    made: usize,
}

impl Codes {
    /// Mails a new code, which ends older ones for the same purpose.
    pub(super) fn mail(
        &self,
        address: &str,
        purpose: Purpose,
        (policy, now): (&CodePolicy, Duration),
    ) -> Result<(), Unspecified> {
        let mut state = self.state();
        state.made += 1;
        let code = made(policy.form, address, state.made)?;
        let mailed = state.mailed.entry(address.to_owned()).or_default();
        if policy.newest.is_enforced() {
            mailed.retain(|older| older.purpose != purpose);
        }
        if mailed.len() == KEPT {
            mailed.remove(0);
        }
        mailed.push(Mailed {
            code,
            purpose,
            until: now + LASTING,
            attempts: 0,
            used: false,
            session: None,
        });
        Ok(())
    }

    /// What was mailed to an address last.
    pub(super) fn last(&self, address: &str) -> Option<String> {
        let state = self.state();
        let last = state.mailed.get(address)?.last()?;
        Some(last.code.clone())
    }

    /// Uses a code up, and says what it was for.
    pub(super) fn redeem(
        &self,
        address: &str,
        (is_meant, code): (fn(&Purpose) -> bool, &str),
        (policy, now): (&CodePolicy, Duration),
    ) -> Result<Purpose, Bad> {
        let mut state = self.state();
        let own = |held: &str| !policy.bound.is_enforced() || held == address;
        let mut wrong = Vec::new();
        for (_, mailed) in state.mailed.iter_mut().filter(|(held, _)| own(held)) {
            for mailed in mailed.iter_mut().filter(|it| is_meant(&it.purpose)) {
                match policy.compared.passes(mailed.code == code) {
                    true => return mailed.redeem(policy, now),
                    false => wrong.push(mailed),
                }
            }
        }
        wrong.into_iter().for_each(|mailed| mailed.attempts += 1);
        Err(Bad::Wrong)
    }

    /// Uses a code up that was found good before.
    pub(super) fn use_up(&self, address: &str, code: &str) {
        let mut state = self.state();
        let mailed = state.mailed.get_mut(address).into_iter().flatten();
        mailed
            .filter(|mailed| mailed.code == code)
            .for_each(|mailed| mailed.used = true);
    }

    /// Notes which session began with a code.
    pub(super) fn note(&self, address: &str, code: &str, session: &str) {
        let mut state = self.state();
        let mailed = state.mailed.get_mut(address);
        let mailed = mailed.and_then(|all| all.iter_mut().find(|it| it.code == code));
        if let Some(mailed) = mailed {
            mailed.session = Some(session.to_owned());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailed {
    /// Whether it is good now, by the right code.
    fn redeem(&mut self, policy: &CodePolicy, now: Duration) -> Result<Purpose, Bad> {
        if !policy.attempts.passes(self.attempts < ATTEMPTS) {
            return Err(Bad::TooManyAttempts);
        }
        if !policy.once.passes(!self.used) {
            return Err(Bad::Used(self.session.clone()));
        }
        if !policy.expiry.passes(now < self.until) {
            return Err(Bad::Expired);
        }
        self.used = policy.using_up == Step::Whole;
        Ok(self.purpose.clone())
    }
}

fn made(form: CodeForm, address: &str, count: usize) -> Result<String, Unspecified> {
    match form {
        CodeForm::Random => random::digits(LENGTH),
        CodeForm::Short => random::digits(LENGTH - 2),
        CodeForm::Sequential => Ok(format!("{:06}", 100_000 + count % 900_000)),
        CodeForm::Repeated => {
            let sum = address
                .bytes()
                .fold(7_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 1_000_000);
            Ok(format!("{sum:06}"))
        }
    }
}
