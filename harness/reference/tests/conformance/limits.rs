//! Limits of the `sessions` socket: places, rate, lifetime. Time is moved, not waited for.

use std::time::Duration;

use tokio::{
    io::AsyncWriteExt,
    time::{advance, pause, resume, timeout},
};

use crate::support::{PATIENCE, Target, socket::Knock};

const FULL: &str = "close 1008 Too many connections";

async fn until_open(target: &Target, knock: &Knock) {
    let opening = async { while knock.clone().fate(target).await != "open" {} };
    timeout(PATIENCE, opening)
        .await
        .expect("the place is freed");
}

#[tokio::test]
async fn the_fourth_connection_of_one_user_is_refused() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(knock.clone().open(&target).await);
    }
    assert_eq!(knock.clone().fate(&target).await, FULL);
    let bob = target.login("bob").await;
    let other = Knock::at(&format!("/ws/{}?token={bob}", target.session(&bob).await));
    assert_eq!(
        other.fate(&target).await,
        "open",
        "places are counted per user"
    );
    for client in &mut open {
        assert_eq!(client.fate().await, "open", "the others stay");
    }
}

#[tokio::test]
async fn a_place_is_free_as_soon_as_the_close_is_answered() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(knock.clone().open(&target).await);
    }
    // Kept, so that it is the close that frees the place and not the end of the connection.
    let mut closed = Vec::new();
    for _ in 0..20 {
        closed.push(open.pop().unwrap().close().await);
        open.push(knock.clone().open(&target).await);
        assert_eq!(open[2].fate().await, "open");
    }
    assert_eq!(knock.fate(&target).await, FULL);
}

#[tokio::test]
async fn a_reset_or_an_end_without_a_close_frees_the_place() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(knock.clone().open(&target).await);
    }
    let mut finished = open.pop().unwrap();
    finished.0.get_mut().shutdown().await.unwrap();
    until_open(&target, &knock).await;

    let reset = open.pop().unwrap();
    reset.0.get_ref().set_zero_linger().unwrap();
    drop(reset);
    until_open(&target, &knock).await;
}

#[tokio::test]
async fn a_refused_connection_takes_no_place() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let foreign = Knock::at(&format!("/ws/unknown?token={token}"));
    for _ in 0..5 {
        assert_eq!(
            foreign.clone().fate(&target).await,
            "close 1008 Access denied"
        );
    }
    let knock = target.knock(Some(&token)).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(knock.clone().open(&target).await);
    }
    assert_eq!(open.last_mut().unwrap().fate().await, "open");
}

#[tokio::test]
async fn the_surplus_of_a_second_is_refused_and_the_next_second_works() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut client = knock.clone().open(&target).await;
    let mut other = knock.open(&target).await;
    pause();
    for _ in 0..13 {
        client.send(r#"{"type":"ping"}"#).await;
    }
    for number in 0..13 {
        let expected = if number < 10 { "pong" } else { "error" };
        let answer = client.json().await;
        assert_eq!(answer["type"], expected, "{number}");
        if number >= 10 {
            assert_eq!(answer["payload"]["code"], "rate_limited");
            assert_eq!(answer["payload"]["message"], "Too many messages");
        }
    }
    assert_eq!(
        other.fate().await,
        "open",
        "each connection has its own budget"
    );
    advance(Duration::from_secs(1)).await;
    assert_eq!(client.fate().await, "open");
}

#[tokio::test]
async fn a_connection_lives_at_most_an_hour() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut client = knock.open(&target).await;
    assert_eq!(client.fate().await, "open");
    pause();
    advance(Duration::from_secs(3590)).await;
    resume();
    assert_eq!(client.fate().await, "open");
    pause();
    advance(Duration::from_secs(11)).await;
    resume();
    assert_eq!(client.closed().await, "close 4408 Lifetime exceeded");
}

#[tokio::test]
async fn a_connection_that_asks_nothing_is_dropped() {
    use tokio::io::AsyncReadExt;
    let target = Target::sessions().await;
    for sent in [&b""[..], b"PRI * HTT", b"GET / HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = target.connect().await;
        stream.write_all(sent).await.unwrap();
        // The server has taken the connection once it serves a later one.
        assert_eq!(target.me(None).await.status, 401);
        pause();
        advance(Duration::from_secs(11)).await;
        resume();
        let mut rest = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("an end");
    }
}
