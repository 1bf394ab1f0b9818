//! Requests of pages: the origin and host that a step names, what a browser lets them read, and preflights.

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use model::observation::Outcome;
use model::verdict::{Harm, Kind};

const ALICE: &str = r#"{"user":"alice"}"#;
const OWN: &str = "https://app.example";
const CONTROL: &str = "call: { op: whoami, control: both }";

fn header(asked: &Asked, name: &str) -> Vec<String> {
    let lines = asked
        .headers
        .lines()
        .filter_map(|line| line.split_once(": "));
    let named = lines.filter(|(own, _)| own.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.to_owned()).collect()
}

/// A server that names the origins that pass, and allows credentials.
fn naming(passes: fn(&str) -> bool) -> impl Fn(&Asked) -> String + Send + Sync + 'static {
    move |asked| {
        let origins = header(asked, "origin");
        let named = origins.first().filter(|origin| passes(origin));
        let headers = named.map_or(String::new(), |origin| {
            format!(
                "Access-Control-Allow-Origin: {origin}\r\nAccess-Control-Allow-Credentials: true\r\nAccess-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: Content-Type\r\n"
            )
        });
        match asked.line.split(' ').next() {
            Some("OPTIONS") => says("204 No Content", &headers, ""),
            _ if asked.carries(TOKEN) => says("200 OK", &headers, ALICE),
            _ => says("401 Unauthorized", &headers, ""),
        }
    }
}

fn stage(address: &str, places: &str, (top, steps, expect): (&str, &str, &str)) -> Stage {
    let operations = r#"  change: { put: /me, needs: [access], json: { name: x }, proof: { json: "$.user", exists: true } }
  twice: { run: [whoami, whoami] }"#;
    let contract = &format!(
        "    origin: {{ http: [{{ status: [403] }}] }}\n  origins: {{ allowed: [\"{OWN}\"], absent: accept }}"
    );
    let target = target(address, operations, contract).replace("places: [bearer]", places);
    let text = scenario(&format!("{CONTROL}\n{steps}"), expect);
    Stage::new(target, text.replace("steps:", &format!("{top}\nsteps:"))).secret("TOKEN", TOKEN)
}

const COOKIE: &str = "places: [{ cookie: session }, bearer]";

async fn play(address: &str, parts: (&str, &str, &str)) -> Played {
    stage(address, COOKIE, parts).play().await
}

const ROWS: &str = r#"matrix: { origin: { named: origins, refuse: [foreign, "null", allowed-as-suffix, dot-replaced], accept: [allowed], either: [upper-case-host] } }"#;
const READ: &str = r#"call: { op: whoami, origin: "${row.origin}", credential: [{ place: ambient, is: valid }], probe: page }"#;
const ASK: &str = r#"call: { op: change, origin: "${row.origin}", preflight: true, probe: page }"#;
const BY_ROW: &str = "{ probe: page, is: readable-by-row, level: contract }";

