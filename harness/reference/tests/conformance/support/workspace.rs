//! What only `workspace` has: sessions, tickets, admins, a clock.

use serde_json::{Value, json};

use super::{
    Target,
    http::{Answer, Request},
    socket::{Client, Knock},
    text,
};

/// What a login gave.
pub struct Login {
    pub access: String,
    pub refresh: String,
}

impl Target {
    pub async fn session_of(&self, user: &str) -> Login {
        Login::read(&self.log_in(user).await)
    }

    /// Somebody new, who is logged in.
    pub async fn newcomer(&self, name: &str) -> Login {
        let body = self.credentials(name, "a long password");
        let register = Request::post("/auth/register").json(&body);
        assert_eq!(self.send(register).await.status, 201);
        let login = Request::post("/auth/login").json(&body);
        Login::read(&self.send(login).await)
    }

    pub async fn post(&self, path: &str, token: &str, body: Option<Value>) -> Answer {
        let request = Request::post(path).bearer(token);
        self.send(match body {
            Some(body) => request.json(&body),
            None => request.body(None, ""),
        })
        .await
    }

    /// An admin changes somebody.
    pub async fn administer(&self, method: &str, name: &str, what: &str, body: Option<Value>) {
        let admin = self.login("admin").await;
        let path = format!("/v1/admin/users/{name}@example.test{what}");
        let request = Request::new(method, &path).bearer(&admin);
        let request = match body {
            Some(body) => request.json(&body),
            None => request.body(None, ""),
        };
        assert_eq!(self.send(request).await.status, 204);
    }

    pub async fn log_out(&self, token: &str) -> Answer {
        let answer = self.post("/auth/logout", token, None).await;
        assert_eq!(answer.status, 204);
        answer
    }

    pub async fn ticket(&self, token: &str) -> String {
        let answer = self.post("/v1/workspace/token", token, None).await;
        text(&answer.json()["token"])
    }

    /// A socket that a ticket of this session opened.
    pub async fn chat(&self, token: &str) -> Client {
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
            refresh: text(&body["refresh_token"]),
        }
    }
}

impl Request {
    pub fn cookie(self, name: &str, value: &str) -> Request {
        self.header("Cookie", format!("{name}={value}"))
    }
}

impl Answer {
    /// Every `Set-Cookie`, in order.
    pub fn cookies(&self) -> Vec<&str> {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        set.map(|(_, value)| value.as_str()).collect()
    }
}
