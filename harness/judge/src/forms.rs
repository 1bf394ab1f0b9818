//! Forms of an HTML page: where they are sent, and what stands in their inputs. A tokenizer is enough
//! for that, and takes time that grows with the page alone.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use url::Url;

/// Elements whose text is no markup: a form in a script is none.
const RAW: &[&str] = &["textarea", "script", "style", "title", "template"];

/// Where a form is sent, as a whole address when that of the page is known: the first one, or the one
/// with this id or name.
pub fn action(html: &[u8], which: &str, page: Option<&str>) -> Option<String> {
    let mut base = page.and_then(|page| Url::parse(page).ok());
    for tag in tags(html) {
        match tag.name.as_slice() {
            b"base" => {
                // It counts for what comes after it, and comes before any form.
                if let (Some(page), Some(href)) = (&base, value(&tag, "href")) {
                    base = page.join(&href).ok().or(base);
                }
            }
            b"form" if is(&tag, which) => {
                let action = value(&tag, "action").unwrap_or_default();
                return sent_to(action.trim(), page, base.as_ref());
            }
            _ => {}
        }
    }
    None
}

/// A form without an action is sent to its page (HTML 4.10.21.3).
fn sent_to(action: &str, page: Option<&str>, base: Option<&Url>) -> Option<String> {
    let mut url = match (action.is_empty(), base, page) {
        (true, _, Some(page)) => Url::parse(page).ok()?,
        (false, Some(base), _) => base.join(action).ok()?,
        (false, None, _) => return Some(action.to_owned()),
        (true, _, None) => return None,
    };
    url.set_fragment(None);
    Some(url.into())
}

/// The value of the first input of this name.
pub fn input(html: &[u8], name: &str) -> Option<String> {
    let mut all = tags(html);
    let input = all.find(|tag| {
        tag.name.as_slice() == b"input" && value(tag, "name").as_deref() == Some(name)
    })?;
    value(&input, "value")
}

fn is(tag: &StartTag<()>, which: &str) -> bool {
    let called = |attribute| value(tag, attribute).as_deref() == Some(which);
    which == "first" || called("id") || called("name")
}

fn value(tag: &StartTag<()>, attribute: &str) -> Option<String> {
    let value = tag.attributes.get(attribute.as_bytes())?;
    Some(String::from_utf8_lossy(value).into_owned())
}

/// The start tags of a page, but for those in the text of others.
fn tags(html: &[u8]) -> impl Iterator<Item = StartTag<()>> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut inside: Option<String> = None;
    Tokenizer::new_with_emitter(html, emitter)
        .flatten()
        .filter_map(move |token| match token {
            Token::StartTag(tag) if inside.is_none() => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                inside = Some(name).filter(|name| RAW.contains(&name.as_str()));
                Some(tag)
            }
            Token::EndTag(tag) => {
                let ends = inside
                    .as_ref()
                    .is_some_and(|name| tag.name.as_slice() == name.as_bytes());
                if ends {
                    inside = None;
                }
                None
            }
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = "http://idp.test/login/start?x=1";

    fn first(html: &str) -> Option<String> {
        action(html.as_bytes(), "first", Some(PAGE))
    }

    #[test]
    fn a_form_is_sent_where_a_browser_sends_it() {
        for (html, wanted) in [
            (
                "<form action='/enter?a=1&amp;b=2#f'>",
                "http://idp.test/enter?a=1&b=2",
            ),
            (
                "<FORM Method=post ACTION=next>",
                "http://idp.test/login/next",
            ),
            (
                "<form action=\"https://other.test/x\">",
                "https://other.test/x",
            ),
            ("<form action='//other.test/x'>", "http://other.test/x"),
            ("<form method=post>", PAGE),
            ("<form action=' '>", PAGE),
            (
                "<base href='/deep/down/'><form action=x>",
                "http://idp.test/deep/down/x",
            ),
            (
                "<!-- <form action=no> --><form action=/yes>",
                "http://idp.test/yes",
            ),
            (
                "<script>'<form action=no>'</script><form action=/yes>",
                "http://idp.test/yes",
            ),
            (
                "<textarea><form action=no></textarea><form action=/yes>",
                "http://idp.test/yes",
            ),
            (
                "<template><form action=no></template><form action=/yes>",
                "http://idp.test/yes",
            ),
            ("<form action=/a action=/b>", "http://idp.test/a"),
            ("<form action='javascript:x()'>", "javascript:x()"),
        ] {
            assert_eq!(first(html).as_deref(), Some(wanted), "{html}");
        }
        assert_eq!(first("<p>no form</p>"), None);
        assert_eq!(first(""), None);
        assert_eq!(
            action(b"<form action=/x>", "first", None),
            Some("/x".to_owned())
        );
    }

    #[test]
    fn a_form_is_meant_by_its_id_or_name() {
        let html = b"<form action=/a></form><form id=login action=/b><form name=logout action=/c>";
        let named = |which| action(html, which, Some("http://idp.test/"));
        assert_eq!(named("login").as_deref(), Some("http://idp.test/b"));
        assert_eq!(named("logout").as_deref(), Some("http://idp.test/c"));
        assert_eq!(named("other"), None);
    }

    #[test]
    fn an_input_has_its_value_decoded() {
        let html = "<input value=x><input name='csrf' type=hidden value='a&quot;b&#43;c'><input name=empty>";
        let named = |name| input(html.as_bytes(), name);
        assert_eq!(named("csrf").as_deref(), Some("a\"b+c"));
        assert_eq!(named("empty"), None);
        assert_eq!(named("other"), None);
    }

    proptest! {
        #[test]
        fn no_page_breaks_the_reader(page: Vec<u8>, which: String) {
            let _ = action(&page, &which, Some(PAGE));
            let _ = input(&page, &which);
        }

        /// What a page spells as HTML demands is read as it was meant. (A tokenizer takes CRLF for LF,
        /// and replaces NUL.)
        #[test]
        fn a_value_is_read_as_it_was_meant(value in "[^\r\0]{1,40}") {
            let escaped = value.replace('&', "&amp;").replace('"', "&quot;");
            let page = format!("<form><input name=\"a\" value=\"{escaped}\"></form>");
            prop_assert_eq!(input(page.as_bytes(), "a"), Some(value));
        }
    }

    #[test]
    fn a_page_that_never_ends_a_form_or_a_tag_is_read_in_time() {
        let pages = [
            "<form ".repeat(40_000),
            "<form action=/x>".repeat(15_000),
            format!("<form {}>", "a".repeat(250_000)),
            format!(
                "<form {}>",
                (0..25_000).map(|n| format!("a{n}=x ")).collect::<String>()
            ),
            format!("<form action='{}", "&amp;".repeat(50_000)),
            "<textarea>".repeat(25_000),
        ];
        for page in pages {
            let began = std::time::Instant::now();
            let _ = action(page.as_bytes(), "login", Some(PAGE));
            let _ = input(page.as_bytes(), "csrf");
            assert!(began.elapsed().as_secs() < 5, "{}", &page[..20]);
        }
    }
}
