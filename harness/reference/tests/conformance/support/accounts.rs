//! What systems with accounts have: sessions, tickets, admins, a clock.

use gateproof_reference::System;
use serde_json::{Value, json};

use super::{
    Target,
    http::{Answer, Request},
    socket::{Client, Knock},
    text,
};

/// What a login gave.
#[derive(Clone)]
pub struct Login {
    pub access: String,
    /// Empty where there is none.
    pub refresh: String,
    /// The value of the double-submit pair, or nothing.
    pub csrf: String,
}

impl Target {
    pub async fn session_of(&self, user: &str) -> Login {
        Login::read(&self.log_in(user).await)
    }

    /// Where a system has the path that `workspace` calls so.
    pub fn path(&self, path: &str) -> String {
        match self.system {
            System::Quiz => path
                .replacen("/auth/", "/api/", 1)
                .replacen("/v1/", "/api/", 1),
            System::Documents => path
                .replacen("/auth/", "/api/auth/", 1)
                .replacen("/v1/", "/api/", 1),
            _ => path.to_owned(),
        }
    }

    /// The cookie with the access token.
    pub fn cookie(&self) -> &'static str {
        match self.system {
            System::Quiz => "__Host-session",
            _ => "access_token",
        }
    }

    /// Where something with a title is written.
    pub fn written(&self) -> &'static str {
        match self.system {
            System::Documents => "/api/documents",
            _ => "/api/quizzes",
        }
    }

    /// The double-submit cookie.
    pub fn pair(&self) -> &'static str {
        match self.system {
            System::Documents => "csrf_token",
            _ => "__Host-csrf",
        }
    }

    /// The cookie with the refresh token.
    pub fn refresh_cookie(&self) -> &'static str {
        match self.system {
            System::Quiz => "__Host-refresh",
            _ => "refresh_token",
        }
    }

    /// A new code, as it was mailed to this address.
    pub async fn code(&self, address: &str) -> String {
        let body = json!({"email": address});
        let sent = self
            .send(Request::post("/api/auth/send-code").json(&body))
            .await;
        assert_eq!(sent.status, 202);
        self.mailed(address).await
    }

    /// The code that an address was mailed last.
    pub async fn mailed(&self, address: &str) -> String {
        let path = format!("/__test/code?email={address}");
        text(&self.send(Request::get(&path)).await.json()["code"])
    }

    /// Somebody new, who is logged in.
    pub async fn newcomer(&self, name: &str) -> Login {
        let body = match self.system {
            System::Documents => json!({"email": format!("{name}@example.test")}),
            _ => self.credentials(name, "a long password"),
        };
        let register = Request::post(&self.path("/auth/register")).json(&body);
        assert_eq!(self.send(register).await.status, 201);
        let body = match self.system {
            System::Documents => self.credentials(name, &self.password(name).await),
            _ => body,
        };
        let login = Request::post(self.login_path()).json(&body);
        let answer = self.send(login).await;
        self.remember(&answer);
        Login::read(&answer)
    }

    /// Keeps what came with a token, which later requests of it need.
    pub fn remember(&self, answer: &Answer) {
        let login = Login::read(answer);
        let mut logins = self.logins.lock().unwrap();
        logins.insert(login.access.clone(), login);
    }

    fn remembered(&self, token: &str) -> Option<Login> {
        self.logins.lock().unwrap().get(token).cloned()
    }

    /// The request with the double-submit pair of this token's session.
    pub fn genuine(&self, request: Request, token: &str) -> Request {
        let login = self.remembered(token);
        match login.filter(|login| !login.csrf.is_empty()) {
            Some(login) => request
                .cookie(self.pair(), &login.csrf)
                .header("X-CSRF-Token", &login.csrf),
            None => request,
        }
    }

    pub async fn post(&self, path: &str, token: &str, body: Option<Value>) -> Answer {
        let request = Request::post(&self.path(path)).bearer(token);
        let request = self.genuine(request, token);
        self.send(match body {
            Some(body) => request.json(&body),
            None => request.body(None, ""),
        })
        .await
    }

    /// An admin changes somebody.
    pub async fn administer(&self, method: &str, name: &str, what: &str, body: Option<Value>) {
        let admin = self.login("admin").await;
        let path = self.path(&format!("/v1/admin/users/{name}@example.test{what}"));
        let request = Request::new(method, &path).bearer(&admin);
        let request = self.genuine(request, &admin);
        let request = match body {
            Some(body) => request.json(&body),
            None => request.body(None, ""),
        };
        assert_eq!(self.send(request).await.status, 204);
    }

    pub async fn log_out(&self, token: &str) -> Answer {
        // Without its refresh token, a session of the portal would end with all others.
        let refresh = self
            .remembered(token)
            .filter(|_| self.system == System::Documents);
        let body = refresh.map(|login| json!({"refresh_token": login.refresh}));
        let answer = self.post("/auth/logout", token, body).await;
        assert!(matches!(answer.status, 200 | 204), "{answer:?}");
        answer
    }

    pub async fn ticket(&self, token: &str) -> String {
        let answer = self.post("/v1/workspace/token", token, None).await;
        text(&answer.json()["token"])
    }

    /// A socket of this session; where there are tickets, one opened it.
    pub async fn chat(&self, token: &str) -> Client {
        if matches!(self.system, System::Quiz | System::Documents) {
            return self.knock(Some(token)).await.open(self).await;
        }
        let ticket = self.ticket(token).await;
        Knock::at("/v1/workspace/ws")
            .with("X-WS-Token", &[&ticket])
            .open(self)
            .await
    }

    /// Moves the clock, and the timers of sockets with it.
    pub async fn advance(&self, seconds: u64, sockets: bool) {
        let body = json!({"seconds": seconds, "sockets": sockets});
        let request = Request::post("/__test/clock").json(&body);
        assert_eq!(self.send(request).await.status, 204);
    }

    /// `GET /me` in short: the name, or the status.
    pub async fn who(&self, request: Request) -> String {
        let answer = self.send(request).await;
        match answer.status {
            200 => self.name(&answer),
            status => status.to_string(),
        }
    }

    pub async fn who_with(&self, token: &str) -> String {
        self.who(Request::get(self.me_path()).bearer(token)).await
    }
}

impl Login {
    pub fn read(answer: &Answer) -> Login {
        let body = answer.json();
        Login {
            access: text(&body["access_token"]),
            refresh: match body["refresh_token"].as_str() {
                Some(token) => token.to_owned(),
                None => answer.cookie("__Host-refresh"),
            },
            csrf: answer.cookie("__Host-csrf") + &answer.cookie("csrf_token"),
        }
    }
}

impl Request {
    pub fn cookie(self, name: &str, value: &str) -> Request {
        self.header("Cookie", format!("{name}={value}"))
    }
}

impl Answer {
    /// What a cookie is set to, or nothing.
    pub fn cookie(&self, name: &str) -> String {
        let mut set = self.cookies().into_iter().filter_map(|cookie| {
            let value = cookie.strip_prefix(name)?.strip_prefix('=')?;
            value.split(';').next().map(str::to_owned)
        });
        set.next().unwrap_or_default()
    }

    /// Every `Set-Cookie`, in order.
    pub fn cookies(&self) -> Vec<&str> {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        set.map(|(_, value)| value.as_str()).collect()
    }
}
