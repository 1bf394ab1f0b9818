//! What somebody may have meant, and lists short enough to read.

/// Longer words are no slips of the pen.
const LONGEST: usize = 64;

/// More candidates are not compared: time stays bounded on hostile files.
const MOST: usize = 2_000;

/// More names than this are not listed.
const LISTED: usize = 24;

/// The candidate that `word` was most likely meant to be, if any is near.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    near(word, candidates).into_iter().next()
}

/// The candidates that `word` may have been meant to be, the nearest first, and none that is much
/// farther than that.
pub(crate) fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let plain = word.to_lowercase().replace('_', "-");
    if plain.len() > LONGEST {
        return Vec::new();
    }
    let allowed = (plain.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .take(MOST)
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::osa_distance(&plain, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.len())
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance <= best + 1);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// "`a`, `b` and `c`", cut after the first two dozen.
pub(crate) fn list<S: AsRef<str>>(names: &[S]) -> String {
    joined(names, "and")
}

/// "`a`, `b` or `c`", cut after the first two dozen.
pub(crate) fn choice<S: AsRef<str>>(names: &[S]) -> String {
    joined(names, "or")
}

fn joined<S: AsRef<str>>(names: &[S], word: &str) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(LISTED)
        .map(|name| match name.as_ref() {
            // Shapes and types are no names.
            shape @ ("text" | "{ … }") => shape.to_owned(),
            name => format!("`{}`", short(name)),
        })
        .collect();
    match (shown.as_slice(), names.len().saturating_sub(LISTED)) {
        ([], _) => "nothing".to_owned(),
        ([one], 0) => one.clone(),
        ([most @ .., last], 0) => format!("{} {word} {last}", most.join(", ")),
        (all, more) => format!("{} {word} {more} more", all.join(", ")),
    }
}

/// `text`, cut when nobody would read it to the end.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_one_slip_in_three_letters() {
        let known = ["call", "http", "hang-up"];
        assert_eq!(nearest("cal", known), Some("call"));
        assert_eq!(nearest("HangUp", known), Some("hang-up"));
        assert_eq!(nearest("hang_up", known), Some("hang-up"));
        assert_eq!(nearest("quiet", known), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn lists_are_read_aloud_and_end() {
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert!(list(&["x"; 100]).ends_with("and 76 more"));
    }
}
