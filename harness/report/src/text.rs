//! Text that others wrote, made safe to show: what acts on a terminal, hides or reorders is spelled out.

use std::borrow::Cow;

/// The width of printed pages, in characters.
pub(crate) const WIDTH: usize = 100;

/// True for characters that do something instead of standing for something, and those that XML forbids.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// `text` on one line, with every acting character spelled out.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if !acts(c) => safe.push(c),
            c if c.is_ascii() => safe.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => safe.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
        }
    }
    Cow::Owned(safe)
}

/// The beginning of `text`, at most `limit` characters, and how many characters were left out.
pub(crate) fn beginning(text: &str, limit: usize) -> (&str, usize) {
    match text.char_indices().nth(limit) {
        Some((end, _)) => (&text[..end], text[end..].chars().count()),
        None => (text, 0),
    }
}

/// `text` shown on one line of at most `limit` characters; what is left out is counted.
pub(crate) fn brief(text: &str, limit: usize) -> String {
    let (start, left) = beginning(text, limit);
    match left {
        0 => shown(start).into_owned(),
        _ => format!("{}… (+{left} characters)", shown(start)),
    }
}

/// Lines of `text` of at most `width` characters, broken at spaces; a longer word stands alone.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split_whitespace() {
        let size = word.chars().count();
        if length > 0 && length + 1 + size > width {
            lines.push(String::new());
            length = 0;
        }
        if let Some(line) = lines.last_mut() {
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += size;
        }
    }
    lines
}

/// A length of time for people: `412 ms`, `4.2 s`, `3 min 4 s`.
pub(crate) fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
    }
}

/// Microseconds as milliseconds: `12.3 ms`.
pub(crate) fn millis(us: u64) -> String {
    format!("{}.{} ms", us / 1_000, us % 1_000 / 100)
}

/// `1 case`, `2 cases`.
pub(crate) fn many(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    }
}

/// The first names of a list, and how many more there are; the words that stay short.
pub(crate) fn some<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let told = names[..names.len().min(most)].join(", ");
    match names.len() - names.len().min(most) {
        0 => told,
        more => format!("{told} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acting_characters_are_spelled_out() {
        assert_eq!(shown("plain, ünï"), "plain, ünï");
        assert_eq!(
            shown("\x1b[2J\u{9b}\r\n\t\0"),
            "\\x1b[2J\\u{9b}\\r\\n\\t\\x00"
        );
        assert_eq!(
            shown("a\u{202e}b\u{2066}\u{feff}"),
            "a\\u{202e}b\\u{2066}\\u{feff}"
        );
    }

    #[test]
    fn lines_break_at_spaces_only() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("a longerword b", 4), ["a", "longerword", "b"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn beginnings_are_counted_in_characters() {
        assert_eq!(beginning("äöü", 2), ("äö", 1));
        assert_eq!(brief("äöü", 2), "äö… (+1 characters)");
        assert_eq!(some(["a", "b", "c"], 2), "a, b and 1 more");
    }
}
