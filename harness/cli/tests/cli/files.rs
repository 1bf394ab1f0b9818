//! Files that are slightly wrong, and scenarios that share a name: whose fault it is, and that nothing
//! is hidden or sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::{count, file, gateproof, head, report, server};

const SCENARIO: &str = "
id: own/check
title: t
steps:
  - call: { op: whoami, control: both }
  - call: { op: whoami, credential: [{ is: none }], probe: bare }
expect:
  - { probe: bare, is: { refused: unauthenticated }, level: must }
";

#[test]
fn two_scenarios_of_one_id_are_both_told() {
    let folder = tempfile::tempdir().unwrap();
    let first = file(folder.path(), "a.yaml", SCENARIO);
    let second = SCENARIO.replace("level: must", "level: may");
    let second = file(folder.path(), "b.yaml", &second);
    let arguments = [
        "run",
        first.to_str().unwrap(),
        second.to_str().unwrap(),
        "--defect",
        "token-missing-accepted",
        "--out",
        "out",
    ];
    let ran = gateproof(folder.path(), &arguments);
    // Both are run, or both are refused before anything is sent; the finding is never hidden.
    assert!([1, 2].contains(&ran.code), "{}{}", ran.out, ran.err);
    if ran.code == 1 {
        let report = report(&folder.path().join("out"));
        assert_eq!((count(&report, "fail"), count(&report, "pass")), (1, 1));
        let ran = gateproof(folder.path(), &["rejudge", "out/journal.jsonl"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}

#[test]
fn a_pass_that_no_experiment_gave_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let ran = gateproof(folder.path(), &["run", "token/missing", "--out", "out"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let path = folder.path().join("out/journal.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let given = text.replacen("\"by\":\"experiment\"", "\"by\":\"engine\"", 1);
    assert_ne!(given, text);
    std::fs::write(&path, given).unwrap();
    let ran = gateproof(folder.path(), &["rejudge", "out/journal.jsonl"]);
    assert_eq!(ran.code, 70, "{}", ran.out);
    assert!(ran.err.contains("cannot give"), "{}", ran.err);
}

/// A server that counts its connections.
fn counting() -> (String, Arc<AtomicU32>) {
    let count = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&count);
    let address = server(move |mut stream| {
        counter.fetch_add(1, Ordering::SeqCst);
        let _ = head(&mut stream);
    });
    (address, count)
}

#[test]
fn nothing_is_sent_while_any_file_is_wrong() {
    let (address, connections) = counting();
    let target = format!(
        "name: t
services: {{ app: {{ http: \"http://{address}\" }} }}
scope: {{ hosts: [127.0.0.1] }}
identities: {{ user: {{ username: alice, holds: {{ access: {{ env: GATEPROOF_TEST_UNSET }} }} }} }}
credentials: {{ access: {{ places: [bearer] }} }}
operations:
  whoami: {{ get: /me, needs: [access], proof: {{ json: \"$.user\", equals: alice }} }}
contract: {{ refusals: {{ unauthenticated: {{ http: [{{ status: [401] }}] }} }} }}
"
    );
    let held = "holds: { access: { env: GATEPROOF_TEST_UNSET } }";
    assert!(target.contains(held));
    let good = target.replace(held, "note: x");
    let folder = tempfile::tempdir().unwrap();
    let scenario = file(folder.path(), "s.yaml", SCENARIO);
    let scenario = scenario.to_str().unwrap();
    let broken = SCENARIO.replace("probe: bare }", "probe: bear }");
    let broken = file(folder.path(), "broken.yaml", &broken);
    for (target, scenarios) in [
        // A variable that nobody has set.
        (target.clone(), vec![scenario]),
        // A second scenario that is wrong.
        (good.clone(), vec![scenario, broken.to_str().unwrap()]),
        // A service out of scope, beside one that is in it.
        (
            good.replace(
                "} }\nscope",
                "}, two: { http: \"http://192.0.2.1\" } }\nscope",
            ),
            vec![scenario],
        ),
        // An operation with a slip.
        (good.replace("get: /me", "gte: /me"), vec![scenario]),
        // A proof that cannot be read.
        (good.replace("$.user", "$.[user"), vec![scenario]),
    ] {
        let target = file(folder.path(), "target.yaml", &target);
        let mut arguments = vec!["run", "--target", target.to_str().unwrap(), "--out", "out"];
        arguments.extend(scenarios);
        let ran = gateproof(folder.path(), &arguments);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0, "nothing was sent");
}
