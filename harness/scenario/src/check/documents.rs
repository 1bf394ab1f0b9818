//! The documents that checks rest on: a closed list, so that one has one name.

use crate::check::ScenarioFile;
use crate::fault::Faults;

/// The names of the documents.
const DOCUMENTS: &[&str] = &[
    "CVE",
    "CWE",
    "Fetch",
    "GHSA",
    "HTML",
    "NIST SP 800-63B",
    "OWASP API Security Top 10 2023",
    "OWASP ASVS 5.0.0",
    "OpenID Connect Core 1.0",
    "RFC 3986",
    "RFC 6265bis",
    "RFC 6454",
    "RFC 6455",
    "RFC 6585",
    "RFC 6749",
    "RFC 6750",
    "RFC 7009",
    "RFC 7515",
    "RFC 7517",
    "RFC 7518",
    "RFC 7519",
    "RFC 7617",
    "RFC 7636",
    "RFC 7662",
    "RFC 7692",
    "RFC 7797",
    "RFC 8252",
    "RFC 8259",
    "RFC 8441",
    "RFC 8725",
    "RFC 9068",
    "RFC 9110",
    "RFC 9111",
    "RFC 9112",
    "RFC 9113",
    "RFC 9449",
    "RFC 9457",
    "RFC 9562",
    "RFC 9700",
];

/// Checks the references.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let spot = file.document.top().at("references");
    for (index, reference) in file.scenario.references.iter().enumerate() {
        let spot = spot.item(index);
        if !DOCUMENTS.contains(&reference.doc.as_str()) {
            let known = DOCUMENTS.iter().copied();
            faults.unknown(spot.at("doc").value(), "document", &reference.doc, known);
        }
        if reference.section.trim().is_empty() {
            faults.add(spot.at("section").value(), "the section is empty");
        }
        let digits = reference.section.bytes().all(|byte| byte.is_ascii_digit());
        if reference.doc == "CWE" && !digits {
            faults
                .add(spot.at("section").value(), "a CWE is a number")
                .cure("write it alone, in quotes: \"346\"");
        }
    }
}
