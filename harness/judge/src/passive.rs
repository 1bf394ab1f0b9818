//! Passive rules: what is noticed on every exchange, whatever a scenario asked for. Advice so far.

use model::clean::{Clean, Redactor};
use model::observation::Notice;
use model::wire::Raw;

use crate::internals::is_trace;

/// What the rules notice on one act.
pub fn notices(raw: &Raw, redactor: &Redactor) -> Vec<Notice> {
    let mut found = Vec::new();
    let mut notice = |rule: &str, what: Clean| {
        found.push(Notice {
            rule: rule.to_owned(),
            what,
        });
    };
    for answer in raw.answers() {
        if answer.status >= 500 {
            notice(
                "server-error",
                Clean::words(format!("HTTP {}", answer.status)),
            );
        }
        if is_trace(&answer.body) {
            notice("stack-trace", Clean::words("a stack trace in the body"));
        }
    }
    if let Some(request) = &raw.request
        && redactor.finds_in(&request.url)
    {
        let what = "a secret stands in the URL, where logs and Referer headers carry it on";
        notice("secret-in-url", Clean::words(what));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::wire::Answer;

    fn rules(status: u16, body: &str) -> Vec<String> {
        let answer = Answer {
            version: "HTTP/1.1",
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            cut: false,
        };
        let raw = Raw {
            answer: Some(answer),
            ..Raw::default()
        };
        notices(&raw, &Redactor::default())
            .into_iter()
            .map(|notice| notice.rule)
            .collect()
    }

    #[test]
    fn traces_and_server_errors_are_noticed() {
        assert_eq!(rules(500, ""), ["server-error"]);
        assert_eq!(
            rules(200, "Traceback (most recent call last):\n"),
            ["stack-trace"]
        );
        assert_eq!(
            rules(400, "E\n    at Object.<anonymous> (/a/b.js:1:7)"),
            ["stack-trace"]
        );
        assert_eq!(rules(200, "look at this (page 3:4)"), Vec::<String>::new());
    }
}
