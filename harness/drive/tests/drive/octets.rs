//! Octets that stand for a whole request: over the same connector, in the same scope, within the same
//! limits as everything else.

use crate::common::*;
use gateproof_drive::DriveError;
use model::wire::{Fault, Job, Octets, Phase, RAW};

fn octets(url: String, octets: &[u8]) -> Job {
    Job::Octets(Octets {
        service: "main".into(),
        url,
        octets: octets.to_vec(),
        from: None,
    })
}

#[tokio::test]
async fn nothing_is_added_and_the_answer_is_read_as_it_came() {
    let server = says("HTTP/1.0 400 Bad\r\nx-B: 1\r\nX-b: 2\r\n\r\nwhy").await;
    let written = b"GET /a b HTTP/7\nx\x00: \xff\r\n\r\n";
    let mut hands = hands(patient());
    let job = octets(format!("http://{server}"), written);
    let raw = hands.perform(job, &mut at_once()).await.unwrap();
    let request = raw.request.unwrap();
    assert_eq!(
        (request.method.as_str(), request.body.as_slice()),
        (RAW, &written[..])
    );
    let answer = raw.answer.unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (400, &b"why"[..]));
    let names: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["x-B", "X-b"]);
}

#[tokio::test]
async fn an_answer_to_head_has_no_body() {
    let server = says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").await;
    let mut hands = hands(patient());
    let job = octets(format!("http://{server}"), b"HEAD / HTTP/1.1\r\n\r\n");
    let raw = hands.perform(job, &mut at_once()).await.unwrap();
    assert!(raw.fault.is_none());
    assert_eq!(raw.answer.unwrap().status, 200);
}

#[tokio::test]
async fn time_and_memory_are_bounded() {
    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    let flood = [b"HTTP/1.1 200 OK\r\n".to_vec(), b"A: b\r\n".repeat(1 << 16)].concat();
    let flooding = says(flood).await;
    let mut hands = hands(quick());
    for server in [silent, flooding] {
        let job = octets(format!("http://{server}"), b"GET /\r\n\r\n");
        let raw = hands.perform(job, &mut at_once()).await.unwrap();
        let bounded = matches!(
            raw.fault,
            Some(
                Fault::TimedOut {
                    phase: Phase::Head,
                    ..
                } | Fault::HeadTooLarge(_)
            )
        );
        assert!(bounded);
    }
}

#[tokio::test]
async fn they_stay_in_scope() {
    let mut hands = hands(quick());
    let job = octets("http://192.0.2.1/".to_owned(), b"GET / HTTP/1.1\r\n\r\n");
    let refused = hands.perform(job, &mut at_once()).await;
    assert!(matches!(refused, Err(DriveError::OutOfScope { .. })));
}
