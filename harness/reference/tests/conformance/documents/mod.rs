//! The system `documents`, line by line.

mod codes;
mod leaving;
mod rotation;

use crate::support::{
    Target,
    accounts::Login,
    http::{Answer, Request},
};

const REFRESH: &str = "/api/auth/refresh";

async fn verify(target: &Target, user: &str, code: &str) -> Answer {
    let body = target.credentials(user, code);
    let request = Request::post(target.login_path()).json(&body);
    target.send(request).await
}

async fn refresh(target: &Target, token: &str) -> Answer {
    let request = Request::post(REFRESH).cookie("refresh_token", token);
    let answer = target.send(request).await;
    if answer.status == 200 {
        target.remember(&answer);
    }
    answer
}

/// The status of a logout that brings the pair and these cookies.
async fn leave(target: &Target, login: &Login, cookies: &[(&str, &str)]) -> Answer {
    let request = Request::post("/api/auth/logout")
        .cookie("csrf_token", &login.csrf)
        .header("X-CSRF-Token", &login.csrf);
    let add = |request: Request, (name, value): &(&str, &str)| request.cookie(name, value);
    target.send(cookies.iter().fold(request, add)).await
}
