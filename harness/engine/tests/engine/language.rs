//! Values, controls, matrices and levels, on the reference server.

use crate::support::sessions::Sessions;
use model::metadata::Level;
use model::observation::Outcome;
use model::plan::Tag;
use model::verdict::{Harm, Kind};

const CONTROL: &str = "call: { op: whoami, control: both }";
const BARE: &str = "{ probe: bare, is: { refused: unauthenticated }, level: must }";

#[tokio::test]
async fn fresh_values_have_their_shapes_and_stay_the_same_in_a_case() {
    let server = Sessions::start(&[]).await;
    let top = r#"values: { id: { fresh: uuid }, mail: { fresh: email }, word: { fresh: password }, near: { fresh: { like: "${mine}" } } }"#;
    let steps = format!(
        r#"{CONTROL}
        call: {{ op: own-channel, capture: {{ mine: channel }} }}
        http: {{ method: GET, path: "/none/${{id}}", query: {{ a: "${{mail}}", b: "${{word}}", c: "${{near}}", d: "${{id}}" }}, proof: {{ status: 200 }}, probe: bare }}"#
    );
    let expect = "{ probe: bare, is: not-accepted, level: must }";
    let played = server.play(top, (&steps, expect)).await;
    let url = played
        .is(Kind::Pass, "")
        .probe("bare")
        .evidence
        .request
        .unwrap()
        .url
        .to_string();
    let (path, query) = url.split_once('?').unwrap();
    let id = path.rsplit('/').next().unwrap();
    let values: Vec<&str> = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap().1)
        .collect();
    assert_eq!((id.len(), id, values.len()), (36, values[3], 4));
    assert!(
        values[0].starts_with("probe-") && values[0].ends_with("%40example.test"),
        "{url}"
    );
    assert_eq!(values[1].len(), 24);
    // The channel is a secret, what is like it is none: a UUID of the same shape.
    assert_eq!(values[2].len(), 36, "{url}");
    let again = server.play(top, (&steps, expect)).await;
    let second = again
        .probe("bare")
        .evidence
        .request
        .unwrap()
        .url
        .to_string();
    assert!(
        second.contains(id),
        "the same seed and case give the same values"
    );
}

#[tokio::test]
async fn controls_stand_where_the_file_says() {
    let server = Sessions::start(&[]).await;
    let steps = "call: { op: login, as: other }
        call: { op: whoami, control: here }
        call: { op: whoami, as: other, control: both }
        call: { op: whoami, as: anonymous, control: both, must: refuse }
        call: { op: whoami, credential: [{ is: none }], probe: bare }
        call: { op: whoami, control: here }";
    let played = server.play("", (steps, BARE)).await;
    played.is(Kind::Pass, "");
    let tags: Vec<Tag> = played
        .seen()
        .into_iter()
        .filter(|(implied, _)| !implied)
        .map(|(_, seen)| seen.tag)
        .collect();
    use Tag::{Control, ControlRefused, Setup};
    let bare = Tag::Probe("bare".to_owned());
    // At the end: what follows the probe, then both controls with their set-up done afresh.
    let wanted = [
        Setup,
        Control,
        Control,
        ControlRefused,
        bare,
        Control,
        Setup,
        Control,
        ControlRefused,
    ];
    assert_eq!(tags, wanted);
}

#[tokio::test]
async fn a_control_that_is_lost_takes_the_verdict_with_it() {
    let server = Sessions::start(&["token-missing-accepted"]).await;
    let steps = format!(
        "{CONTROL}
        call: {{ op: whoami, as: anonymous, control: both, must: refuse }}
        call: {{ op: whoami, probe: bare }}"
    );
    let expect = "{ probe: bare, is: accepted, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Inconclusive, "without a credential was accepted");
    assert_eq!(
        played.seen().iter().filter(|(implied, _)| !implied).count(),
        2,
        "no probe was sent"
    );
    // Set-up that does not work is told with its step.
    let steps = format!(
        "{CONTROL}\ncall: {{ op: login, as: stranger }}\ncall: {{ op: whoami, credential: [{{ is: none }}], probe: bare }}"
    );
    let played = server.play("", (&steps, BARE)).await;
    played.is(
        Kind::Inconclusive,
        "set-up did not work: step 2 (call login) was refused: HTTP 401",
    );
}

