//! A running reference server and how to reach it.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gateproof_reference::{Config, Server, System, start};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};

use super::{
    accounts::Login,
    forge::{Forge, Key},
    http::{Answer, Request},
    socket::Knock,
};

/// The longest wait for anything in a test.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Target {
    pub server: Server,
    pub system: System,
    /// What a token of alice says, where tokens belong to sessions.
    session: Value,
    /// What came with access tokens.
    pub logins: Mutex<HashMap<String, Login>>,
    connected: AtomicU32,
}

impl Target {
    pub async fn start(system: System, defects: &[&str]) -> Target {
        let defects = defects.iter().map(|id| (*id).to_owned()).collect();
        let config = Config {
            system,
            defects,
            tls: false,
            port: 0,
            delay: Duration::ZERO,
        };
        let mut target = Target::of(start(config).await.unwrap(), system);
        if matches!(system, System::Workspace | System::Quiz | System::Documents) {
            target.session = claims(&target.login("alice").await);
        }
        target
    }

    pub fn of(server: Server, system: System) -> Target {
        Target {
            server,
            system,
            session: json!({}),
            logins: Mutex::default(),
            connected: AtomicU32::new(1),
        }
    }

    pub async fn sessions() -> Target {
        Target::start(System::Sessions, &[]).await
    }

    pub async fn assistant() -> Target {
        Target::start(System::Assistant, &[]).await
    }

    pub async fn workspace() -> Target {
        Target::start(System::Workspace, &[]).await
    }

    pub async fn quiz() -> Target {
        Target::start(System::Quiz, &[]).await
    }

    pub async fn documents() -> Target {
        Target::start(System::Documents, &[]).await
    }

    /// The variable whose name ends so, `SECRET` or `ALICE_PASSWORD`.
    pub fn variable(&self, suffix: &str) -> &str {
        let name = format!("{}_{suffix}", self.system.to_string().to_uppercase());
        let found = self
            .server
            .environment()
            .iter()
            .find(|(key, _)| *key == name);
        &found.unwrap().1
    }

    /// What signs its tokens.
    pub fn key(&self) -> Key {
        match self.system {
            System::Quiz => Key::from_pem(self.variable("PRIVATE_KEY")),
            _ => Key::Shared(self.variable("SECRET").to_owned()),
        }
    }

    pub fn forge(&self) -> Forge {
        Forge {
            key: self.key(),
            system: self.system,
            session: self.session.clone(),
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.server
            .http()
            .split("://")
            .nth(1)
            .unwrap()
            .parse()
            .unwrap()
    }

    pub async fn connect(&self) -> TcpStream {
        if self.system != System::Documents {
            return TcpStream::connect(self.address()).await.unwrap();
        }
        // It limits by address: each connection has one of its own.
        let number = self.connected.fetch_add(1, Ordering::Relaxed);
        let [.., third, last] = number.to_be_bytes();
        let own = SocketAddr::from(([127, 1, third, last], 0));
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(own).unwrap();
        socket.connect(self.address()).await.unwrap()
    }

    pub async fn send(&self, request: Request) -> Answer {
        request.send(self.connect().await).await
    }

    pub fn login_path(&self) -> &'static str {
        match self.system {
            System::Sessions => "/auth/token",
            System::Assistant => "/api/auth/login",
            System::Workspace => "/auth/login",
            System::Quiz => "/api/login",
            System::Documents => "/api/auth/verify-code",
        }
    }

    pub fn me_path(&self) -> &'static str {
        match self.system {
            System::Sessions => "/me",
            System::Assistant => "/api/auth/me",
            System::Workspace => "/v1/me",
            System::Quiz | System::Documents => "/api/me",
        }
    }

    /// `GET /me` with this value of `Authorization`.
    pub async fn me(&self, authorization: Option<&str>) -> Answer {
        let mut request = Request::get(self.me_path());
        if let Some(value) = authorization {
            request = request.header("Authorization", value);
        }
        self.send(request).await
    }

    pub async fn me_with(&self, token: &str) -> Answer {
        self.me(Some(&format!("Bearer {token}"))).await
    }

    /// Whom an answer to `GET /me` names.
    pub fn name(&self, answer: &Answer) -> String {
        match self.system {
            System::Sessions | System::Assistant => text(&answer.json()["username"]),
            System::Workspace | System::Quiz | System::Documents => {
                text(&answer.json()["email"]).replace("@example.test", "")
            }
        }
    }

    /// The body of a login, by a password or a code.
    pub fn credentials(&self, user: &str, password: &str) -> Value {
        match self.system {
            System::Sessions | System::Assistant => json!({"username": user, "password": password}),
            System::Workspace | System::Quiz => {
                json!({"email": format!("{user}@example.test"), "password": password})
            }
            System::Documents => {
                json!({"email": format!("{user}@example.test"), "code": password})
            }
        }
    }

    /// What somebody logs in with: their password, or a fresh code.
    pub async fn password(&self, user: &str) -> String {
        match self.system {
            System::Documents => self.code(&format!("{user}@example.test")).await,
            _ => {
                let variable = format!("{}_PASSWORD", user.to_uppercase());
                self.variable(&variable).to_owned()
            }
        }
    }

    /// The whole answer to a login.
    pub async fn log_in(&self, user: &str) -> Answer {
        let answer = self.try_to_log_in(user).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        self.remember(&answer);
        answer
    }

    pub async fn try_to_log_in(&self, user: &str) -> Answer {
        let body = self.credentials(user, &self.password(user).await);
        self.send(Request::post(self.login_path()).json(&body))
            .await
    }

    pub async fn login(&self, user: &str) -> String {
        text(&self.log_in(user).await.json()["access_token"])
    }

    /// The id of the caller's own session.
    pub async fn session(&self, token: &str) -> String {
        let request = Request::get("/sessions/mine").bearer(token);
        text(&self.send(request).await.json()["session_id"])
    }

    pub async fn publish(&self, token: &str, session: &str, message: &str) -> Answer {
        let path = format!("/sessions/{session}/events");
        let request = Request::post(&path)
            .bearer(token)
            .json(&json!({"message": message}));
        self.send(request).await
    }

    /// A handshake that conforms in everything, with this token, to alice's session.
    pub async fn knock(&self, token: Option<&str>) -> Knock {
        let path = match self.system {
            System::Assistant => format!("/ws/{}", token.unwrap_or_default()),
            System::Sessions => {
                let session = self.session(&self.login("alice").await).await;
                let query = token
                    .map(|token| format!("?token={token}"))
                    .unwrap_or_default();
                format!("/ws/{session}{query}")
            }
            System::Workspace => {
                let query = token
                    .map(|token| format!("?token={token}"))
                    .unwrap_or_default();
                format!("/v1/workspace/ws{query}")
            }
            System::Quiz | System::Documents => {
                let knock = Knock::at("/api/ws");
                return match token {
                    Some(token) => knock.with("Authorization", &[&format!("Bearer {token}")]),
                    None => knock,
                };
            }
        };
        Knock::at(&path)
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What a token says, unverified.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
