//! What `explain` and `list` say of scenarios.

use gateproof_report::{Entry, Explained, Listed, OnTarget, catalogue, explain, list};
use model::metadata::Status;
use model::plan::{Case, Work};
use model::scenario::Scenario;
use serde_json::json;

use crate::tape;

fn foreign_origin() -> Scenario {
    let scenario = json!({
        "id": "socket-auth/foreign-origin",
        "title": "A foreign page opens the socket with what the browser adds by itself",
        "since": "0.1.0",
        "severity": "high",
        "class": "cross-origin",
        "references": [
            { "doc": "RFC 6455", "section": "10.2" },
            { "doc": "CWE", "section": "1385", "note": "missing origin validation" }
        ],
        "what": "The upgrade was answered with 101 although its Origin is not on the list.",
        "why": "Browsers send cookies with a WebSocket handshake from any page and ask nobody, so that a page of an attacker acts in the user's name.",
        "remedy": "Compare the whole Origin with a list.",
        "defects": ["origin-not-checked", "origin-suffix-match"],
        "needs": { "contract.origins.allowed": [], "contract.environment": ["production"] },
        "values": { "marker": { "fresh": "uuid" }, "twin": { "fresh": { "like": "${marker}" } } },
        "matrix": {
            "origin": {
                "named": "origins",
                "refuse": ["foreign", "null"],
                "accept": ["allowed"],
                "either": ["trailing-dot"],
                "contract": { "absent": "origins.absent" }
            },
            "spelling": { "rows": { "upper": { "must": "not-accept", "scheme": "BEARER" } } }
        },
        "steps": [
            { "open": { "op": "socket", "control": "both" } },
            { "call": { "op": "login", "as": "other", "with": { "name": "${marker}" }, "capture": { "second": "access" } } },
            { "http": { "method": "GET", "path": "/me", "headers": { "x-test": "1" }, "as": "anonymous", "control": "here", "must": "refuse" } },
            { "open": { "op": "socket", "socket": "mine", "origin": "${row.origin}", "host": "evil.example",
                        "credential": [{ "place": "ambient", "is": "valid" }, { "name": "csrf", "place": 2, "is": { "forge": "alg-none" } }], "probe": "page" } },
            { "send": { "socket": "mine", "op": "ping", "from": "a" } },
            { "send": { "socket": "mine", "message": { "json": { "type": "ping" } }, "probe": "said" } },
            { "quiet": { "socket": "mine", "of": { "json": "$.type", "equals": "event" }, "within": "300ms", "probe": "silent" } },
            { "await": { "socket": "mine", "for": "end", "within": "2s", "probe": "ended" } },
            { "hang-up": { "socket": "mine", "how": "reset" } }
        ],
        "expect": [
            { "probe": "page", "is": { "by-row": "origin" }, "level": "must" },
            { "probe": "ended", "is": { "ended": "logout" }, "level": "contract" },
            { "probe": "page", "frames": "none-before-refusal", "level": "should" },
            { "probes": ["page", "said"], "same": ["status", "header-order"], "level": "may" },
            { "probe": "said", "match": { "json": "$.type", "one-of": ["pong", 1] }, "level": "reach" }
        ]
    });
    serde_json::from_value(scenario).unwrap()
}

fn page(scenario: &Scenario, file: &str) -> String {
    explain(&Explained {
        scenario,
        written: &serde_json::to_value(scenario).unwrap(),
        file,
        cases: &[],
        target: None,
    })
}

#[test]
fn a_page_says_all_that_a_reviewer_asks() {
    insta::assert_snapshot!(page(
        &foreign_origin(),
        "catalogue/socket-auth/foreign-origin.yaml"
    ));
}

#[test]
fn a_page_on_one_case_and_a_target_tells_what_becomes_of_it() {
    let case = |row: &str, work: Work| Case {
        work,
        ..tape::case(&format!("socket-auth/foreign-origin#{row}"), Vec::new())
    };
    let skip = |reason: &str| Work::Skip(reason.to_owned());
    let run = tape::case("a/b", Vec::new()).work;
    let undeclared = skip("the contract does not declare `origins`");
    let cases = [
        case("foreign,upper", run.clone()),
        case("null,upper", run),
        case("absent,upper", undeclared.clone()),
        case("allowed,upper", undeclared),
        case(
            "trailing-dot,upper",
            skip("`localhost` has no spelling `trailing-dot`"),
        ),
    ];
    let scenario = foreign_origin();
    let text = explain(&Explained {
        scenario: &scenario,
        written: &serde_json::to_value(&scenario).unwrap(),
        file: "own.yaml",
        cases: &["socket-auth/foreign-origin#null"],
        target: Some(OnTarget {
            name: "workspace",
            cases: &cases.iter().collect::<Vec<_>>(),
        }),
    });
    let part = |title: &str| {
        let start = text.find(title).unwrap();
        text[start..].split("\n\n## ").next().unwrap().to_owned()
    };
    insta::assert_snapshot!(
        [
            part("# "),
            part("Rows of `origin`"),
            part("Rows of `spelling`"),
            part("On workspace")
        ]
        .join("\n...\n")
    );
}

