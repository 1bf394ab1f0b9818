//! The documents that checks rest on: a closed list, so that each has one name, one word in filters
//! and one place on the web.

mod list;
mod sections;

use crate::metadata::Reference;

pub use list::DOCUMENTS;
pub use sections::Sections;

/// A document.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name, as references write it.
    pub name: &'static str,
    /// Its word in filters: `rfc6455`, `asvs`, `cwe`.
    pub word: &'static str,
    /// What its sections look like.
    pub sections: Sections,
    web: Web,
}

/// Where a document stands on the web.
#[derive(Debug, PartialEq, Eq)]
enum Web {
    /// At the RFC editor's, by its number.
    Rfc,
    /// A page in which sections have anchors as those of RFCs.
    Draft(&'static str),
    /// The section stands between these.
    Between(&'static str, &'static str),
    /// A page in which sections are anchors.
    Living(&'static str),
    /// A page without anchors that could be told from the section.
    Page(&'static str),
    /// The chapters of ASVS, a page each.
    Asvs,
}

/// The chapters of ASVS 5.0.0, as its pages are called.
const CHAPTERS: [&str; 17] = [
    "0x10-V1-Encoding-and-Sanitization",
    "0x11-V2-Validation-and-Business-Logic",
    "0x12-V3-Web-Frontend-Security",
    "0x13-V4-API-and-Web-Service",
    "0x14-V5-File-Handling",
    "0x15-V6-Authentication",
    "0x16-V7-Session-Management",
    "0x17-V8-Authorization",
    "0x18-V9-Self-contained-Tokens",
    "0x19-V10-OAuth-and-OIDC",
    "0x20-V11-Cryptography",
    "0x21-V12-Secure-Communication",
    "0x22-V13-Configuration",
    "0x23-V14-Data-Protection",
    "0x24-V15-Secure-Coding-and-Architecture",
    "0x25-V16-Security-Logging-and-Error-Handling",
    "0x26-V17-WebRTC",
];

impl Document {
    /// The document of this name.
    pub fn named(name: &str) -> Option<&'static Document> {
        DOCUMENTS.iter().find(|document| document.name == name)
    }

    /// Where a section can be read.
    pub fn link(&self, section: &str) -> String {
        match self.web {
            Web::Rfc => {
                let page = format!("https://www.rfc-editor.org/rfc/{}", self.word);
                format!("{page}#{}", anchor(section))
            }
            Web::Draft(page) => format!("{page}#{}", anchor(section)),
            Web::Between(start, end) => format!("{start}{section}{end}"),
            // The number of a section is no anchor.
            Web::Living(page) if digit(section) => page.to_owned(),
            Web::Living(page) => format!("{page}#{section}"),
            Web::Page(page) => page.to_owned(),
            Web::Asvs => {
                let folder = "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en";
                let chapter = section.split('.').next().and_then(|it| it.parse().ok());
                let page = chapter.and_then(|number: usize| CHAPTERS.get(number.checked_sub(1)?));
                match page {
                    Some(page) => format!("{folder}/{page}.md"),
                    None => folder.to_owned(),
                }
            }
        }
    }
}

impl Reference {
    /// Its document; none that a file was read with is unknown.
    pub fn document(&self) -> Option<&'static Document> {
        Document::named(&self.doc)
    }

    /// The word of its document and the section: `rfc6455/10.2`, as filters write it.
    pub fn clause(&self) -> Option<String> {
        let document = self.document()?;
        Some(format!("{}/{}", document.word, self.section))
    }

    /// Where it can be read.
    pub fn link(&self) -> Option<String> {
        Some(self.document()?.link(&self.section))
    }
}

fn anchor(section: &str) -> String {
    match digit(section) {
        true => format!("section-{section}"),
        false => format!("appendix-{section}"),
    }
}

fn digit(section: &str) -> bool {
    section.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_are_sorted_and_unique() {
        let mut words: Vec<&str> = DOCUMENTS.iter().map(|it| it.word).collect();
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "{words:?}");
        let sorted = DOCUMENTS.windows(2).all(|pair| pair[0].name < pair[1].name);
        assert!(sorted);
        for it in DOCUMENTS.iter().filter(|it| it.name.starts_with("RFC")) {
            assert_eq!(it.word, it.name.to_lowercase().replace(' ', ""));
        }
    }

    #[test]
    fn links_lead_to_the_section_where_that_can_be_told() {
        let link = |name, section| Document::named(name).unwrap().link(section);
        for (name, section, wanted) in [
            (
                "RFC 6455",
                "10.2",
                "https://www.rfc-editor.org/rfc/rfc6455#section-10.2",
            ),
            (
                "RFC 6749",
                "A.1",
                "https://www.rfc-editor.org/rfc/rfc6749#appendix-A.1",
            ),
            (
                "RFC 6265bis",
                "4.1",
                "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1",
            ),
            (
                "CWE",
                "347",
                "https://cwe.mitre.org/data/definitions/347.html",
            ),
            (
                "CVE",
                "2022-23529",
                "https://www.cve.org/CVERecord?id=CVE-2022-23529",
            ),
            (
                "GHSA",
                "27h2-hvpr-p74q",
                "https://github.com/advisories/GHSA-27h2-hvpr-p74q",
            ),
            (
                "Fetch",
                "cors-protocol",
                "https://fetch.spec.whatwg.org/#cors-protocol",
            ),
            ("Fetch", "3.2", "https://fetch.spec.whatwg.org/"),
            (
                "OWASP ASVS 5.0.0",
                "9.1.1",
                "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x18-V9-Self-contained-Tokens.md",
            ),
            (
                "OWASP ASVS 5.0.0",
                "99.1.1",
                "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en",
            ),
            (
                "OWASP ASVS 5.0.0",
                "0.1.1",
                "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en",
            ),
        ] {
            assert_eq!(link(name, section), wanted);
        }
    }
}
