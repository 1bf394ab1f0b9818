//! The reference server as `workspace`: it has doors for tests to its clock and its record of events.

use std::time::Duration;

use reference::{Config, Server, System};

use super::files::scenario;
use super::stage::{Played, Stage};

const TARGET: &str = include_str!("../../../../../scenarios/systems/workspace/target.yaml");

/// A running reference server.
pub struct Workspace(Server);

impl Workspace {
    pub async fn start(defects: &[&str]) -> Workspace {
        let config = Config {
            system: System::Workspace,
            defects: defects.iter().map(|id| (*id).to_owned()).collect(),
            tls: false,
            port: 0,
            delay: Duration::ZERO,
        };
        Workspace(reference::start(config).await.unwrap())
    }

    /// Its target file.
    pub fn target(&self) -> String {
        TARGET
            .replace("http://127.0.0.1:8020", self.0.http())
            .replace("ws://127.0.0.1:8020", self.0.ws())
    }

    /// A stage with all of its secrets.
    pub fn stage(&self, target: String, scenario: String) -> Stage {
        let all = self.0.environment().iter();
        all.fold(Stage::new(target, scenario), |stage, (name, value)| {
            stage.secret(name, value)
        })
    }

    pub async fn play(&self, (steps, expect): (&str, &str)) -> Played {
        self.stage(self.target(), scenario(steps, expect))
            .play()
            .await
    }
}
