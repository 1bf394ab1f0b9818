//! Why a burst does not meet a limit of a target, and why a request has no other spelling.

use crate::common::source;
use gateproof_scenario::{bind, read_scenario, read_target};
use model::plan::{Predicate, Recipe, Work};
use model::step::Step;

fn target(host: &str, limit: &str, more: &str) -> String {
    format!(
        r#"
name: t
services: {{ app: {{ http: "http://{host}:1", ws: "ws://{host}:1" }} }}
scope: {{ hosts: [{host}], authorized: true, impact: exhaust }}
identities:
  user: {{ name: {{ fresh: uuid }}, register: join }}
  pool: {{ name: {{ fresh: uuid }}, register: join, size: 9 }}
operations:
  free: {{ get: /, proof: {{ status: 200 }} }}
  hit: {{ get: /hit, proof: {{ status: 200 }} }}
  deep: {{ get: /a/hit, proof: {{ status: 200 }} }}
  join: {{ post: /join, proof: {{ status: 201 }} }}
  post: {{ post: /hit/, proof: {{ status: 200 }} }}
  chain: {{ run: [hit, free] }}
  socket: {{ ws: /ws, proof: {{ answers: ping }} }}
  ping: {{ over: socket, send: {{ text: ping }}, proof: {{ equals: pong }} }}
{more}
contract:
  refusals: {{ limited: {{ http: [{{ status: [429] }}] }} }}
  limits:
    one: {{ per: 1m, {limit} }}
    small: {{ requests: 2, per: 1m, key: user, covers: [hit] }}
"#
    )
}

/// Why the only case is skipped; nothing when it runs.
fn skipped(target: &str, step: &str, expect: &str) -> Option<String> {
    let target = read_target(source("target.yaml", target)).unwrap_or_else(|e| panic!("{e}"));
    let text = format!(
        "id: a/b\ntitle: t\nimpact: exhaust\nsteps:\n  - call: {{ op: free, control: both }}\n  - {step}\nexpect:\n  - {{ probe: p, is: {expect}, level: must }}\n"
    );
    let file = read_scenario(source("s.yaml", text)).unwrap_or_else(|e| panic!("{e}"));
    let plan = bind(&target, &[&file]).unwrap_or_else(|e| panic!("{e}"));
    match &plan.cases[0].work {
        Work::Skip(reason) => Some(reason.clone()),
        Work::Run(Recipe::Steps(steps)) => {
            let filled = steps.acts().all(|act| match &act.what {
                Step::Burst(burst) => burst.what.is_some(),
                _ => true,
            });
            assert!(filled, "a burst without what it does");
            None
        }
    }
}

#[test]
fn a_burst_meets_its_limit_or_says_why_not() {
    let over = "burst: { limit: one, probe: p }";
    let at_once = "burst: { limit: one, shape: at-once, probe: p }";
    let failing = "burst: { limit: one, do: { call: { op: hit, with: { } , credential: [{ is: none }] } }, probe: p }";
    let other = "burst: { limit: one, do: { call: { op: free } }, probe: p }";
    let each = "burst: { limit: one, do: { call: { op: join, as: pool/each } }, probe: p }";
    let hit = "requests: 3, key: user, covers: [hit]";
    for (limit, step, wanted) in [
        (hit, over, ""),
        (hit, at_once, ""),
        (
            hit,
            &over.replace("one", "none") as &str,
            "does not declare `limits.none`",
        ),
        (hit, other, "limit `one` does not cover operation `free`"),
        (
            "requests: 3, key: user, covers: [ping]",
            over,
            "needs a socket: write what to `do`",
        ),
        ("requests: 3, key: user, covers: [chain]", over, ""),
        (
            "requests: 3, key: user, covers: [chain]",
            at_once,
            "is a chain of requests",
        ),
        (
            "requests: 5000, key: user, covers: [hit]",
            over,
            "a burst sends 1000 at most",
        ),
        (
            "requests: 3, key: connection, covers: [hit]",
            over,
            "counts for each connection",
        ),
        (
            "requests: 3, key: user, covers: [hit], counts: failed",
            over,
            "counts only requests that fail",
        ),
        (
            "requests: 3, key: user, covers: [hit], counts: failed",
            failing,
            "needs no credential",
        ),
        (
            "requests: 3, key: user, covers: [hit], shared: small",
            over,
            "use up limit `small` before",
        ),
        (
            "requests: 3, key: user, covers: [socket]",
            over,
            "`refusals.limited.ws`",
        ),
        (
            "requests: 3, key: user, covers: [join]",
            over,
            "which one identity does once",
        ),
        ("requests: 3, key: user, covers: [join]", each, ""),
    ] {
        let reason = skipped(&target("127.0.0.1", limit, ""), step, "limit-holds");
        match (&reason, wanted) {
            (None, "") => {}
            (Some(reason), wanted) if !wanted.is_empty() => {
                assert!(reason.contains(wanted), "{limit}: {reason}");
            }
            _ => panic!("{limit}, {step}: {reason:?}, wanted {wanted:?}"),
        }
    }
}

