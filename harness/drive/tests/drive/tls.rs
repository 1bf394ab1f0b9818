//! TLS and HTTP/2: one authority per service, readable failures, the right version.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::common::*;
use bytes::Bytes;
use gateproof_drive::{Drive, DriveError, ServiceSetup, Setup};
use hyper::body::{Body, Frame, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use model::target::Protocol;
use model::wire::{Fault, Job, Octets, Phase};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;

/// A certificate for these names, as its own authority, and an acceptor that offers these protocols.
pub fn certified(names: &[&str], protocols: &[&[u8]]) -> (String, TlsAcceptor) {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    (made.cert.pem(), TlsAcceptor::from(Arc::new(config)))
}

/// A body of one piece.
pub struct Text(Option<Bytes>);

impl Body for Text {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        std::task::Poll::Ready(self.0.take().map(|text| Ok(Frame::data(text))))
    }
}

/// Answers with the version and the authority of the request.
pub async fn mirror(
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Text>, Infallible> {
    let host = request
        .headers()
        .get("host")
        .map(|host| host.to_str().unwrap().to_owned());
    let seen = format!(
        "{:?} {:?} {host:?}",
        request.version(),
        request.uri().authority()
    );
    Ok(hyper::Response::new(Text(Some(seen.into()))))
}

async fn hyper_over_tls(acceptor: TlsAcceptor) -> SocketAddr {
    serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(tls) = acceptor.accept(stream).await {
                let service = hyper::service::service_fn(mirror);
                let builder = Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(tls), service).await;
            }
        }
    })
    .await
}

pub fn trusting(pem: String, protocol: Option<Protocol>) -> ServiceSetup {
    ServiceSetup {
        ca_pem: Some(pem),
        protocol,
        ..ServiceSetup::default()
    }
}

#[tokio::test]
async fn the_version_is_the_declared_one_or_negotiated() {
    let both: [&[u8]; 2] = [b"h2", b"http/1.1"];
    let (pem, acceptor) = certified(&["localhost", "127.0.0.1"], &both);
    let server = hyper_over_tls(acceptor).await;
    for (protocol, version) in [
        (None, "HTTP/2.0"),
        (Some(Protocol::H1), "HTTP/1.1"),
        (Some(Protocol::H2), "HTTP/2.0"),
    ] {
        for host in ["localhost", "127.0.0.1"] {
            let mut hands = hands_with(patient(), trusting(pem.clone(), protocol));
            let url = format!("https://{host}:{}/", server.port());
            let raw = hands
                .perform(Job::Http(get(url)), &mut at_once())
                .await
                .unwrap();
            let answer = raw.answer.unwrap();
            assert_eq!((answer.version, answer.status), (version, 200));
            assert!(answer.body.starts_with(version.as_bytes()));
        }
    }
}

#[tokio::test]
async fn a_foreign_host_over_tls_is_the_only_one_sent() {
    let (pem, acceptor) = certified(&["127.0.0.1"], &[b"h2", b"http/1.1"]);
    let server = hyper_over_tls(acceptor).await;
    let mut hands = hands_with(patient(), trusting(pem, None));
    let mut request = get(format!("https://{server}/"));
    request
        .headers
        .push(("Host".into(), b"evil.example".to_vec()));
    let raw = hands
        .perform(Job::Http(request), &mut at_once())
        .await
        .unwrap();
    let seen = String::from_utf8(raw.answer.unwrap().body).unwrap();
    assert_eq!(seen, "HTTP/1.1 None Some(\"evil.example\")");
}

#[tokio::test]
async fn clear_http2_needs_prior_knowledge() {
    let server = serve(|stream| async move {
        let service = hyper::service::service_fn(mirror);
        let builder = Builder::new(TokioExecutor::new()).http2_only();
        let _ = builder
            .serve_connection(TokioIo::new(stream), service)
            .await;
    })
    .await;
    let url = format!("http://{server}/");
    let mut h2 = hands_for(patient(), Protocol::H2);
    let raw = h2
        .perform(Job::Http(get(&url)), &mut at_once())
        .await
        .unwrap();
    assert_eq!(raw.answer.unwrap().version, "HTTP/2.0");
    let raw = hands(patient())
        .perform(Job::Http(get(&url)), &mut at_once())
        .await
        .unwrap();
    assert!(raw.fault.is_some());
}

#[tokio::test]
async fn what_is_not_http2_is_a_fault() {
    let h1 = serve(|mut stream| async move {
        read_head(&mut stream).await;
        let answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        drain(&mut stream).await;
    })
    .await;
    let gone = says("").await;
    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    let ask = async |server: SocketAddr| {
        let mut hands = hands_for(quick(), Protocol::H2);
        let job = Job::Http(get(format!("http://{server}/")));
        hands.perform(job, &mut at_once()).await.unwrap().fault
    };
    assert!(matches!(ask(h1).await, Some(Fault::NotHttp(_))));
    assert_eq!(ask(gone).await, Some(Fault::Cut { octets: 0 }));
    assert!(matches!(
        ask(silent).await,
        Some(Fault::TimedOut {
            phase: Phase::Head,
            ..
        })
    ));
}

