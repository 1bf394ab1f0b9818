//! Whether a response takes a cookie away.

use super::rules::{Asked, Flaws, attributes, demanded};
use super::set::Life;

/// Whether what a response says of one cookie takes it away where it is: browsers keep one apart for
/// each path and domain, and ignore what breaks the rules of a prefix. `None` when it says nothing.
pub fn cleared(all: &[Asked<'_>]) -> Option<Flaws> {
    let first = all.first()?;
    if let Some(alive) = all.iter().find(|it| !it.cookie.is_over(it.now)) {
        let doubtful = alive.cookie.life(alive.now) == Life::Undated;
        let wrong = match doubtful {
            true => Vec::new(),
            false => vec![format!(
                "not taken away, but set anew: {}",
                attributes(alive.cookie)
            )],
        };
        return Some(Flaws {
            doubtful,
            ..Flaws::of(alive.cookie, &wrong)
        });
    }
    let flaws = |it: &Asked<'_>| -> Vec<String> {
        let elsewhere = it.elsewhere().into_iter();
        elsewhere.chain(demanded(it.cookie)).collect()
    };
    let best = all.iter().min_by_key(|it| flaws(it).len()).unwrap_or(first);
    let wrong = flaws(best);
    let wrong = (!wrong.is_empty()).then(|| {
        let why = wrong.join(", ");
        format!("taken away where it is not: {why}")
    });
    Some(Flaws::of(best.cookie, wrong.as_slice()))
}
