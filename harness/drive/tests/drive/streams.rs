//! Requests released together over HTTP/2: one connection, one write, one segment, and what is told where that
//! cannot be.

use std::sync::Arc;
use std::time::Duration;

use crate::common::*;
use crate::tls::{certified, trusting};
use bytes::Bytes;
use gateproof_drive::Hands;
use h2::server::SendResponse;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use model::release::{Held, Release};
use model::target::Protocol;
use model::wire::{Fault, Job, Raw, Request, Watch};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;

fn post(url: &str, number: usize, padding: usize) -> Request {
    let padding = ("x-padding".to_owned(), vec![b'a'; padding]);
    Request {
        method: "POST".into(),
        headers: vec![padding],
        body: b"{}".to_vec(),
        ..get(format!("{url}/{number}"))
    }
}

/// So many requests, each with a header of so many octets.
async fn released(
    mut hands: Hands,
    url: &str,
    (lanes, padding): (usize, usize),
) -> (Vec<Raw>, Release) {
    let mut watches: Vec<_> = (0..lanes).map(|_| at_once()).collect();
    let watched = watches.iter_mut().map(|watch| watch as &mut dyn Watch);
    let requests = watched
        .enumerate()
        .map(|(number, watch)| (Job::Http(post(url, number, padding)), watch));
    hands.release(requests.collect()).await.unwrap()
}

/// Speaks HTTP/2 on one connection, and answers each request with its path once so many are whole.
async fn speak<S>(stream: S, all: Arc<Barrier>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Ok(mut connection) = h2::server::handshake(stream).await else {
        return;
    };
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(answer(request, respond, Arc::clone(&all)));
    }
}

async fn answer(
    request: http::Request<h2::RecvStream>,
    mut respond: SendResponse<Bytes>,
    all: Arc<Barrier>,
) {
    let path = request.uri().path().to_owned();
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.data().await {}
    all.wait().await;
    if let Ok(mut stream) = respond.send_response(http::Response::new(()), false) {
        let _ = stream.send_data(Bytes::from(path), true);
    }
}

async fn meeting(lanes: usize) -> String {
    let all = Arc::new(Barrier::new(lanes));
    let server = serve(move |stream| speak(stream, Arc::clone(&all))).await;
    format!("http://{server}")
}

/// Answers each request as soon as its head is there, and allows so many at a time.
async fn hasty(streams: u32) -> String {
    let server = serve(move |stream| async move {
        let service = hyper::service::service_fn(crate::tls::mirror);
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http2().max_concurrent_streams(streams);
        let _ = builder
            .serve_connection(TokioIo::new(stream), service)
            .await;
    })
    .await;
    format!("http://{server}")
}

