//! Whether the cookies of a response are what they must be.

mod clearing;
pub(crate) mod date;
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

/// Whether the cookies hold, and what was seen of them; `None` when nobody can say. Of a `part` of all
/// answers nobody can say what is not there.
pub fn judged(
    cookies: &Cookies,
    (raw, part): (&Raw, bool),
    redactor: &Redactor,
) -> Option<(bool, Clean)> {
    raw.answer.as_ref()?;
    let told = |text: &str| shortened(&redactor.clean(text), TOLD);
    let found = Response::of(raw).found(cookies);
    let certain = found.iter().filter(|found| !(part && found.missing));
    let flaws: Vec<&String> = certain.flat_map(|found| &found.wrong).collect();
    if !flaws.is_empty() {
        return Some((false, told(&joined(flaws))));
    }
    // Where none of several is set, another response may set them.
    let doubtful = found.is_empty() || found.iter().any(|it| it.doubtful || it.missing);
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

/// The cookies of a response, and of the redirects before it, as a browser keeps them: of one name,
/// domain and path the last.
struct Response {
    cookies: Vec<Kept>,
    /// The browser is told to forget them all.
    cleared: bool,
}

/// A cookie, and what it takes to read it.
struct Kept {
    cookie: SetCookie,
    /// The present by the clock of its answer.
    now: Option<i64>,
    /// The path for which it is when it names none.
    default_path: String,
}

impl Response {
    fn of(raw: &Raw) -> Response {
        let hops = raw.hops.iter().map(|hop| (Some(&hop.request), &hop.answer));
        let last = raw
            .answer
            .iter()
            .map(|answer| (raw.request.as_ref(), answer));
        let mut response = Response {
            cookies: Vec::new(),
            cleared: false,
        };
        for (request, answer) in hops.chain(last) {
            let now = set::now(answer);
            let default_path = directory(request.map_or("", |request| &request.url));
            for cookie in set::all(answer) {
                let kept = Kept {
                    cookie,
                    now,
                    default_path: default_path.clone(),
                };
                response
                    .cookies
                    .retain(|known| known.place() != kept.place());
                response.cookies.push(kept);
            }
            response.cleared |= set::clears_all(answer);
        }
        response
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
                let all = self.cookies.iter().map(|kept| &kept.cookie);
                let prefixed = all.filter(|cookie| Prefix::of(&cookie.name).is_some());
                prefixed.map(rules::of_prefix).collect()
            }
        }
    }

    /// What is wrong with the cookies of this name; nothing when there is none.
    fn one(&self, wanted: &Wanted, attributes: Attributes) -> Vec<Flaws> {
        let named = self.cookies.iter();
        let named = named.filter(|kept| kept.cookie.name == wanted.name);
        let named = named.map(|kept| Asked {
            cookie: &kept.cookie,
            rules: &wanted.rules,
            now: kept.now,
            default_path: &kept.default_path,
        });
        match attributes {
            Attributes::Cleared if self.cleared => {
                return vec![Flaws::none("all cookies: Clear-Site-Data")];
            }
            Attributes::Cleared => {
                let all: Vec<Asked<'_>> = named.collect();
                return clearing::cleared(&all).into_iter().collect();
            }
            _ => {}
        }
        // One that is taken away on another path, say, has no attributes to judge.
        let kept = named.filter(|it| !it.cookie.is_over(it.now));
        kept.map(|it| match attributes {
            Attributes::AsDeclared => rules::as_declared(&it),
            Attributes::Secure => rules::secure(it.cookie),
            _ => rules::of_prefix(it.cookie),
        })
        .collect()
    }
}

impl Kept {
    fn place(&self) -> (&str, Option<&str>, &str) {
        let SetCookie {
            name, domain, path, ..
        } = &self.cookie;
        let path = path.as_deref().unwrap_or(&self.default_path);
        (name, domain.as_deref(), path)
    }
}
