//! What tells an outsider of the inside: stack traces, names of exceptions, paths of source files, SQL.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// What is told, and how it looks.
static SIGNS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    [
        (
            "a stack trace",
            concat!(
                r"Traceback \(most recent call last\)",
                r"|\n\s+at [\w$.<> ]+ ?\(?[^\n()]+:\d+:\d+\)?",
                r"|\n\s+at [\w$.]+\([\w$]+\.java:\d+\)",
                r"|thread '[^']+' panicked at",
                r"|goroutine \d+ \[running\]",
            ),
        ),
        (
            "the name of an exception",
            r"\b[A-Za-z_]\w*(?:Error|Exception)(?::|\()",
        ),
        (
            "the path of a source file",
            concat!(
                r"(?:/[\w.-]+){2,}\.(?:py|js|ts|go|rb|java|rs|php|cs)\b",
                r"|\b[A-Z]:\\(?:[\w .-]+\\)+[\w.-]+",
            ),
        ),
        (
            "an SQL statement",
            r"\b(?:SELECT\b.+\bFROM|INSERT INTO\b.+\bVALUES|UPDATE\b.+\bSET|DELETE FROM\b.+\bWHERE)\b",
        ),
    ]
    .into_iter()
    .filter_map(|(what, regex)| Regex::new(regex).ok().map(|regex| (what, regex)))
    .collect()
});

/// The first of these signs in a text.
pub fn internal(text: &[u8]) -> Option<&'static str> {
    let found = SIGNS.iter().find(|(_, regex)| regex.is_match(text));
    found.map(|(what, _)| *what)
}

/// True for a stack trace of a common framework.
pub fn is_trace(text: &[u8]) -> bool {
    SIGNS.first().is_some_and(|(_, regex)| regex.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_the_inside() {
        for (text, sign) in [
            (
                "Traceback (most recent call last):\n",
                Some("a stack trace"),
            ),
            (
                "E\n    at Object.<anonymous> (/a/b.js:1:7)",
                Some("a stack trace"),
            ),
            (
                "JWTDecodeError: not enough segments",
                Some("the name of an exception"),
            ),
            (
                "at line 3 of /srv/app/auth.py",
                Some("the path of a source file"),
            ),
            (
                "SELECT id FROM users WHERE token = ''",
                Some("an SQL statement"),
            ),
            ("Invalid token", None),
            ("An error: please select one from the list", None),
            ("https://example.test/docs/start.html", None),
            (r#"{"error":{"code":"invalid_token"}}"#, None),
        ] {
            assert_eq!(internal(text.as_bytes()), sign, "{text}");
        }
    }
}