#[test]
fn limits_are_chosen_by_what_they_cover_and_tell() {
    let limits =
        r#"    chats: { requests: 9, per: 1s, key: connection, covers: [ping], tells: [] }"#;
    let hit = "requests: 3, key: user, covers: [hit], tells: [retry-after, x-rate-limit]";
    let text = target("127.0.0.1", hit, "") + limits;
    let target = read_target(source("target.yaml", &text)).unwrap_or_else(|e| panic!("{e}"));
    let rows = |wanted: &str| {
        let text = format!(
            "id: a/b\ntitle: t\nimpact: exhaust\nmatrix: {{ limit: {{ each: contract.limits, where: {{ {wanted} }} }} }}\nsteps:\n  - call: {{ op: free, control: both }}\n  - burst: {{ limit: \"${{row.limit}}\", probe: p }}\nexpect:\n  - {{ probe: p, is: limit-told, level: contract }}\n"
        );
        let file = read_scenario(source("s.yaml", text)).unwrap_or_else(|e| panic!("{e}"));
        let plan = bind(&target, &[&file]).unwrap_or_else(|e| panic!("{e}"));
        let rows = plan.cases.into_iter().map(|case| {
            if let Work::Run(Recipe::Steps(steps)) = &case.work {
                let Predicate::LimitTold(rule) = &steps.expect[0].predicate else {
                    panic!("no rule");
                };
                // The other limit of the same operation.
                assert_eq!(rule.beside.len(), 1);
                assert_ne!(rule.beside[0], rule.limit);
            }
            case.rows.get("limit").cloned().unwrap_or_default()
        });
        rows.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(rows("does: [request]"), "one small");
    assert_eq!(rows("does: [message, socket]"), "chats");
    assert_eq!(rows("tells: [x-rate-limit]"), "one");
}

#[test]
fn a_request_has_another_spelling_and_another_source_or_says_why_not() {
    let hit = "requests: 3, key: user, covers: [hit]";
    let learned = "client-address: { trusted-header: X-Real-IP }";
    let call = |what: &str| format!("call: {{ {what}, probe: p }}");
    for (host, more, what, wanted) in [
        ("127.0.0.1", "", "op: hit, disguise: path-case", ""),
        (
            "127.0.0.1",
            "",
            "op: post, disguise: trailing-slash",
            "has no spelling `trailing-slash`",
        ),
        (
            "127.0.0.1",
            "",
            "op: post, disguise: method-override",
            "has no spelling",
        ),
        (
            "127.0.0.1",
            "",
            "op: hit, disguise: email-dot",
            "has no spelling `email-dot`",
        ),
        (
            "127.0.0.1",
            "",
            "op: chain, disguise: x-real-ip",
            "is no single request",
        ),
        (
            "127.0.0.1",
            learned,
            "op: hit, disguise: x-real-ip",
            "by its own declaration",
        ),
        ("127.0.0.1", learned, "op: hit, disguise: forwarded", ""),
        (
            "127.0.0.1",
            "client-address: { trusted-header: x-forwarded-for }",
            "op: hit, disguise: ipv4-mapped",
            "by its own declaration",
        ),
        (
            "127.0.0.1",
            "",
            "op: hit, disguise: double-slash-inside",
            "has no spelling `double-slash-inside`",
        ),
        (
            "127.0.0.1",
            "",
            "op: deep, disguise: double-slash-inside",
            "",
        ),
        ("127.0.0.1", "", "op: hit, from: a", ""),
        (
            "app.example",
            "",
            "op: hit, from: a",
            "`client-address.trusted-header`",
        ),
        ("app.example", learned, "op: hit, from: a", ""),
    ] {
        let reason = skipped(
            &target(host, hit, more),
            &call(what),
            "{ refused: limited }",
        );
        match (&reason, wanted) {
            (None, "") => {}
            (Some(reason), wanted) if !wanted.is_empty() => {
                assert!(reason.contains(wanted), "{what}: {reason}");
            }
            _ => panic!("{what}: {reason:?}, wanted {wanted:?}"),
        }
    }
}
