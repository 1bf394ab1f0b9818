//! Whether the cookies of a response are what they must be.

mod clearing;
mod date;
mod rules;
mod set;
#[cfg(test)]
mod tests;

use model::clean::{Clean, Redactor};
use model::cookies::{Cookies, Prefix, Wanted, Which};
use model::expectation::Attributes;
use model::wire::{Answer, Raw};

use crate::phrases::shortened;
use rules::{Asked, Flaws};
pub use set::{SetCookie, directory};

/// Characters that are told of the cookies of one response.
const TOLD: usize = 600;

/// Whether the cookies hold, and what was seen of them; `None` when nobody can say.
pub fn judged(cookies: &Cookies, raw: &Raw, redactor: &Redactor) -> Option<(bool, Clean)> {
    let answer = raw.answer.as_ref()?;
    let response = Response::of(answer, raw);
    let told = |text: &str| shortened(&redactor.clean(text), TOLD);
    let found = response.found(cookies);
    let flaws: Vec<&String> = found.iter().flat_map(|found| &found.wrong).collect();
    if !flaws.is_empty() {
        return Some((false, told(&joined(flaws))));
    }
    // Where none of several is set, another response may set them.
    let doubtful = found.is_empty() || found.iter().any(|found| found.doubtful);
    let seen = joined(found.iter().map(|found| &found.seen).collect());
    (!doubtful).then(|| (true, told(&seen)))
}

/// The value of a cookie that a browser keeps of these answers: the last one counts, and one that is
/// over takes it away.
pub fn value<'a>(answers: impl IntoIterator<Item = &'a Answer>, name: &str) -> Option<String> {
    let all = answers.into_iter().flat_map(set_cookies);
    let last = all.filter(|(cookie, _)| cookie.name == name).last();
    last.and_then(|(cookie, is_over)| (!is_over).then_some(cookie.value))
}

/// The cookies that an answer sets, in its order, and whether each of them is over at once.
pub fn set_cookies(answer: &Answer) -> Vec<(SetCookie, bool)> {
    let now = set::now(answer);
    let all = set::all(answer).into_iter();
    all.map(|cookie| {
        let is_over = cookie.is_over(now);
        (cookie, is_over)
    })
    .collect()
}

fn joined(parts: Vec<&String>) -> String {
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
    parts.join("; ")
}

/// The cookies of a response as a browser keeps them: of one name, domain and path the last.
struct Response {
    cookies: Vec<SetCookie>,
    /// The browser is told to forget them all.
    cleared: bool,
    now: Option<i64>,
    default_path: String,
}

impl Response {
    fn of(answer: &Answer, raw: &Raw) -> Response {
        let default_path = set::default_path(raw);
        let mut cookies: Vec<SetCookie> = Vec::new();
        for cookie in set::all(answer) {
            let place = |of: &SetCookie| {
                let path = of.path.clone().unwrap_or_else(|| default_path.clone());
                (of.name.clone(), of.domain.clone(), path)
            };
            cookies.retain(|known| place(known) != place(&cookie));
            cookies.push(cookie);
        }
        Response {
            cookies,
            cleared: set::clears_all(answer),
            now: set::now(answer),
            default_path,
        }
    }

    fn found(&self, cookies: &Cookies) -> Vec<Flaws> {
        let attributes = cookies.attributes;
        match &cookies.which {
            Which::Each(wanted) => {
                let each = wanted
                    .iter()
                    .flat_map(|wanted| match self.one(wanted, attributes) {
                        found if found.is_empty() => vec![Flaws::missing(&wanted.name, attributes)],
                        found => found,
                    });
                each.collect()
            }
            Which::Any(wanted) => {
                let each = wanted.iter();
                each.flat_map(|wanted| self.one(wanted, attributes))
                    .collect()
            }
            Which::Prefixed => {
                let prefixed = self.cookies.iter();
                let prefixed = prefixed.filter(|cookie| Prefix::of(&cookie.name).is_some());
                prefixed.map(rules::of_prefix).collect()
            }
        }
    }

    /// What is wrong with the cookies of this name; nothing when there is none.
    fn one(&self, wanted: &Wanted, attributes: Attributes) -> Vec<Flaws> {
        let named = || self.cookies.iter().filter(|it| it.name == wanted.name);
        let asked = |cookie| Asked {
            cookie,
            rules: &wanted.rules,
            now: self.now,
            default_path: &self.default_path,
        };
        if attributes == Attributes::Cleared && self.cleared {
            return vec![Flaws::none("all cookies: Clear-Site-Data")];
        }
        if attributes == Attributes::Cleared {
            let all: Vec<Asked<'_>> = named().map(asked).collect();
            return clearing::cleared(&all).into_iter().collect();
        }
        // One that is taken away on another path, say, has no attributes to judge.
        let kept = named().filter(|cookie| !cookie.is_over(self.now));
        kept.map(|cookie| match attributes {
            Attributes::AsDeclared => rules::as_declared(&asked(cookie)),
            Attributes::Secure => rules::secure(cookie),
            _ => rules::of_prefix(cookie),
        })
        .collect()
    }
}
