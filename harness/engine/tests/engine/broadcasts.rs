//! Broadcasts that reach everybody once and in order, and those that do not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, ok, says};
use crate::support::socket::{Ws, sockets};
use crate::support::stage::{Played, Stage};
use futures_util::{SinkExt, StreamExt};
use model::observation::Outcome;
use model::verdict::{Harm, Kind};
use tokio::sync::mpsc::{Sender, channel};

/// How a hub treats its members.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hub {
    Right,
    /// The third message comes twice.
    Repeats,
    /// Of every two messages the second comes first.
    Reorders,
    /// The last member that came hears nothing.
    Forgets,
    /// It waits for every member, however slow.
    Blocks,
    /// From the fifth message on it takes nothing.
    Refuses,
}

const OPS: &str = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }
  publish: { post: /publish, inputs: { message: hello, to: all }, json: { text: "${message}" }, proof: { status: 200 } }
  say: { over: socket, inputs: { message: hello }, send: { text: "say ${message}" }, proof: { equals: said } }
  silent: { post: /publish, proof: { status: 200 } }"#;
const CONTRACT: &str = r#"    limited: { http: [{ status: [429] }] }
  endings: { slow-reader: [dropped, { close: { code: 1013 } }] }
  sockets: { slow-reader: 1500ms, delivery: 500ms }"#;

type Members = Arc<Mutex<Vec<Sender<String>>>>;

struct Room {
    hub: Hub,
    members: Members,
    held: Mutex<Option<String>>,
    count: Mutex<usize>,
}

impl Room {
    fn publish(&self, text: String) -> bool {
        let count = {
            let mut count = self.count.lock().unwrap();
            *count += 1;
            *count
        };
        // A kernel buffers much for a reader that stops: a large message is made larger.
        let text = match text.len() > 1_000 {
            true => text + &"y".repeat(128 << 10),
            false => text,
        };
        let mut texts = vec![text.clone()];
        match self.hub {
            Hub::Refuses if count > 4 => return false,
            Hub::Repeats if count == 3 => texts.push(text),
            Hub::Reorders => {
                let mut held = self.held.lock().unwrap();
                match held.take() {
                    Some(first) => texts.push(first),
                    None => {
                        *held = Some(text);
                        return true;
                    }
                }
            }
            _ => {}
        }
        let mut members = self.members.lock().unwrap();
        if self.hub == Hub::Blocks {
            let full = members.iter().any(|member| member.capacity() == 0);
            if full && !members.iter().all(Sender::is_closed) {
                // As if it waited under its lock: nobody hears it, and nobody is answered.
                return true;
            }
        }
        let last = members.len().saturating_sub(1);
        let forgets = self.hub == Hub::Forgets;
        let heard = members.iter().enumerate().map(|(index, member)| {
            let left_out = forgets && index == last;
            left_out
                || texts
                    .iter()
                    .all(|text| member.try_send(text.clone()).is_ok())
        });
        let kept: Vec<bool> = heard.collect();
        let mut kept = kept.into_iter();
        members.retain(|_| kept.next().unwrap_or_default());
        true
    }
}

async fn serve(room: Arc<Room>, socket: Ws) {
    let (sender, mut waiting) = channel(16);
    let own = sender.clone();
    room.members.lock().unwrap().push(sender);
    let (mut sink, mut source) = socket.split();
    // A member that takes nothing for a while is dropped by whoever writes to it.
    let patience = match room.hub {
        Hub::Blocks => Duration::from_secs(60),
        _ => Duration::from_millis(300),
    };
    let writing = tokio::spawn(async move {
        while let Some(text) = waiting.recv().await {
            let sent = tokio::time::timeout(patience, sink.send(text.into()));
            if !matches!(sent.await, Ok(Ok(()))) {
                return;
            }
        }
    });
    let answered = async {
        while let Some(Ok(message)) = source.next().await {
            let text = message.to_text().unwrap_or_default().to_owned();
            let answer = match text.strip_prefix("say ") {
                Some(said) => {
                    room.publish(said.to_owned());
                    "said"
                }
                None => "pong",
            };
            if own.send(answer.to_owned()).await.is_err() {
                return;
            }
        }
    };
    tokio::select! { () = answered => {}, _ = writing => {} }
}

