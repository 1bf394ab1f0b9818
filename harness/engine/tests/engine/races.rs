//! Races: lanes released together, batch after batch.

use std::sync::{Arc, Mutex};

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::socket::{heard, say, sockets};
use crate::support::stage::{Played, Stage};
use model::verdict::{Harm, Kind};

/// What the service makes of a ticket that comes again.
#[derive(Clone, Copy, PartialEq)]
enum Tickets {
    Once,
    Always,
    Never,
    /// Good twice, but only those of the third batch.
    ThirdTwice,
}

/// A service that gives numbered tickets, and redeems them.
#[derive(Clone)]
struct Service {
    tickets: Tickets,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    given: u32,
    used: Vec<String>,
}

impl Service {
    fn new(tickets: Tickets) -> Service {
        Service {
            tickets,
            state: Arc::default(),
        }
    }

    fn answer(&self, asked: &Asked) -> String {
        let mut state = self.state.lock().unwrap();
        match asked.path() {
            "/me" if asked.carries(TOKEN) => ok(r#"{"user":"alice"}"#),
            "/ticket" => {
                state.given += 1;
                ok(&format!(r#"{{"ticket":"ticket-number-{}"}}"#, state.given))
            }
            "/redeem" => {
                let uses = state.used.iter().filter(|it| **it == asked.body).count();
                state.used.push(asked.body.clone());
                let third = asked.body.contains("number-3");
                let good = match self.tickets {
                    Tickets::Once => uses == 0,
                    Tickets::Always => true,
                    Tickets::Never => false,
                    Tickets::ThirdTwice => uses == 0 || (third && uses == 1),
                };
                match good {
                    true => ok(r#"{"redeemed":true}"#),
                    false => no(),
                }
            }
            "/count" => ok(&format!(r#"{{"redeemed":{}}}"#, state.used.len())),
            _ => says("404 Not Found", "", ""),
        }
    }
}

const OPERATIONS: &str = r#"
  ticket: { post: /ticket, needs: [access], outputs: { ticket: { json: "$.ticket" } } }
  redeem: { post: /redeem, inputs: { ticket: none }, json: { ticket: "${ticket}" }, proof: { json: "$.redeemed", equals: true } }
  count: { get: /count, proof: { json: "$.redeemed", equals: 4 } }
"#;

const RACE: &str = "call: { op: whoami, control: both }
    call: { op: ticket, capture: { mine: ticket } }
    race: { lanes: { redeem: { times: 4, do: { call: { op: redeem, with: { ticket: \"${mine}\" } } } } }, batches: 3, probe: raced }";
const ONE: &str = "{ probe: raced, is: one-winner, level: must }";

async fn play(tickets: Tickets, steps: &str, expect: &str) -> (Service, Played) {
    let service = Service::new(tickets);
    let serving = service.clone();
    let address = answering(move |asked| serving.answer(asked)).await;
    let target = target(&address, OPERATIONS, "");
    let stage = Stage::new(target, scenario(steps, expect)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    (service, played)
}

#[tokio::test]
async fn one_winner_in_every_batch_passes_with_a_bound() {
    let (service, played) = play(Tickets::Once, RACE, ONE).await;
    played.is(Kind::Pass, "all expectations hold in 3 batches (4 lanes");
    played.is(
        Kind::Pass,
        "a race that goes wrong in 63 % of batches or more would have been seen (95 %)",
    );
    let state = service.state.lock().unwrap();
    // Each batch has a ticket of its own.
    assert_eq!((state.given, state.used.len()), (3, 12));
    let seen = played.probe("raced");
    let release = seen.attempts.unwrap().release.unwrap();
    assert_eq!((release.lanes, release.unproven()), (4, None));
    assert_eq!(seen.counts["redeem.accepted"], 1);
    assert_eq!(seen.counts["redeem.refused"], 3);
}

#[tokio::test]
async fn two_winners_are_a_finding_whatever_batch_they_are_in() {
    let (service, played) = play(Tickets::Always, RACE, ONE).await;
    played.is(Kind::Fail, "4 of 4 lanes were accepted (in batch 1)");
    assert_eq!(played.verdict().breaches[0].harm, Harm::Hole);
    assert_eq!(service.state.lock().unwrap().given, 1);

    let (service, played) = play(Tickets::ThirdTwice, RACE, ONE).await;
    played.is(Kind::Fail, "2 of 4 lanes were accepted (in batch 3)");
    assert_eq!(service.state.lock().unwrap().given, 3);
}

#[tokio::test]
async fn nobody_wins_a_race_that_shows_nothing() {
    let (_, played) = play(Tickets::Never, RACE, ONE).await;
    played.is(
        Kind::Inconclusive,
        "in 3 of 3 batches: raced: no lane was accepted",
    );
}

#[tokio::test]
async fn what_stands_after_the_race_reads_the_state() {
    let steps = RACE.replace(
        "batches: 3",
        "batches: 1, then: [{ call: { op: count, probe: counted } }]",
    );
    let expect = format!("{ONE}\n{{ probe: counted, is: accepted, level: must }}");
    let (_, played) = play(Tickets::Once, &steps, &expect).await;
    played.is(Kind::Pass, "");
}

#[tokio::test]
async fn lanes_may_be_unlike_each_other() {
    let lanes = "redeem: { do: { call: { op: redeem, with: { ticket: \"${mine}\" } } } }, \
                 ask: { do: { call: { op: whoami } } }";
    let steps = format!(
        "call: {{ op: whoami, control: both }}
        call: {{ op: ticket, capture: {{ mine: ticket }} }}
        race: {{ lanes: {{ {lanes} }}, batches: 2, probe: raced }}"
    );
    let expect = "{ probe: raced, count: { redeem.accepted: { exactly: 1 }, ask.accepted: { exactly: 1 } }, level: must }";
    let (_, played) = play(Tickets::Once, &steps, expect).await;
    played.is(Kind::Pass, "all expectations hold in 2 batches (2 lanes");
}

#[tokio::test]
async fn what_is_no_request_is_not_released_together_and_says_so() {
    let steps = "call: { op: whoami, control: both }
        race: { lanes: { odd: { times: 2, do: { http: { raw: { bytes: \"GET / HTTP/1.0\" }, proof: { status: 200 } } } } }, probe: raced }";
    let (_, played) = play(Tickets::Once, steps, ONE).await;
    played.is(
        Kind::Skipped,
        "this version releases requests together, and this is a `http`",
    );
}

/// Redeems what messages on its sockets say: once for all, or once for each socket.
async fn redeeming(for_all: bool) -> Played {
    let used = Arc::new(Mutex::new(false));
    let address = sockets(
        |asked| match asked.path() {
            "/ws" => None,
            _ if asked.carries(TOKEN) => Some(ok(r#"{"user":"alice"}"#)),
            _ => Some(no()),
        },
        move |mut socket, _| {
            let used = if for_all {
                Arc::clone(&used)
            } else {
                Arc::default()
            };
            async move {
                while let Some(said) = heard(&mut socket).await {
                    let answer = match said.contains("redeem") {
                        true if std::mem::replace(&mut *used.lock().unwrap(), true) => {
                            r#"{"type":"error"}"#
                        }
                        true => r#"{"redeemed":true}"#,
                        false => r#"{"pong":true}"#,
                    };
                    say(&mut socket, answer).await;
                }
            }
        },
    )
    .await;
    let operations = r#"
  socket: { ws: /ws, proof: { answers: ping } }
  ping: { over: socket, send: { json: { say: ping } }, proof: { json: "$.pong", equals: true } }
  redeem: { over: socket, send: { json: { say: redeem } }, proof: { json: "$.redeemed", equals: true } }
"#;
    let steps = "call: { op: whoami, control: both }
        open: { op: socket, socket: crowd, count: 5 }
        race: { lanes: { redeem: { times: 5, do: { send: { op: redeem, socket: crowd } } } }, batches: 1, probe: raced }";
    let target = target(&address, operations, "");
    let stage = Stage::new(target, scenario(steps, ONE)).secret("TOKEN", TOKEN);
    stage.play().await
}

#[tokio::test]
async fn messages_race_on_sockets_that_are_open() {
    let played = redeeming(true).await;
    played.is(
        Kind::Pass,
        "all expectations hold in 1 batch (5 lanes, the end of each frame within",
    );
    let played = redeeming(false).await;
    played.is(Kind::Fail, "5 of 5 lanes were accepted");
}

#[tokio::test]
async fn messages_race_with_nothing_else() {
    let steps = "call: { op: whoami, control: both }
        open: { op: socket, socket: one }
        race: { lanes: { say: { do: { send: { socket: one, message: { text: hi } } } }, ask: { do: { call: { op: whoami } } } }, probe: raced }";
    let operations = "\n  socket: { ws: /ws, proof: { status: 101 } }\n";
    let address = answering(|_| no()).await;
    let target = target(&address, operations, "");
    let stage = Stage::new(target, scenario(steps, ONE)).secret("TOKEN", TOKEN);
    stage.play().await.is(
        Kind::Skipped,
        "messages are released together with messages, and with nothing else",
    );
}
