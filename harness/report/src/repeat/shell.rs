//! Quoting for a shell: literal text stays literal, secrets become references.

use crate::text::shown;

/// One word of a POSIX shell. Literal text stands in single quotes, placeholders of secrets become
/// environment references in double quotes, and acting characters are spelled out as bash reads them.
pub(super) fn word(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = placeholder(rest) {
        literal(&mut out, before);
        out.push_str(&format!("\"${}\"", variable(name)));
        rest = after;
    }
    literal(&mut out, rest);
    match out.is_empty() {
        true => "''".to_owned(),
        false => out,
    }
}

/// The first `[access of user]` in a text, with what stands before and after it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('[').map(|at| at + from) {
        let inner = &text[open + 1..];
        let close = inner.find(|c: char| !(c.is_ascii_alphanumeric() || " _-/.'".contains(c)));
        if let Some(close) = close.filter(|close| inner[*close..].starts_with(']')) {
            let name = &inner[..close];
            let named = name.starts_with(|c: char| c.is_ascii_alphabetic());
            if named && !["true", "false", "null"].contains(&name) {
                return Some((&text[..open], name, &inner[close + 1..]));
            }
        }
        from = open + 1;
    }
    None
}

fn variable(name: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    name.chars().map(letter).collect()
}

fn literal(out: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    // Text that is the same when shown needs no spelling out.
    if shown(text) == text {
        out.push_str(&format!("'{}'", text.replace('\'', "'\\''")));
        return;
    }
    out.push_str("$'");
    for c in text.chars() {
        let shown = shown(c.encode_utf8(&mut [0; 4])).into_owned();
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            c if shown.starts_with("\\u") => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            _ => out.push_str(&shown),
        }
    }
    out.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        for (text, expected) in [
            ("", "''"),
            ("it's $HOME `x`", r"'it'\''s $HOME `x`'"),
            ("Bearer [access of user]", r#"'Bearer '"$ACCESS_OF_USER""#),
            (
                r#"{"a":[1],"b":[true],"c":["x"]}"#,
                r#"'{"a":[1],"b":[true],"c":["x"]}'"#,
            ),
            ("http://[::1]:8/[jwt]", r#"'http://[::1]:8/'"$JWT""#),
            ("a\x1b'\\\u{202e}", r"$'a\x1b\'\\\U0000202e'"),
        ] {
            assert_eq!(word(text), expected, "{text:?}");
        }
    }
}
