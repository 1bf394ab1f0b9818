//! The reference server as `sessions`, with more operations and identities than its own target file.

use std::time::Duration;

use reference::{Config, Server, System};

use super::files::scenario;
use super::stage::{Played, Stage};

const TARGET: &str = include_str!("../../../../../scenarios/systems/sessions/target.yaml");

const CREDENTIALS: &str = r#"
  access: { from: login, places: [bearer, { query: access_token }, { cookie: access }, { header: X-Access, scheme: token }], format: jwt, signed-by: signing }
  channel: { from: own-channel, places: [{ header: X-Channel }] }"#;

const OPERATIONS: &str = r#"
  me: { get: /me, needs: [access], outputs: { name: { json: "$.username" } } }
  marked: { get: /me, needs: [access, channel], proof: { status: 200 } }
  login-chain: { run: [health, login] }
  mine-chain: { run: [own-channel, publish] }
  named-refusal: { get: /me, needs: [access], proof: { status: 200 }, refused-as: { unauthenticated: [{ status: [401], match: { contains: "Not authenticated" } }] } }
  protocols: { ws: "/ws/${channel}", needs: [{ access: { places: [{ query: token }] } }], inputs: { channel: { from: own-channel } }, subprotocols: [chat.v1], proof: { answers: protocols-ping } }
  protocols-ping: { over: protocols, send: { json: { type: ping } }, proof: { json: "$.type", equals: pong } }"#;

/// A running reference server.
pub struct Sessions(Server);

impl Sessions {
    pub async fn start(defects: &[&str]) -> Sessions {
        let config = Config {
            system: System::Sessions,
            defects: defects.iter().map(|id| (*id).to_owned()).collect(),
            tls: false,
            port: 0,
            delay: Duration::ZERO,
        };
        Sessions(reference::start(config).await.unwrap())
    }

    /// Its target file, with more in it.
    pub fn target(&self) -> String {
        let line = "access: { from: login, places: [bearer], format: jwt, signed-by: signing }";
        assert!(TARGET.contains(line));
        TARGET
            .replace("http://127.0.0.1:8000", self.0.http())
            .replace("ws://127.0.0.1:8000", self.0.ws())
            .replace(&format!("  {line}"), CREDENTIALS.trim_start_matches('\n'))
            .replace("\noperations:", &format!("\noperations:{OPERATIONS}"))
            .replace("\nidentities:", "\nidentities:\n  guest: visitor")
    }

    /// A stage with all of its secrets.
    pub fn stage(&self, target: String, scenario: String) -> Stage {
        let all = self.0.environment().iter();
        all.fold(Stage::new(target, scenario), |stage, (name, value)| {
            stage.secret(name, value)
        })
    }

    /// Plays steps and expectations; `top` stands before the steps (values, matrix).
    pub async fn play(&self, top: &str, (steps, expect): (&str, &str)) -> Played {
        let text = scenario(steps, expect).replace("steps:", &format!("{top}\nsteps:"));
        self.stage(self.target(), text).play().await
    }
}
