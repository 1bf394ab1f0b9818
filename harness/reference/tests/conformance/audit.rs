//! The audit trail of `sessions`.

use crate::support::{Target, http::Request, socket::Knock};

#[tokio::test]
async fn the_audit_tells_attempts_refusals_and_errors() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let knock = target.knock(Some(&token)).await;
    let mut client = knock.clone().open(&target).await;
    assert_eq!(client.ask(r#"{"type":"exec"}"#).await["type"], "error");
    assert_eq!(
        knock.clone().with("Origin", &[]).fate(&target).await,
        "status 403"
    );
    assert_eq!(Knock::at("/ws/x").fate(&target).await, "status 401");
    let foreign = Knock::at(&format!("/ws/x?token={token}"));
    assert_eq!(foreign.fate(&target).await, "close 1008 Access denied");

    let records = target.send(Request::get("/__test/audit")).await.json();
    let seen: Vec<String> = records
        .as_array()
        .unwrap()
        .iter()
        .map(|record| {
            assert_eq!(record["address"], "127.0.0.1");
            format!("{} {} {}", record["type"], record["user"], record["reason"]).replace('"', "")
        })
        .collect();
    let expected = [
        "connection_attempt alice null",
        "message_refused alice invalid_message",
        "connection_attempt null null",
        "connection_refused null origin_not_allowed",
        "connection_attempt null null",
        "connection_refused null unauthenticated",
        "connection_attempt alice null",
        "connection_refused alice access_denied",
    ];
    assert_eq!(seen, expected);
    assert!(
        !records.to_string().contains(&token),
        "no token in the audit"
    );
}