fn all_answered(raws: &[Raw]) {
    for (number, raw) in raws.iter().enumerate() {
        let answer = raw.answer.as_ref().unwrap();
        assert_eq!(answer.version, "HTTP/2.0");
        assert_eq!(answer.body, format!("/{number}").into_bytes());
        assert_eq!(raw.fault, None);
        assert!(raw.elapsed > Duration::ZERO);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_leave_in_one_segment_and_each_has_its_own_answer() {
    for _ in 0..10 {
        let url = meeting(20).await;
        let hands = hands_for(patient(), Protocol::H2);
        let (raws, release) = released(hands, &url, (20, 100)).await;
        all_answered(&raws);
        assert_eq!((release.held, release.segments), (Held::Requests, Some(1)));
        assert_eq!((release.lanes, release.overlap), (20, 20));
        assert_eq!(release.unproven(), None);
    }
}

#[tokio::test]
async fn under_tls_as_well_where_both_agree_on_it() {
    let (pem, acceptor) = certified(&["127.0.0.1"], &[b"h2", b"http/1.1"]);
    let all = Arc::new(Barrier::new(20));
    let server = serve(move |stream| {
        let (acceptor, all) = (acceptor.clone(), Arc::clone(&all));
        async move {
            if let Ok(tls) = acceptor.accept(stream).await {
                speak(tls, all).await;
            }
        }
    })
    .await;
    let hands = hands_with(patient(), trusting(pem, None));
    let (raws, release) = released(hands, &format!("https://{server}"), (20, 100)).await;
    all_answered(&raws);
    assert_eq!((release.held, release.segments), (Held::Requests, Some(1)));
    assert_eq!(release.unproven(), None);
}

#[tokio::test]
async fn of_what_is_too_long_for_a_segment_the_last_frames_are_held_back() {
    let url = meeting(20).await;
    let hands = hands_for(patient(), Protocol::H2);
    let (raws, release) = released(hands, &url, (20, 4_000)).await;
    all_answered(&raws);
    assert_eq!(
        (release.held, release.segments),
        (Held::FinalFrames, Some(1))
    );
    assert_eq!(release.unproven(), None);
}

#[tokio::test]
async fn whoever_begins_at_the_head_is_found_out() {
    let url = hasty(100).await;
    let hands = hands_for(patient(), Protocol::H2);
    let (_, release) = released(hands, &url, (20, 4_000)).await;
    assert_eq!(release.early, 20);
    assert!(release.unproven().unwrap().contains("before the release"));
    // What fits leaves whole: nothing is there to begin with.
    let hands = hands_for(patient(), Protocol::H2);
    let (_, release) = released(hands, &url, (20, 100)).await;
    assert_eq!((release.early, release.unproven()), (0, None));
}

#[tokio::test]
async fn where_streams_are_too_few_each_has_its_connection() {
    let url = hasty(5).await;
    for (lanes, held) in [(5, Held::Requests), (6, Held::EndOfHead)] {
        let hands = hands_for(patient(), Protocol::H2);
        let (raws, release) = released(hands, &url, (lanes, 0)).await;
        assert!(raws.iter().all(|raw| raw.answer.is_some()));
        assert_eq!(release.held, held);
    }
}

#[tokio::test]
async fn whoever_hangs_up_or_stays_silent_is_told_and_bounded() {
    let gone = serve(|stream| async move { drop(stream) }).await;
    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    let stuck = serve(|stream| speak(stream, Arc::new(Barrier::new(9)))).await;
    for server in [gone, silent, stuck] {
        let hands = hands_for(quick(), Protocol::H2);
        let (raws, release) = released(hands, &format!("http://{server}"), (3, 0)).await;
        for raw in raws {
            assert!(raw.answer.is_none());
            let fault = raw.fault.unwrap();
            assert!(matches!(fault, Fault::Cut { .. } | Fault::TimedOut { .. }));
            assert!(raw.elapsed < Duration::from_secs(5));
        }
        assert!(server != gone || release.unproven().is_some());
    }
}

/// Allows streams until one begins, and then none; answers no request.
async fn takes_back(mut stream: TcpStream) {
    let mut preface = [0; 24];
    if stream.read_exact(&mut preface).await.is_err() {
        return;
    }
    let settings = |most: u8| [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, most];
    let _ = stream.write_all(&settings(100)).await;
    let mut head = [0; 9];
    while stream.read_exact(&mut head).await.is_ok() {
        let length = usize::from(head[1]) << 8 | usize::from(head[2]);
        let mut payload = vec![0; length];
        if stream.read_exact(&mut payload).await.is_err() {
            return;
        }
        let octets = match (head[3], head[4]) {
            // A PING that is no answer.
            (6, 0) => [[0, 0, 8, 6, 1, 0, 0, 0, 0].as_slice(), &payload].concat(),
            // HEADERS.
            (1, _) => settings(0).to_vec(),
            _ => continue,
        };
        let _ = stream.write_all(&octets).await;
    }
}

#[tokio::test]
async fn streams_that_are_taken_back_keep_nobody_waiting() {
    let url = format!("http://{}", serve(takes_back).await);
    for padding in [0, 30_000] {
        let hands = hands_for(quick(), Protocol::H2);
        let began = std::time::Instant::now();
        let (raws, release) = released(hands, &url, (3, padding)).await;
        assert!(
            raws.iter()
                .all(|raw| raw.answer.is_none() && raw.fault.is_some())
        );
        assert_ne!(release.held, Held::EndOfHead);
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}
