//! The list of the documents.

use super::{Document, Sections, Web};

/// All of them, by name.
pub static DOCUMENTS: &[Document] = &[
    other(
        "CVE",
        "cve",
        Sections::Cve,
        Web::Between("https://www.cve.org/CVERecord?id=CVE-", ""),
    ),
    other(
        "CWE",
        "cwe",
        Sections::Number,
        Web::Between("https://cwe.mitre.org/data/definitions/", ".html"),
    ),
    other(
        "Fetch",
        "fetch",
        Sections::Anchor,
        Web::Living("https://fetch.spec.whatwg.org/"),
    ),
    other(
        "GHSA",
        "ghsa",
        Sections::Ghsa,
        Web::Between("https://github.com/advisories/GHSA-", ""),
    ),
    other(
        "HTML",
        "html",
        Sections::Anchor,
        Web::Living("https://html.spec.whatwg.org/multipage/"),
    ),
    other(
        "NIST SP 800-63B",
        "nist-800-63b",
        Sections::Numbered,
        Web::Page("https://pages.nist.gov/800-63-3/sp800-63b.html"),
    ),
    other(
        "OWASP API Security Top 10 2023",
        "owasp-api",
        Sections::Risk,
        Web::Page("https://owasp.org/API-Security/editions/2023/en/0x11-t10/"),
    ),
    other("OWASP ASVS 5.0.0", "asvs", Sections::Requirement, Web::Asvs),
    other(
        "OpenID Connect Core 1.0",
        "oidc",
        Sections::Numbered,
        Web::Page("https://openid.net/specs/openid-connect-core-1_0.html"),
    ),
    rfc("RFC 3986", "rfc3986"),
    other(
        "RFC 6265bis",
        "rfc6265bis",
        Sections::Numbered,
        Web::Draft("https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis"),
    ),
    rfc("RFC 6454", "rfc6454"),
    rfc("RFC 6455", "rfc6455"),
    rfc("RFC 6585", "rfc6585"),
    rfc("RFC 6749", "rfc6749"),
    rfc("RFC 6750", "rfc6750"),
    rfc("RFC 7009", "rfc7009"),
    rfc("RFC 7515", "rfc7515"),
    rfc("RFC 7517", "rfc7517"),
    rfc("RFC 7518", "rfc7518"),
    rfc("RFC 7519", "rfc7519"),
    rfc("RFC 7617", "rfc7617"),
    rfc("RFC 7636", "rfc7636"),
    rfc("RFC 7662", "rfc7662"),
    rfc("RFC 7692", "rfc7692"),
    rfc("RFC 7797", "rfc7797"),
    rfc("RFC 8252", "rfc8252"),
    rfc("RFC 8259", "rfc8259"),
    rfc("RFC 8441", "rfc8441"),
    rfc("RFC 8725", "rfc8725"),
    rfc("RFC 9068", "rfc9068"),
    rfc("RFC 9110", "rfc9110"),
    rfc("RFC 9111", "rfc9111"),
    rfc("RFC 9112", "rfc9112"),
    rfc("RFC 9113", "rfc9113"),
    rfc("RFC 9449", "rfc9449"),
    rfc("RFC 9457", "rfc9457"),
    rfc("RFC 9562", "rfc9562"),
    rfc("RFC 9700", "rfc9700"),
];

const fn rfc(name: &'static str, word: &'static str) -> Document {
    Document {
        name,
        word,
        sections: Sections::Numbered,
        web: Web::Rfc,
    }
}

const fn other(name: &'static str, word: &'static str, sections: Sections, web: Web) -> Document {
    Document {
        name,
        word,
        sections,
        web,
    }
}
