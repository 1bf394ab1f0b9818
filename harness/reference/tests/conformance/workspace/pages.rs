//! Pages of this and of other origins, and other host names.

use crate::support::{ORIGIN, Target, http::Request};

const ALLOW: &str = "access-control-allow-origin";

#[tokio::test]
async fn only_the_allowed_origin_may_read() {
    let target = Target::workspace().await;
    for (path, status) in [("/health", 200), ("/v1/me", 401), ("/nowhere", 404)] {
        let ask = |origin: &str| target.send(Request::get(path).header("Origin", origin));
        let own = ask(ORIGIN).await;
        assert_eq!((own.status, own.header(ALLOW)), (status, Some(ORIGIN)));
        assert_eq!(own.header("access-control-allow-credentials"), Some("true"));
        for origin in ["https://evil.test", "null", "http://app.example.test", ""] {
            let foreign = ask(origin).await;
            assert_eq!((foreign.status, foreign.header(ALLOW)), (status, None));
            assert_eq!(foreign.header("vary"), Some("Origin"), "{origin}");
        }
    }
    assert_eq!(
        target.send(Request::get("/health")).await.header(ALLOW),
        None
    );
}

#[tokio::test]
async fn preflights_of_the_allowed_origin_are_granted() {
    let target = Target::workspace().await;
    let preflight = |origin: &str| {
        Request::new("OPTIONS", "/v1/workspace")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
    };
    let own = target.send(preflight(ORIGIN)).await;
    assert_eq!((own.status, own.header(ALLOW)), (204, Some(ORIGIN)));
    let methods = own.header("access-control-allow-methods").unwrap();
    assert!(methods.contains("POST"));
    let foreign = target.send(preflight("https://evil.test")).await;
    assert_eq!((foreign.status, foreign.header(ALLOW)), (403, None));
    let plain = Request::new("OPTIONS", "/v1/workspace").header("Origin", ORIGIN);
    assert_eq!(target.send(plain).await.status, 405);
}

#[tokio::test]
async fn only_loopback_hosts_are_served() {
    let target = Target::workspace().await;
    for (host, status) in [
        ("localhost:1", 200),
        ("evil.test", 403),
        ("127.0.0.1.evil.test", 403),
    ] {
        let request = Request::get("/health").without("Host").header("Host", host);
        assert_eq!(target.send(request).await.status, status, "{host}");
    }
}