#[tokio::test]
async fn rows_of_a_set_spelled_out_and_decided_by_the_contract() {
    let server = Sessions::start(&["no-expiry-accepted"]).await;
    let named = r#"matrix: { token: { named: forgeries, accept: [control/re-minted], refuse: [alg-none], not-accept: [malformed/one-segment], either: [crit-unknown], contract: { no-expiry: tokens.without-exp } } }"#;
    let steps = format!(
        "{CONTROL}\ncall: {{ op: whoami, credential: [{{ is: {{ forge: \"${{row.token}}\" }} }}], probe: forged }}"
    );
    let expect = "{ probe: forged, is: { by-row: unauthenticated }, level: must }";
    let played = server.play(named, (&steps, expect)).await;
    let kinds: Vec<_> = played
        .verdicts()
        .into_iter()
        .map(|(id, verdict)| (id, verdict.kind))
        .collect();
    let wanted = [
        ("a/b#alg-none", Kind::Pass),
        ("a/b#malformed/one-segment", Kind::Pass),
        ("a/b#control/re-minted", Kind::Pass),
        ("a/b#crit-unknown", Kind::Pass),
        ("a/b#no-expiry", Kind::Fail),
    ];
    assert_eq!(kinds.len(), wanted.len());
    for (row, kind) in wanted {
        assert!(kinds.contains(&(row.to_owned(), kind)), "{row}: {kinds:?}");
    }
    let rows = r#"matrix: { use: { rows: { left-out: { must: refuse, is: [{ is: none }] }, own: { must: accept, is: [{ is: valid }] } } }, path: { rows: { me: { op: whoami }, mine: { op: own-channel } } } }"#;
    let steps = format!(
        "{CONTROL}\ncall: {{ op: \"${{row.path.op}}\", credential: \"${{row.use.is}}\", probe: forged }}"
    );
    let played = server.play(rows, (&steps, expect)).await;
    let ids: Vec<_> = played.verdicts().into_iter().map(|(id, _)| id).collect();
    assert_eq!(
        ids,
        [
            "a/b#left-out,me",
            "a/b#left-out,mine",
            "a/b#own,me",
            "a/b#own,mine"
        ],
        "the product of the axes"
    );
    for (id, verdict) in played.verdicts() {
        assert_eq!(verdict.kind, Kind::Pass, "{id}: {}", verdict.reason);
    }
}

#[tokio::test]
async fn each_level_weighs_a_breach_in_its_own_way() {
    let server = Sessions::start(&["token-missing-accepted"]).await;
    let steps =
        format!("{CONTROL}\ncall: {{ op: whoami, credential: [{{ is: none }}], probe: bare }}");
    for (level, kind, notes) in [
        ("must", Kind::Fail, 0),
        ("contract", Kind::Fail, 0),
        ("should", Kind::Pass, 1),
        ("may", Kind::Pass, 1),
        ("reach", Kind::Inconclusive, 0),
    ] {
        let expect = BARE.replace("must", level);
        let verdict = server.play("", (&steps, &expect)).await.verdict();
        assert_eq!(
            (verdict.kind, verdict.notes.len()),
            (kind, notes),
            "{level}: {}",
            verdict.reason
        );
        if kind == Kind::Fail {
            assert_eq!(verdict.breaches[0].harm, Harm::Hole);
            assert!(verdict.breaches[0].level == Level::Must || level == "contract");
        }
    }
}

#[tokio::test]
async fn probes_are_compared_with_each_other() {
    let steps = r#"call: { op: own-channel, as: other, capture: { theirs: channel } }
        open: { op: socket, control: both }
        open: { op: socket, with: { channel: "${theirs}" }, probe: foreign }
        open: { op: socket, with: { channel: "${absent}" }, probe: unknown }"#;
    let top = r#"values: { absent: { fresh: { like: "${theirs}" } } }"#;
    let expect =
        "{ probes: [foreign, unknown], same: [manner, status, body, code, reason], level: must }";
    let server = Sessions::start(&[]).await;
    server.play(top, (steps, expect)).await.is(Kind::Pass, "");
    let server = Sessions::start(&["unknown-session-differs"]).await;
    let played = server.play(top, (steps, expect)).await;
    played.is(Kind::Fail, "differs");
    assert!(matches!(played.outcome("unknown"), Outcome::Refused { .. }));
}
