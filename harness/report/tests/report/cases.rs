//! What becomes of single cases, as an engine would write it.

use model::event::What;
use model::metadata::{Level, Severity};
use model::observation::{Manner, Observation, Outcome};
use model::operation::Message;
use model::plan::{Act, Case, Tag, Work};
use model::refusal::Class;
use model::step::{Open, Part, Send, Step};
use model::verdict::{Breach, Harm, Kind, Verdict};

use crate::tape::{Tape, breach, case, failed, seen, words};
use crate::wire::{answer, frame, get, http, socket, unreachable, upgrade};

pub const BEARER: (&str, &str) = ("authorization", "Bearer [access of user]");
pub const PONG: &str = r#"{"type":"pong"}"#;
pub const PING: &str = r#"{"type":"ping"}"#;

pub fn probe(name: &str) -> Tag {
    Tag::Probe(name.into())
}

pub fn refused(manner: Manner, class: Option<Class>) -> Outcome {
    let declared = class.into_iter().collect();
    Outcome::Refused { manner, declared }
}

/// The legitimate request, answered as it should be.
pub fn control(act: u32) -> Observation {
    let body = answer(
        200,
        &[("content-type", "application/json")],
        Some(r#"{"username":"alice"}"#),
    );
    let accepted = Outcome::Accepted(words("the body names alice"));
    seen(
        act,
        Tag::Control,
        accepted,
        http(get("/me", &[BEARER]), body),
    )
}

pub fn unauthenticated(act: u32, name: &str) -> Observation {
    let challenge = ("www-authenticate", r#"Bearer realm="sessions""#);
    let body = answer(401, &[challenge], Some(r#"{"detail":"Invalid token"}"#));
    let outcome = refused(Manner::Status(401), Some(Class::Unauthenticated));
    seen(act, probe(name), outcome, http(get("/me", &[BEARER]), body))
}

pub fn held(tape: &mut Tape, id: &str) {
    tape.began(id);
    tape.seen(id, control(1));
    tape.seen(id, unauthenticated(2, "forged"));
    tape.seen(id, control(3));
    tape.plain(
        id,
        Kind::Pass,
        "refused as unauthenticated, and the controls stand",
    );
}

pub fn skipped(id: &str, reason: &str) -> Case {
    Case {
        work: Work::Skip(reason.into()),
        ..case(id, Vec::new())
    }
}
pub const ORIGIN: &str = "socket-auth/foreign-origin";

/// A foreign page gets a working socket; `echo` is a body that the target chose.
pub fn socket_hole(tape: &mut Tape, row: &str, origin: &str, echo: &str) {
    let id = format!("{ORIGIN}#{row}");
    tape.began(&id);
    tape.seen(&id, control(1));
    let request = upgrade("/ws/5e1a?token=[access of user]", &[("origin", origin)]);
    let frames = vec![
        frame(1_900, true, "text", PING),
        frame(2_700, false, "text", echo),
        frame(3_100, true, "close", "1000"),
        frame(3_400, false, "close", "1000"),
    ];
    let outcome = Outcome::Accepted(words("ping was answered"));
    tape.seen(
        &id,
        seen(2, probe("page"), outcome, socket(request, frames)),
    );
    tape.seen(&id, control(3));
    let breach = breach(
        2,
        "page",
        Harm::Hole,
        "refused as origin",
        "accepted: ping was answered",
    );
    let reason = "page: wanted refused as origin, seen accepted: ping was answered";
    tape.judged(&id, failed(reason, vec![breach]));
    let fingerprint = format!("{:08x}", row.len());
    tape.push(Some(&id), What::Finding { fingerprint });
}

pub fn http_hole(tape: &mut Tape, id: &str, body: &str) {
    tape.began(id);
    tape.seen(id, control(1));
    let outcome = Outcome::Accepted(words("the body names alice"));
    let token = ("authorization", "Bearer [token forged as alg-none]");
    let answer = answer(200, &[("content-type", "application/json")], Some(body));
    tape.seen(
        id,
        seen(
            2,
            probe("forged"),
            outcome,
            http(get("/me", &[token]), answer),
        ),
    );
    tape.seen(id, control(3));
    let mut hole = breach(
        2,
        "forged",
        Harm::Hole,
        "refused as unauthenticated",
        "accepted: the body names alice",
    );
    hole.severity = Severity::Critical;
    tape.judged(
        id,
        failed("forged: accepted where a refusal was wanted", vec![hole]),
    );
    tape.push(
        Some(id),
        What::Finding {
            fingerprint: "c0ffee01".into(),
        },
    );
}

/// Refused by a redirect to a login page instead of the declared 401.
pub fn otherwise(tape: &mut Tape, id: &str) {
    tape.began(id);
    tape.seen(id, control(1));
    let answer = answer(302, &[("location", "/login")], None);
    let outcome = refused(Manner::Redirect(302, words("/login")), None);
    tape.seen(
        id,
        seen(2, probe("bare"), outcome, http(get("/me", &[]), answer)),
    );
    let breach = breach(
        2,
        "bare",
        Harm::Otherwise,
        "refused as unauthenticated",
        "refused: HTTP 302 to /login",
    );
    tape.judged(
        id,
        failed("bare: refused, but otherwise than declared", vec![breach]),
    );
}

/// The acts of a check that sends a malformed message on an open socket.
pub fn socket_acts() -> Vec<Act> {
    let act = |number, tag, what| Act {
        number,
        step: number,
        tag,
        what,
    };
    let open = Open {
        op: "socket".into(),
        socket: Some("mine".into()),
        count: None,
        silent: false,
        with: Default::default(),
        credential: Vec::new(),
        origin: None,
        host: None,
        subprotocols: None,
        headers: Default::default(),
        part: Part::default(),
    };
    let send = Send {
        socket: "mine".into(),
        op: None,
        message: Some(Message::Text(model::template::Template("{".into()))),
        with: Default::default(),
        disguise: None,
        part: Part::default(),
    };
    vec![
        act(1, Tag::Setup, Step::Open(Box::new(open))),
        act(2, probe("broken"), Step::Send(send)),
    ]
}

pub const MALFORMED: &str = "socket-message/malformed#open-brace";

pub fn broken(tape: &mut Tape) {
    tape.began(MALFORMED);
    let open = socket(
        upgrade(
            "/ws/5e1a?token=[access of user]",
            &[("origin", "https://app.example.test")],
        ),
        vec![],
    );
    tape.seen(
        MALFORMED,
        seen(1, Tag::Setup, Outcome::Accepted(words("101")), open),
    );
    let end = Manner::Close(1011, words("internal error"));
    let evidence = model::observation::Evidence {
        frames: vec![
            frame(12, true, "text", "{\"type\":\"it's\"\n"),
            frame(1_250, false, "close", "1011 internal error"),
        ],
        hops: vec![model::observation::SeenHop {
            method: "GET".to_owned(),
            url: words("http://idp.test/auth?state=<x>"),
            status: 303,
        }],
        more_frames: 2,
        end: Some(words("the target closed the connection")),
        elapsed_us: 1_300,
        ..Default::default()
    };
    tape.seen(
        MALFORMED,
        seen(2, probe("broken"), Outcome::Broken(end), evidence),
    );
    let breach = breach(
        2,
        "broken",
        Harm::Broken,
        "not accepted",
        "server error: 101, then close 1011 `internal error`",
    );
    tape.judged(
        MALFORMED,
        failed("broken: the target failed on it", vec![breach]),
    );
}

pub fn logout(tape: &mut Tape) {
    let id = "socket-auth/ends-on-logout";
    tape.began(id);
    tape.seen(
        id,
        seen(
            1,
            Tag::Control,
            Outcome::Unclear(words("no answer in 1s")),
            unreachable(),
        ),
    );
    let note = Breach {
        level: Level::Should,
        ..breach(
            1,
            "ended",
            Harm::Unmet,
            "an ending with a close frame",
            "a dropped connection",
        )
    };
    let verdict = Verdict {
        notes: vec![note],
        ..Verdict::plain(
            Kind::Inconclusive,
            words("the control at step 1 was not accepted: no answer in 1s"),
        )
    };
    tape.judged(id, verdict);
}