#[tokio::test]
async fn a_secure_socket_opens() {
    let (pem, acceptor) = certified(&["localhost"], &[b"http/1.1"]);
    let server = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut tls = acceptor.accept(stream).await.unwrap();
            upgrade(&mut tls).await;
            tls.write_all(b"\x81\x02hi").await.unwrap();
            drain(&mut tls).await;
        }
    })
    .await;
    let mut hands = hands_with(patient(), trusting(pem, None));
    let job = Job::Open(opening(format!("wss://localhost:{}/", server.port())));
    let raw = hands.perform(job, &mut until_frames(1)).await.unwrap();
    assert_eq!(received(&raw), ["hi"]);
    assert_eq!(hands.close(Duration::from_millis(50)).await, 1);
}

#[tokio::test]
async fn failures_of_tls_are_readable() {
    let (pem, acceptor) = certified(&["localhost"], &[]);
    let (other, _) = certified(&["localhost"], &[]);
    let server = hyper_over_tls(acceptor).await;
    let greets = serve(|mut stream| async move {
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
        drain(&mut stream).await;
    })
    .await;
    let gone = serve(|_| async {}).await;
    for (pem, place, why) in [
        (&pem, server.to_string(), "another name"),
        (
            &other,
            format!("localhost:{}", server.port()),
            "issuer is unknown",
        ),
        (&pem, greets.to_string(), "is it plain HTTP?"),
        (&pem, gone.to_string(), ""),
    ] {
        let service = trusting(pem.clone(), None);
        let jobs = [
            Job::Http(get(format!("https://{place}/"))),
            Job::Http(odd(get(format!("https://{place}/")))),
            Job::Open(opening(format!("wss://{place}/"))),
        ];
        for job in jobs {
            let mut hands = hands_with(patient(), service.clone());
            let fault = hands.perform(job, &mut at_once()).await.unwrap().fault;
            assert!(
                matches!(&fault, Some(Fault::Tls(said)) if said.contains(why)),
                "{why}: {fault:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_handshake_of_tls_that_never_ends_is_no_connection() {
    let (pem, _) = certified(&["127.0.0.1"], &[]);
    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    let jobs = [
        Job::Http(get(format!("https://{silent}/"))),
        Job::Http(odd(get(format!("https://{silent}/")))),
        Job::Open(opening(format!("wss://{silent}/"))),
    ];
    for job in jobs {
        let mut hands = hands_with(quick(), trusting(pem.clone(), None));
        let fault = hands.perform(job, &mut at_once()).await.unwrap().fault;
        assert!(
            matches!(
                fault,
                Some(Fault::TimedOut {
                    phase: Phase::Connection,
                    ..
                })
            ),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn a_broken_authority_is_ours() {
    let service = |ca_pem: Option<&str>| ServiceSetup {
        name: "main".into(),
        ws: Some("wss://localhost/".into()),
        ca_pem: ca_pem.map(str::to_owned),
        ..ServiceSetup::default()
    };
    for (ca_pem, why) in [
        (Some(""), "has no certificate"),
        (
            Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "no certificate",
        ),
    ] {
        let services = vec![service(ca_pem)];
        let refused = Drive::new(Setup {
            services,
            ..Setup::default()
        })
        .err()
        .unwrap();
        assert!(matches!(refused, DriveError::BadCertificate { .. }));
        assert!(refused.to_string().contains(why), "{refused}");
    }
    let mut plain = hands(quick());
    let refused = plain
        .perform(Job::Http(get("https://127.0.0.1:1/")), &mut at_once())
        .await;
    assert!(matches!(refused, Err(DriveError::BadCertificate { .. })));
}

#[tokio::test]
async fn octets_go_over_tls_to_an_https_address() {
    let (pem, acceptor) = certified(&["localhost", "127.0.0.1"], &[b"http/1.1"]);
    let server = hyper_over_tls(acceptor).await;
    let mut hands = hands_with(patient(), trusting(pem, None));
    let written = Octets {
        service: "main".into(),
        url: format!("https://localhost:{}", server.port()),
        octets: b"GET / HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n".to_vec(),
        from: None,
    };
    let raw = hands
        .perform(Job::Octets(written), &mut at_once())
        .await
        .unwrap();
    let body = String::from_utf8(raw.answer.unwrap().body).unwrap();
    assert!(body.contains("any.example"), "{body}");
}
