//! A CDN or firewall that answers in place of the service: nobody is judged by what it says.

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, answering, listen, request, says};
use crate::support::socket::{pongs, sockets};
use crate::support::stage::{Played, Stage};
use model::verdict::Kind;
use tokio::io::AsyncWriteExt;

const STEPS: &str = "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }";
const REFUSED: &str = "{ probe: bare, is: { refused: unauthenticated }, level: must }";

/// The service itself, which marks its answers.
fn service(asked: &Asked) -> String {
    let mark = "X-Service: app\r\n";
    match asked.carries(TOKEN) {
        true => says("200 OK", mark, r#"{"user":"alice"}"#),
        false => says("401 Unauthorized", mark, ""),
    }
}

/// What lets through what carries a token, and answers the rest itself.
fn firewall(status: &'static str) -> impl Fn(&Asked) -> String + Send + Sync + 'static {
    move |asked| match asked.carries(TOKEN) {
        true => service(asked),
        false => says(status, "", "Traceback (most recent call last)"),
    }
}

async fn play(address: &str, via: &str, (steps, expect): (&str, &str)) -> Played {
    let text =
        target(address, "", "").replace("\nidentities:", &format!("\nvia: {via}\nidentities:"));
    Stage::new(text, scenario(steps, expect))
        .secret("TOKEN", TOKEN)
        .play()
        .await
}

const MARK: &str = "{ marker: { header: X-Service, equals: app } }";

#[tokio::test]
async fn answers_of_the_service_are_judged_as_ever() {
    let address = answering(service).await;
    play(&address, MARK, (STEPS, REFUSED))
        .await
        .is(Kind::Pass, "");
    let open =
        answering(|_: &Asked| says("200 OK", "X-Service: app\r\n", r#"{"user":"alice"}"#)).await;
    play(&open, MARK, (STEPS, REFUSED))
        .await
        .is(Kind::Fail, "accepted");
}

#[tokio::test]
async fn a_refusal_by_somebody_else_proves_nothing() {
    for status in ["401 Unauthorized", "403 Forbidden", "500 Oh", "200 OK"] {
        let address = answering(firewall(status)).await;
        let played = play(&address, MARK, (STEPS, REFUSED)).await;
        played.is(Kind::Inconclusive, "bare: answered by an intermediary");
        assert!(played.probe("bare").notices.is_empty());
        let header = "{ probe: bare, header: { X-Frame-Options: {} }, level: must }";
        play(&address, MARK, (STEPS, header))
            .await
            .is(Kind::Inconclusive, "");
    }
    let dropping = listen(|mut stream| async move {
        while let Some(asked) = request(&mut stream).await {
            if !asked.carries(TOKEN) && asked.path() == "/me" {
                return;
            }
            stream.write_all(service(&asked).as_bytes()).await.unwrap();
        }
    })
    .await;
    let not = "{ probe: bare, is: not-accepted, level: must }";
    play(&dropping, MARK, (STEPS, not))
        .await
        .is(Kind::Inconclusive, "a dropped connection");
    // A control that somebody else answers is none.
    let address = answering(|asked: &Asked| match asked.path() {
        "/" => says("200 OK", "X-Service: app\r\n", ""),
        _ => says("200 OK", "", r#"{"user":"alice"}"#),
    })
    .await;
    play(&address, MARK, (STEPS, REFUSED))
        .await
        .is(Kind::Inconclusive, "answered by an intermediary");
}

#[tokio::test]
async fn the_service_itself_is_asked_past_it() {
    let direct = answering(|asked: &Asked| match asked.carries("Host: 127.0.0.1:") {
        true => service(asked),
        false => says("421 Misdirected Request", "", ""),
    })
    .await;
    let address = answering(firewall("403 Forbidden")).await;
    let via =
        format!("{{ marker: {{ header: X-Service, equals: app }}, direct: \"http://{direct}\" }}");
    let played = play(&address, &via, (STEPS, REFUSED)).await;
    played.is(Kind::Pass, "");
    let sent = played.probe("bare").evidence.request.unwrap();
    assert_eq!(sent.url.as_str(), format!("http://{direct}/me"));
    assert_eq!(sent.headers[0].1.as_str(), address);

    let open =
        answering(|_: &Asked| says("200 OK", "X-Service: app\r\n", r#"{"user":"alice"}"#)).await;
    let via =
        format!("{{ marker: {{ header: X-Service, equals: app }}, direct: \"http://{open}\" }}");
    play(&address, &via, (STEPS, REFUSED))
        .await
        .is(Kind::Fail, "accepted");
}

#[tokio::test]
async fn what_may_not_be_sent_twice_is_not() {
    let direct = answering(service).await;
    let address = answering(firewall("403 Forbidden")).await;
    let via =
        format!("{{ marker: {{ header: X-Service, equals: app }}, direct: \"http://{direct}\" }}");
    let steps = "call: { op: whoami, control: both }
        http: { method: POST, path: /me, proof: { status: 200 }, probe: bare }";
    play(&address, &via, (steps, REFUSED))
        .await
        .is(Kind::Inconclusive, "answered by an intermediary");
}

#[tokio::test]
async fn an_upgrade_that_somebody_else_refuses_proves_nothing() {
    let operations = "  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }";
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let service = |mark: &'static str| async move {
        let answer = move |asked: &Asked| match (asked.path(), asked.carries(TOKEN)) {
            ("/ws", false) => Some(says("401 Unauthorized", mark, "")),
            _ => None,
        };
        sockets(answer, |socket, _| pongs(socket)).await
    };
    let (firewall, marked) = (service("").await, service("X-Service: app\r\n").await);
    let play = |address: String, direct: String| async move {
        let via = format!("\nvia: {{ marker: {{ header: X-Service }}{direct} }}\nidentities:");
        let text = target(&address, operations, "").replace("\nidentities:", &via);
        let stage = Stage::new(text, scenario(steps, REFUSED)).secret("TOKEN", TOKEN);
        stage.play().await
    };
    play(marked.clone(), String::new()).await.is(Kind::Pass, "");
    play(firewall.clone(), String::new())
        .await
        .is(Kind::Inconclusive, "bare: answered by an intermediary");
    let played = play(firewall, format!(", direct: \"http://{marked}\"")).await;
    played.is(Kind::Pass, "");
    let asked = played.probe("bare").evidence.request.unwrap();
    assert_eq!(asked.url.as_str(), format!("ws://{marked}/ws"));
}
