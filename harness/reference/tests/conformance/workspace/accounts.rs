//! Registering, and what users do for themselves.

use serde_json::{Value, json};

use crate::support::{Target, http::Request};

#[tokio::test]
async fn registering_makes_a_user_once() {
    let target = Target::workspace().await;
    let body = target.credentials("carol", "a long password");
    let register = || target.send(Request::post("/auth/register").json(&body));
    let answer = register().await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json()["email"], "carol@example.test");
    assert_eq!(register().await.status, 409);
    let login = Request::post("/auth/login").json(&body);
    assert_eq!(target.send(login).await.status, 200);
}

#[tokio::test]
async fn a_body_is_refused_with_what_is_wrong_where() {
    let target = Target::workspace().await;
    let token = target.login("alice").await;
    let problem = |place: &[&str], kind: &str| json!({"loc": place, "type": kind});
    let name = ["body", "name"];
    let cases = [
        (json!({}), problem(&name, "missing")),
        (json!({"name": 1}), problem(&name, "string_type")),
        (json!({"name": null}), problem(&name, "string_type")),
        (
            json!({"name": "x", "more": 1}),
            problem(&["body"], "extra_forbidden"),
        ),
        (json!(["x"]), problem(&["body"], "object_type")),
    ];
    for (body, expected) in cases {
        let answer = target
            .post("/v1/workspace", &token, Some(body.clone()))
            .await;
        let mut problems = answer.json()["detail"].clone();
        problems[0].as_object_mut().unwrap().remove("msg");
        assert_eq!(
            (answer.status, problems),
            (422, json!([expected])),
            "{body}"
        );
    }
    for email in ["", "x", "@x", "x@", "a@b@c", "a b@c"] {
        let body = json!({"email": email, "password": "a long password"});
        let register = Request::post("/auth/register").json(&body);
        assert_eq!(target.send(register).await.status, 422, "{email}");
    }
    let short = target.credentials("carol", "short");
    let register = Request::post("/auth/register").json(&short);
    assert_eq!(target.send(register).await.status, 422);
}

#[tokio::test]
async fn changes_are_limited_per_user_and_the_clock_sets_them_free() {
    let target = Target::workspace().await;
    let (alice, bob) = (target.login("alice").await, target.login("bob").await);
    let other = target.login("alice").await;
    let change = async |token: &str| {
        let body = json!({"name": "draft"});
        target.post("/v1/workspace", token, Some(body)).await
    };
    for _ in 0..60 {
        let answer = change(&alice).await;
        assert_eq!(
            (answer.status, &answer.json()["name"]),
            (200, &json!("draft"))
        );
    }
    let refused = change(&other).await;
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(refused.status, 429);
    assert!((1..=60).contains(&wait));
    assert_eq!(change(&bob).await.status, 200);
    target.advance(60, false).await;
    assert_eq!(change(&alice).await.status, 200);
}

#[tokio::test]
async fn the_list_of_sessions_shows_ids_and_never_a_token() {
    let target = Target::workspace().await;
    let (one, other) = (
        target.session_of("bob").await,
        target.session_of("bob").await,
    );
    let list = async |token: &str| {
        let answer = target
            .send(Request::get("/v1/sessions").bearer(token))
            .await;
        assert!(!answer.body.contains(&one.access) && !answer.body.contains(&one.refresh));
        answer.json()["sessions"].as_array().unwrap().clone()
    };
    let sessions = list(&one.access).await;
    let current = |it: &Value| it["current"].as_bool().unwrap();
    assert_eq!(
        sessions.iter().map(current).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(sessions[0]["ip"], "127.0.0.1");

    let revoke = async |token: &str, id: &Value| {
        let path = format!("/v1/sessions/{}", id.as_str().unwrap());
        let request = Request::new("DELETE", &path).bearer(token);
        target.send(request).await.status
    };
    let alice = target.login("alice").await;
    assert_eq!(
        revoke(&alice, &sessions[1]["id"]).await,
        404,
        "a foreign one"
    );
    assert_eq!(revoke(&one.access, &json!("unknown")).await, 404);
    assert_eq!(revoke(&one.access, &sessions[1]["id"]).await, 204);
    assert_eq!(target.who_with(&other.access).await, "401");
    assert_eq!(list(&one.access).await.len(), 1);
}

#[tokio::test]
async fn the_audit_tells_who_did_what_from_where() {
    let target = Target::workspace().await;
    let login = async |password: &str| {
        let body = target.credentials("bob", password);
        let request = Request::post("/auth/login").header("User-Agent", "probe/1");
        let answer = target.send(request.json(&body)).await;
        (answer.status == 200).then(|| answer.json())
    };
    assert!(login("wrong").await.is_none());
    let session = login(&target.password("bob").await).await.unwrap();
    let token = session["access_token"].as_str().unwrap();
    let id = crate::support::claims(token)["sub"].clone();
    target.log_out(token).await;
    let records = target.send(Request::get("/__test/audit")).await.json();
    let records = records.as_array().unwrap();
    let seen: Vec<_> = records.iter().filter(|it| it["user_id"] == id).collect();
    let told = |record: &Value, kind: &str, agent: Value, reason: Value| {
        let email = kind.starts_with("login").then_some("bob@example.test");
        let expected = json!({
            "type": kind, "user_id": id, "email": email, "ip": "127.0.0.1", "ua": agent, "reason": reason,
        });
        assert_eq!(*record, expected);
    };
    assert_eq!(seen.len(), 3, "{seen:?}");
    told(
        seen[0],
        "login_failed",
        json!("probe/1"),
        json!("wrong_credentials"),
    );
    told(seen[1], "login_success", json!("probe/1"), Value::Null);
    told(seen[2], "logout", Value::Null, Value::Null);
}
