//! Where a request carries its token.

use super::{Row, look};
use crate::support::{Target, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("scheme-case-refused", other_case, |_| ["alice", "401"]),
        look!("several-authorization-headers-first-wins", several, |_| {
            ["401", "alice"]
        }),
        look!("several-authorization-headers-last-wins", good_last, |_| {
            ["401", "alice"]
        }),
        look!("token-in-query-accepted", in_query, |_| ["401", "alice"]),
        look!("header-wins", both, |_| ["alice, 401", "401, alice"]),
        look!("cookie-ignored", cookie, |_| ["alice", "401"]),
        look!("duplicate-cookie-first-wins", two_cookies, |_| {
            ["401, 401", "alice, 401"]
        }),
    ]
}

fn me(target: &Target) -> Request {
    Request::get(target.me_path())
}

async fn other_case(target: &Target) -> String {
    let token = target.login("alice").await;
    let request = me(target).header("Authorization", format!("bEARER {token}"));
    target.who(request).await
}

async fn several(target: &Target) -> String {
    let token = target.login("alice").await;
    target.who(me(target).bearer(&token).bearer("x")).await
}

async fn good_last(target: &Target) -> String {
    let token = target.login("alice").await;
    target.who(me(target).bearer("x").bearer(&token)).await
}

async fn in_query(target: &Target) -> String {
    let token = target.login("alice").await;
    let path = format!("{}?access_token={token}", target.me_path());
    target.who(Request::get(&path)).await
}

async fn both(target: &Target) -> String {
    let token = target.login("alice").await;
    let good_cookie = me(target).cookie(target.cookie(), &token).bearer("x");
    let good_header = me(target).cookie(target.cookie(), "x").bearer(&token);
    let [cookie, header] = [target.who(good_cookie).await, target.who(good_header).await];
    format!("{cookie}, {header}")
}

async fn cookie(target: &Target) -> String {
    let token = target.login("alice").await;
    target.who(me(target).cookie(target.cookie(), &token)).await
}

async fn two_cookies(target: &Target) -> String {
    let token = target.login("alice").await;
    let name = target.cookie();
    let good_first = format!("{token}; {name}=x");
    let bad_first = format!("x; {name}={token}");
    let good_first = me(target).cookie(target.cookie(), &good_first);
    let bad_first = me(target).cookie(target.cookie(), &bad_first);
    let [first, second] = [target.who(good_first).await, target.who(bad_first).await];
    format!("{first}, {second}")
}