#[test]
fn references_are_told_where_the_typed_form_has_an_example() {
    let written = json!({
        "id": "own/third", "title": "A third page",
        "steps": [
            { "call": { "op": "whoami", "credential": "${row.token.use}", "probe": "bare" } },
            { "open": { "op": "socket", "credential": [{ "is": "${row.token.is}" }], "socket": "mine" } },
            { "await": { "socket": "mine", "for": "end", "within": "${contract.effect}", "control": "here" } },
            { "quiet": { "socket": "mine", "within": "2s", "of": { "contains": "${marker}" } } }
        ],
        "expect": [{ "probe": "bare", "within": "${contract.sockets.pong}", "level": "must" }]
    });
    let mut typed = written.clone();
    typed["steps"][0]["call"]["credential"] = json!([]);
    typed["steps"][1]["open"]["credential"] = json!([{ "is": "valid" }]);
    typed["steps"][2]["await"]["within"] = json!("1s");
    typed["expect"][0]["within"] = json!("1s");
    let scenario: Scenario = serde_json::from_value(typed).unwrap();
    let page = explain(&Explained {
        scenario: &scenario,
        written: &written,
        file: "third.yaml",
        cases: &[],
        target: None,
    });
    insta::assert_snapshot!(page.split_once("## Steps").unwrap().1);
}

#[test]
fn the_catalogue_is_by_family_and_by_section() {
    let mut first = foreign_origin();
    first
        .references
        .push(serde_json::from_value(json!({ "doc": "RFC 6455", "section": "4.2.2" })).unwrap());
    let mut second = foreign_origin();
    second.id.0 = "token/new".to_owned();
    second.title = "A | in a title".to_owned();
    second.status = Status::Nursery;
    second.references.remove(1);
    second.references.push(
        serde_json::from_value(json!({ "doc": "OWASP ASVS 5.0.0", "section": "4.4.2" })).unwrap(),
    );
    let cases = |count| {
        vec![
            ("sessions".to_owned(), count),
            ("assistant".to_owned(), 0),
            ("workspace".to_owned(), 2),
        ]
    };
    insta::assert_snapshot!(catalogue(&[
        Entry {
            scenario: &first,
            cases: cases(12)
        },
        Entry {
            scenario: &second,
            cases: cases(0)
        },
    ]));
}

#[test]
fn a_scenario_without_metadata_has_a_short_page() {
    let scenario: Scenario = serde_json::from_value(json!({
        "id": "own/first", "title": "The first page is served to anybody",
        "steps": [{ "call": { "op": "whoami", "as": "anonymous", "probe": "bare" } }],
        "expect": [{ "probe": "bare", "is": "not-accepted", "level": "contract" }]
    }))
    .unwrap();
    insta::assert_snapshot!(page(&scenario, "first.yaml"));
}

#[test]
fn a_page_tells_entries_of_the_target_and_flows() {
    let scenario: Scenario = serde_json::from_value(json!({
        "id": "own/second", "title": "A second page",
        "matrix": { "it": { "each": "operations", "where": { "method": ["GET", "PUT"] } } },
        "steps": [{ "include": { "flow": "heard", "as": "other", "with": { "x": "a" }, "capture": { "mine": "channel" } } }],
        "expect": []
    }))
    .unwrap();
    let page = page(&scenario, "second.yaml");
    let row = "- each of the target's `operations` with method `GET` or `PUT`\n";
    assert!(page.contains(row), "{page}");
    let step = "1. As `other`, do the flow `heard` with x `a`, keeping its `channel` as `mine`.\n";
    assert!(page.contains(step), "{page}");
}

fn listed(scenario: &Scenario) -> Listed<'_> {
    Listed {
        id: &scenario.id.0,
        scenario,
        without: Vec::new(),
    }
}

#[test]
fn a_list_is_grouped_by_family() {
    let named = |id: &str, severity: &str| {
        let mut scenario = foreign_origin();
        scenario.id.0 = id.to_owned();
        scenario.severity = serde_json::from_value(json!(severity)).unwrap();
        scenario
    };
    let all = [
        named("socket-auth/foreign-origin", "high"),
        named("token/forged", "critical"),
        named("socket-auth/no-token", "low"),
    ];
    let lines: Vec<Listed> = all.iter().map(listed).collect();
    insta::assert_snapshot!(list(&lines));
    assert_eq!(list(&[]), "0 scenarios in 0 families\n");
}
