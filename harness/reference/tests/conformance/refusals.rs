//! How the socket of `sessions` refuses: in which order, with what, and what it tells.

use crate::support::{ORIGIN, Target, socket::Knock};

#[tokio::test]
async fn the_happy_path_opens() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    assert_eq!(target.knock(Some(&token)).await.fate(&target).await, "open");
}

#[tokio::test]
async fn the_token_may_be_percent_encoded_but_not_doubled() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let session = target.session(&token).await;
    let encoded: String = token.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let cases = [
        (format!("token={encoded}"), "open"),
        (format!("%74oken={token}&other=1"), "open"),
        (format!("token={token}&token={token}"), "status 401"),
        (format!("token=x&token={token}"), "status 401"),
        (format!("token={token}&token="), "status 401"),
        ("token=".to_owned(), "status 401"),
        ("token".to_owned(), "status 401"),
        (String::new(), "status 401"),
    ];
    for (query, fate) in cases {
        assert_eq!(
            Knock::at(&format!("/ws/{session}?{query}"))
                .fate(&target)
                .await,
            fate,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_refused_token_is_challenged_in_the_handshake() {
    let target = Target::sessions().await;
    for (token, challenge, detail) in [
        (None, r#"Bearer realm="sessions""#, "Not authenticated"),
        (
            Some("x"),
            r#"Bearer realm="sessions", error="invalid_token""#,
            "Invalid token",
        ),
    ] {
        let knock = target.knock(token).await;
        let answer = knock.on(target.connect().await).await.err().unwrap();
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("www-authenticate"), Some(challenge));
        assert_eq!(answer.detail(), detail);
    }
}

#[tokio::test]
async fn only_the_allowed_origin_passes() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let refused: [&[&str]; 14] = [
        &[],
        &[""],
        &["null"],
        &["https://evil.test"],
        &["http://app.example.test"],
        &["https://app.example.test:443"],
        &["https://app.example.test/"],
        &["https://APP.example.test"],
        &["https://evilapp.example.test"],
        &["https://x.app.example.test"],
        &["https://app.example.test.evil.test"],
        &["https://app.example.test@evil.test"],
        &[ORIGIN, ORIGIN],
        &[ORIGIN, "https://evil.test"],
    ];
    for origins in refused {
        let answer = knock
            .clone()
            .with("Origin", origins)
            .on(target.connect().await)
            .await;
        let answer = answer.err().unwrap();
        assert_eq!(
            (answer.status, answer.detail().as_str()),
            (403, "Origin not allowed"),
            "{origins:?}"
        );
    }
}

#[tokio::test]
async fn only_loopback_hosts_pass() {
    let target = Target::sessions().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    for host in ["127.0.0.1:1", "localhost", "LOCALHOST:8000", "[::1]:9"] {
        assert_eq!(
            knock.clone().with("Host", &[host]).fate(&target).await,
            "open",
            "{host}"
        );
    }
    let refused: [&[&str]; 5] = [
        &[],
        &["evil.test"],
        &["127.0.0.1.evil.test"],
        &["localhost:x"],
        &["localhost", "localhost"],
    ];
    for hosts in refused {
        assert_eq!(
            knock.clone().with("Host", hosts).fate(&target).await,
            "status 403",
            "{hosts:?}"
        );
    }
}

#[tokio::test]
async fn a_foreign_session_is_refused_like_an_unknown_one() {
    let target = Target::sessions().await;
    let (alice, bob) = (target.login("alice").await, target.login("bob").await);
    let foreign = target.session(&bob).await;
    let own = target.session(&alice).await;
    for session in [foreign.as_str(), "unknown", "%ff", &own.to_uppercase()] {
        let knock = Knock::at(&format!("/ws/{session}?token={alice}"));
        assert_eq!(
            knock.fate(&target).await,
            "close 1008 Access denied",
            "{session}"
        );
    }
}

#[tokio::test]
async fn checks_come_in_the_declared_order() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let own = target.knock(Some(&token)).await;
    let foreign = Knock::at(&format!("/ws/unknown?token={token}"));
    let bad = Knock::at("/ws/unknown?token=x");
    assert_eq!(
        bad.clone().with("Origin", &["null"]).fate(&target).await,
        "status 403"
    );
    assert_eq!(
        bad.clone().with("Host", &["evil.test"]).fate(&target).await,
        "status 403"
    );
    assert_eq!(bad.fate(&target).await, "status 401");
    assert_eq!(
        foreign.clone().fate(&target).await,
        "close 1008 Access denied"
    );
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(own.clone().open(&target).await);
    }
    assert_eq!(
        foreign.fate(&target).await,
        "close 1008 Too many connections"
    );
}
