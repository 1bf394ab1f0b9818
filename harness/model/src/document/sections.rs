//! What the sections of a document look like.

/// What the sections of a document look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sections {
    /// `10.2`, or `A.1` in an appendix.
    Numbered,
    /// `9.1.1`: chapter, section and requirement.
    Requirement,
    /// `347`.
    Number,
    /// `2022-23529`.
    Cve,
    /// `27h2-hvpr-p74q`.
    Ghsa,
    /// `API1` to `API10`.
    Risk,
    /// `cors-protocol`: the anchor of a living standard, whose numbers change; or a number.
    Anchor,
}

impl Sections {
    /// True when `section` looks like one of these.
    pub fn has(self, section: &str) -> bool {
        let parts: Vec<&str> = section.split('.').collect();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
        let of = |text: &str, length: std::ops::RangeInclusive<usize>| {
            digits(text) && length.contains(&text.len())
        };
        match self {
            Sections::Numbered => match parts.as_slice() {
                [first, rest @ ..] => {
                    let letter = matches!(first.as_bytes(), [it] if it.is_ascii_uppercase());
                    (of(first, 1..=3) || letter) && rest.iter().all(|part| of(part, 1..=3))
                }
                [] => false,
            },
            Sections::Requirement => parts.len() == 3 && parts.iter().all(|part| of(part, 1..=2)),
            Sections::Number => of(section, 1..=5),
            Sections::Cve => {
                let halves = section.split_once('-');
                halves.is_some_and(|(year, number)| of(year, 4..=4) && of(number, 4..=7))
            }
            Sections::Ghsa => {
                let groups: Vec<&str> = section.split('-').collect();
                let group = |text: &&str| text.len() == 4 && text.bytes().all(small);
                groups.len() == 3 && groups.iter().all(group)
            }
            Sections::Risk => {
                let number = section.strip_prefix("API").and_then(|it| it.parse().ok());
                number.is_some_and(|number: u8| (1..=10).contains(&number))
            }
            Sections::Anchor => {
                let anchor = section.bytes().all(|it| small(it) || b"-_:".contains(&it));
                (anchor && !section.is_empty()) || Sections::Numbered.has(section)
            }
        }
    }

    /// What they look like, in words.
    pub fn words(self) -> &'static str {
        match self {
            Sections::Numbered => "a section, such as \"10.2\", or \"A.1\" in an appendix",
            Sections::Requirement => "a requirement of three numbers, such as \"9.1.1\"",
            Sections::Number => "a number alone, such as \"347\"",
            Sections::Cve => "year and number alone, such as \"2022-23529\"",
            Sections::Ghsa => {
                "three groups of letters and digits alone, such as \"27h2-hvpr-p74q\""
            }
            Sections::Risk => "a risk, \"API1\" to \"API10\"",
            Sections::Anchor => "the anchor of a section, such as \"cors-protocol\", or its number",
        }
    }
}

fn small(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    #[test]
    fn sections_look_like_those_of_their_document() {
        for (name, good, bad) in [
            (
                "RFC 6455",
                &["4", "4.2.2", "10.2", "A", "A.1"][..],
                &[
                    "",
                    "4.",
                    ".4",
                    "§4",
                    "4.2.2 (5)",
                    "Appendix A",
                    "a.1",
                    "4444",
                ][..],
            ),
            (
                "OWASP ASVS 5.0.0",
                &["9.1.1", "16.5.3"],
                &["9.1", "V9.1.1", "9.1.1.1", "9.1.x"],
            ),
            ("CWE", &["20", "1385"], &["CWE-20", "", "20.1"]),
            (
                "CVE",
                &["2022-23529", "2025-1234567"],
                &["CVE-2022-23529", "2022", "22-1234"],
            ),
            (
                "GHSA",
                &["27h2-hvpr-p74q"],
                &["GHSA-27h2-hvpr-p74q", "27h2-hvpr"],
            ),
            (
                "OWASP API Security Top 10 2023",
                &["API1", "API10"],
                &["1", "API11", "API0"],
            ),
            (
                "Fetch",
                &["cors-protocol", "3.2.5"],
                &["", "CORS protocol", "#cors"],
            ),
        ] {
            let sections = Document::named(name).unwrap().sections;
            for section in good {
                assert!(sections.has(section), "{name} {section}");
            }
            for section in bad {
                assert!(!sections.has(section), "{name} {section}");
            }
        }
    }
}