async fn hub(hub: Hub) -> String {
    let room = Arc::new(Room {
        hub,
        members: Arc::default(),
        held: Mutex::default(),
        count: Mutex::default(),
    });
    let gate = Arc::clone(&room);
    let answer = move |asked: &Asked| {
        (asked.path() == "/publish").then(|| match gate.publish(asked.body.clone()) {
            true => ok("{}"),
            false => says("429 Too Many Requests", "", ""),
        })
    };
    sockets(answer, move |socket, _| serve(Arc::clone(&room), socket)).await
}

async fn play(address: &str, steps: &str, expect: &str) -> Played {
    let stage = Stage::new(target(address, OPS, CONTRACT), scenario(steps, expect));
    stage.secret("TOKEN", TOKEN).play().await
}

const STEPS: &str = "open: { op: socket, socket: room, count: 3, control: here }
    broadcast: { op: publish, to: room, times: 10, probe: heard }
    hang-up: { socket: room }
    open: { op: socket, control: here }";
const HEARD: &str = "{ probe: heard, is: delivered-once-in-order, level: contract }
    { probe: heard, within: 500ms, level: contract }";

#[tokio::test]
async fn a_hub_is_right_or_repeats_reorders_or_forgets() {
    for (kind, verdict, reason) in [
        (Hub::Right, Kind::Pass, ""),
        (
            Hub::Repeats,
            Kind::Fail,
            "0 were missing, 3 came again and 0 came late; first, message 3 came again on `room/1`",
        ),
        (Hub::Reorders, Kind::Fail, "0 came again and 15 came late"),
        (Hub::Forgets, Kind::Fail, "10 were missing"),
        (
            Hub::Refuses,
            Kind::Inconclusive,
            "message 5 was refused: HTTP 429",
        ),
    ] {
        let played = play(&hub(kind).await, STEPS, HEARD).await;
        played.is(verdict, reason);
        if verdict == Kind::Fail {
            assert_eq!(played.verdict().breaches[0].harm, Harm::Unmet);
        }
    }
    let played = play(&hub(Hub::Right).await, STEPS, HEARD).await;
    let seen = played.probe("heard");
    let told = seen.deliveries.unwrap();
    assert_eq!(
        (told.published, told.sockets, seen.counts["delivered"]),
        (10, 3, 30)
    );
    assert!(matches!(seen.outcome, Outcome::Accepted(_)));
}

#[tokio::test]
async fn messages_are_published_on_a_socket_that_is_not_one_of_the_set() {
    let steps = "open: { op: socket, socket: room, count: 2, control: here }
        open: { op: socket, socket: own }
        broadcast: { op: say, to: room, times: 5, size: large, probe: heard }
        open: { op: socket, control: here }";
    play(&hub(Hub::Right).await, steps, HEARD)
        .await
        .is(Kind::Pass, "");
    let alone = steps.replace("socket: own", "socket: own, as: user/tab2");
    play(&hub(Hub::Right).await, &alone, HEARD)
        .await
        .is(Kind::Inconclusive, "no open socket to publish on");
    let mute = steps.replace("op: say", "op: silent");
    play(&hub(Hub::Right).await, &mute, HEARD)
        .await
        .is(Kind::Skipped, "takes no `message`");
}

#[tokio::test]
async fn a_reader_that_stops_is_dropped_and_the_others_keep_hearing() {
    let steps = "open: { op: socket, socket: room, count: 2 }
        open: { op: socket, socket: slow }
        broadcast: { op: publish, to: room, times: 3, control: here }
        stall: { socket: slow, mark: stalled }
        broadcast: { op: publish, to: room, size: large, until: { ended: slow, within: \"${contract.sockets.slow-reader}\" }, probe: heard }
        await: { socket: slow, for: end, within: \"${contract.sockets.slow-reader}\", since: stalled, probe: dropped }
        open: { op: socket, control: here }";
    let expect = format!(
        "{HEARD}
        {{ probe: dropped, is: {{ ended: slow-reader }}, level: contract }}"
    );
    play(&hub(Hub::Right).await, steps, &expect)
        .await
        .is(Kind::Pass, "");
    let played = play(&hub(Hub::Blocks).await, steps, &expect).await;
    played.is(Kind::Fail, "heard: wanted delivered once and in order");
}