#[tokio::test]
async fn a_page_is_named_only_where_a_step_names_it() {
    let address = answering(naming(|_| true)).await;
    let steps = r#"call: { op: whoami, origin: foreign, host: other.example, headers: { X-Own: "${identity.username}" }, probe: page }
        call: { op: whoami, origin: several, probe: two }
        call: { op: whoami, origin: absent, probe: none }
        call: { op: twice, origin: "https://any.example:8443", probe: chain }"#;
    let expect =
        "{ probes: [page, two, none, chain], is: { not-refused: unauthenticated }, level: must }";
    let played = play(&address, ("", steps, expect)).await;
    played.is(Kind::Pass, "");
    let sent = |name: &str| {
        let request = played.probe(name).evidence.request.unwrap();
        let lines = request.headers.into_iter();
        lines
            .map(|(name, value)| format!("{name}: {value}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        sent("page"),
        [
            "Host: other.example",
            "Cookie: session=[access of user]",
            "Origin: https://evil.test",
            "X-Own: alice"
        ]
    );
    assert_eq!(
        sent("two")[1..],
        ["Origin: https://app.example", "Origin: https://evil.test"]
    );
    assert_eq!(sent("none"), ["Cookie: session=[access of user]"]);
    assert_eq!(sent("chain")[1], "Origin: https://any.example:8443");
    let control = played.act(1).evidence.request.unwrap();
    assert!(control.headers.iter().all(|(name, _)| name != "Origin"));
}

#[tokio::test]
async fn a_page_reads_what_names_it_and_allows_credentials() {
    for (steps, harm) in [
        (READ, "Access-Control-Allow-Credentials is `true`"),
        (ASK, "the preflight allows PUT"),
    ] {
        let address = answering(naming(|origin| origin == OWN)).await;
        let played = play(&address, (ROWS, steps, BY_ROW)).await;
        for (id, verdict) in played.verdicts() {
            assert_eq!(verdict.kind, Kind::Pass, "{id}: {}", verdict.reason);
        }
        assert_eq!(played.verdicts().len(), 6);

        let address = answering(naming(|_| true)).await;
        let played = play(&address, (ROWS, steps, BY_ROW)).await;
        for row in ["foreign", "null", "allowed-as-suffix", "dot-replaced"] {
            let verdict = played.row(row);
            assert_eq!(verdict.kind, Kind::Fail, "{row}: {}", verdict.reason);
            assert_eq!(verdict.breaches[0].harm, Harm::Hole);
            assert!(verdict.reason.as_str().contains(harm), "{}", verdict.reason);
        }
        assert_eq!(played.row("#allowed").kind, Kind::Pass);

        let address = answering(naming(|_| false)).await;
        let verdict = play(&address, (ROWS, steps, BY_ROW)).await.row("#allowed");
        assert_eq!(verdict.kind, Kind::Fail);
        assert_eq!(verdict.breaches[0].harm, Harm::Shut);
    }
}

#[tokio::test]
async fn any_page_may_read_only_without_credentials() {
    let any = |asked: &Asked| match asked.carries(TOKEN) {
        true => says(
            "200 OK",
            "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\n",
            ALICE,
        ),
        false => no(),
    };
    let address = answering(any).await;
    let read = "call: { op: whoami, origin: foreign, probe: page }";
    let unreadable = "{ probe: page, is: unreadable, level: contract }";
    play(&address, ("", read, unreadable))
        .await
        .is(Kind::Pass, "");
    let parts = ("", read, unreadable);
    let played = stage(&address, "places: [bearer]", parts).play().await;
    played.is(
        Kind::Fail,
        "wanted not readable by the page, Access-Control-Allow-Origin is `*`",
    );
}

#[tokio::test]
async fn a_refusal_may_be_read_and_a_failure_is_none() {
    let answer = |status: &'static str| {
        move |asked: &Asked| {
            let open = "Access-Control-Allow-Origin: https://evil.test\r\nAccess-Control-Allow-Credentials: true\r\n";
            match header(asked, "origin").is_empty() {
                true if asked.carries(TOKEN) => ok(ALICE),
                true => no(),
                false => says(status, open, ""),
            }
        }
    };
    let read = "call: { op: whoami, origin: foreign, probe: page }";
    let unreadable = "{ probe: page, is: unreadable, level: contract }";
    for (status, kind) in [
        ("403 Forbidden", Kind::Pass),
        ("500 Oh", Kind::Fail),
        ("429 Slow", Kind::Inconclusive),
        ("200 OK", Kind::Inconclusive),
    ] {
        let address = answering(answer(status)).await;
        play(&address, ("", read, unreadable)).await.is(kind, "");
    }
}

#[tokio::test]
async fn a_preflight_asks_and_carries_nothing() {
    let address = answering(naming(|origin| origin == OWN)).await;
    let steps = "call: { op: change, origin: allowed, preflight: true, control: here }
        call: { op: change, origin: foreign, preflight: true, probe: page }";
    let expect = "{ probe: page, is: not-accepted, level: contract }
        { probe: page, is: unreadable, level: contract }";
    let parts = ("", steps, expect);
    let played = play(&address, parts).await;
    played.is(Kind::Pass, "");
    let request = played.probe("page").evidence.request.unwrap();
    assert_eq!((request.method.as_str(), request.body), ("OPTIONS", None));
    let lines = request.headers.iter();
    let lines: Vec<_> = lines
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    assert_eq!(
        lines,
        [
            "Origin: https://evil.test",
            "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: content-type"
        ]
    );
    assert!(matches!(played.outcome("page"), Outcome::Refused { .. }));
    // With a bearer token the page asks for that header as well, and does not get it.
    let played = stage(&address, "places: [bearer]", parts).play().await;
    played.is(Kind::Inconclusive, "no control");

    let chain = "call: { op: twice, origin: foreign, preflight: true, probe: page }";
    let expect = "{ probe: page, is: unreadable, level: contract }";
    play(&address, ("", chain, expect))
        .await
        .is(Kind::Skipped, "a chain of requests");
}
