//! https and wss, and HTTP/2 with and without TLS.

use std::sync::Arc;
use std::time::Duration;

use gateproof_reference::{Config, System, start};
use http::{StatusCode, Version};
use reqwest::{Certificate, Client};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::support::{Target, http::Request, socket::Knock};

async fn secure(system: System) -> Target {
    let config = Config {
        system,
        defects: Vec::new(),
        tls: true,
        port: 0,
        delay: Duration::ZERO,
    };
    Target::of(start(config).await.unwrap(), system)
}

async fn connect(target: &Target, roots: RootCertStore) -> std::io::Result<TlsStream<TcpStream>> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let name = ServerName::try_from("127.0.0.1").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, target.connect().await)
        .await
}

fn roots(target: &Target) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(target.server.ca_pem().unwrap().as_bytes());
    roots.add(authority.unwrap()).unwrap();
    roots
}

/// A valid token without a login over the clear client.
fn token(target: &Target) -> String {
    target.forge().valid()
}

#[tokio::test]
async fn https_and_wss_are_trusted_by_their_own_authority_only() {
    let target = secure(System::Assistant).await;
    assert!(target.server.http().starts_with("https://127.0.0.1:"));
    assert!(target.server.ws().starts_with("wss://127.0.0.1:"));
    let stream = connect(&target, roots(&target)).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let answer = Request::get("/api/auth/me")
        .bearer(&token(&target))
        .send(stream)
        .await;
    assert_eq!(
        (answer.status, &answer.json()["username"]),
        (200, &Value::from("alice"))
    );

    let knock = Knock::at(&format!("/ws/{}", token(&target)));
    let mut client = knock
        .on(connect(&target, roots(&target)).await.unwrap())
        .await
        .ok()
        .unwrap();
    assert_eq!(client.fate().await, "open");
    client.close().await;

    let stranger = secure(System::Assistant).await;
    assert!(connect(&target, roots(&stranger)).await.is_err());
}

#[tokio::test]
async fn every_refusal_of_the_socket_arrives_over_wss() {
    let target = secure(System::Sessions).await;
    let valid = token(&target);
    let stream = connect(&target, roots(&target)).await.unwrap();
    let mine = Request::get("/sessions/mine")
        .bearer(&valid)
        .send(stream)
        .await
        .json();
    let session = mine["session_id"].as_str().unwrap();
    let own = Knock::at(&format!("/ws/{session}?token={valid}"));
    let cases = [
        (own.clone(), "open"),
        (own.with("Origin", &["https://evil.test"]), "status 403"),
        (Knock::at(&format!("/ws/{session}")), "status 401"),
        (
            Knock::at(&format!("/ws/x?token={valid}")),
            "close 1008 Access denied",
        ),
    ];
    for (knock, expected) in cases {
        let fate = match knock
            .on(connect(&target, roots(&target)).await.unwrap())
            .await
        {
            Ok(mut client) => client.fate().await,
            Err(answer) => format!("status {}", answer.status),
        };
        assert_eq!(fate, expected);
    }
}

#[tokio::test]
async fn http2_is_spoken_over_tls_and_by_prior_knowledge() {
    // Another test may have installed the same provider.
    let _ = default_provider().install_default();
    let secure = secure(System::Sessions).await;
    let authority = Certificate::from_pem(secure.server.ca_pem().unwrap().as_bytes()).unwrap();
    let over_tls = Client::builder()
        .no_proxy()
        .tls_certs_only([authority])
        .build()
        .unwrap();
    let clear = Target::sessions().await;
    let by_knowledge = Client::builder()
        .no_proxy()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    for (target, client) in [(&secure, over_tls), (&clear, by_knowledge)] {
        let url = format!("{}/me", target.server.http());
        let answer = client
            .get(&url)
            .bearer_auth(token(target))
            .send()
            .await
            .unwrap();
        assert_eq!(
            (answer.status(), answer.version()),
            (StatusCode::OK, Version::HTTP_2)
        );
        let long = "a".repeat(64 * 1024);
        let answer = client.get(&url).bearer_auth(long).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert!(answer.headers().contains_key("www-authenticate"));
        let socket = client
            .get(format!("{}/ws/x", target.server.http()))
            .send()
            .await
            .unwrap();
        assert_eq!(
            socket.status(),
            StatusCode::BAD_REQUEST,
            "no WebSocket over HTTP/2 here"
        );
    }
}

#[tokio::test]
async fn a_clear_request_to_the_tls_port_gets_no_http() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let target = secure(System::Sessions).await;
    let mut stream = target.connect().await;
    stream
        .write_all(&Request::get("/health").to_bytes())
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/"));
    assert_eq!(
        target
            .server
            .ca_pem()
            .unwrap()
            .matches("BEGIN CERTIFICATE")
            .count(),
        1
    );
    assert!(!target.server.ca_pem().unwrap().contains("PRIVATE"));
}
