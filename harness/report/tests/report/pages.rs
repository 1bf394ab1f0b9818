//! What `explain` and `list` say of scenarios.

use gateproof_report::{Listed, explain, list};
use model::scenario::Scenario;
use serde_json::json;

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

#[test]
fn a_page_says_all_that_a_reviewer_asks() {
    insta::assert_snapshot!(explain(
        &foreign_origin(),
        "catalogue/socket-auth/foreign-origin.yaml"
    ));
}

#[test]
fn a_scenario_without_metadata_has_a_short_page() {
    let scenario: Scenario = serde_json::from_value(json!({
        "id": "own/first", "title": "The first page is served to anybody",
        "steps": [{ "call": { "op": "whoami", "as": "anonymous", "probe": "bare" } }],
        "expect": [{ "probe": "bare", "is": "not-accepted", "level": "contract" }]
    }))
    .unwrap();
    insta::assert_snapshot!(explain(&scenario, "first.yaml"));
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
    let page = explain(&scenario, "second.yaml");
    let row = "- it: each of the target's `operations` with method `GET` or `PUT`\n";
    assert!(page.contains(row), "{page}");
    let step = "1. Do the flow `heard` with x `a`, keeping `mine` from its `channel`, as `other`. Set-up.\n";
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
