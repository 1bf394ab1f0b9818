//! What a run would ask of a target, told before anything is sent.

use crate::support::{file, gateproof};

/// Nobody listens there: a plan asks nobody.
const TARGET: &str = r#"
name: shop
services: { app: { http: "http://127.0.0.1:9" } }
scope: { hosts: [127.0.0.1], impact: mutate }
identities:
  user: { email: alice@example.test }
credentials: { access: { from: login, places: [bearer] } }
operations:
  send-code: { post: /code, json: { email: "${identity.email}" }, proof: { status: 202 } }
  read-code: { get: /mail, outputs: { code: { json: "$.code" } } }
  verify-code:
    post: /login
    inputs: { code: { from: read-code } }
    json: { code: "${code}" }
    outputs: { access: { json: "$.access" } }
  login: { run: [send-code, read-code, verify-code] }
  whoami: { get: /me, needs: [access], proof: { json: "$.email", equals: "${identity.email}" } }
contract:
  refusals: { unauthenticated: { http: [{ status: [401] }] }, limited: { http: [{ status: [429] }] } }
  sessions: { per-user: 3, over: evict-oldest }
  limits:
    codes: { requests: 5, per: 15m, key: user, covers: [send-code] }
"#;

fn scenario(id: &str, steps: &str) -> String {
    format!(
        "id: {id}\ntitle: A fault\nimpact: mutate\nsteps:\n  - call: {{ op: whoami, control: both }}\n{steps}  - call: {{ op: whoami, credential: [{{ is: none }}], probe: bare }}\nexpect:\n  - {{ probe: bare, is: {{ refused: unauthenticated }}, level: must }}\n"
    )
}

fn planned(files: &[(&str, String)], more: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "shop.yaml", TARGET);
    let mut arguments = vec!["plan"];
    for (name, text) in files {
        file(folder.path(), name, text);
        arguments.push(name);
    }
    arguments.extend(["--target", "shop.yaml"]);
    arguments.extend(more);
    let ran = gateproof(folder.path(), &arguments);
    (ran.code, ran.out + &ran.err)
}

#[test]
fn limits_accounts_mails_time_and_what_cannot_be() {
    let destroy = scenario("a/ends", "").replace("impact: mutate", "impact: destroy");
    let login = "  - call: { op: login }\n";
    let files = [
        ("reads.yaml", scenario("a/reads", "")),
        ("again.yaml", scenario("a/again", "")),
        ("logs-in.yaml", scenario("a/logs-in", &login.repeat(2))),
        ("too-often.yaml", scenario("a/too-often", &login.repeat(6))),
        ("ends.yaml", destroy),
    ];
    let (code, told) = planned(&files, &[]);
    assert_eq!(code, 0, "{told}");
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_used_up_is_waited_for_only_when_asked() {
    let login = "  - call: { op: login }\n";
    let files = [
        ("one.yaml", scenario("a/one", &login.repeat(3))),
        ("two.yaml", scenario("a/two", &login.repeat(3))),
    ];
    let (_, told) = planned(&files, &[]);
    assert!(told.contains("undecided"), "{told}");
    assert!(told.contains("--slow"), "{told}");
    let (_, told) = planned(&files, &["--slow"]);
    assert!(!told.contains("undecided"), "{told}");
    assert!(told.contains("15 min"), "{told}");
}

#[test]
fn a_filter_that_names_nothing_is_told() {
    let (code, told) = planned(&[], &["tokn/missing"]);
    assert_eq!(code, 4, "{told}");
    assert!(told.contains("token/missing"), "{told}");
}
