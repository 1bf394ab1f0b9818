//! The files that most tests share: a target with one bearer token, and a scenario around its steps.

use super::stage::{Played, Stage};

/// The token of `user`.
pub const TOKEN: &str = "a-token-of-alice-0123456789";

/// A target at `address` with `whoami`; more operations, and more of the contract, indented by two.
pub fn target(address: &str, operations: &str, contract: &str) -> String {
    format!(
        r#"
name: t
services: {{ app: {{ http: "http://{address}", ws: "ws://{address}" }} }}
scope: {{ hosts: [127.0.0.1], impact: destroy }}
identities:
  user: {{ username: alice, holds: {{ access: {{ env: TOKEN }} }} }}
credentials: {{ access: {{ places: [bearer] }} }}
operations:
  whoami: {{ get: /me, needs: [access], proof: {{ json: "$.user", equals: "${{identity.username}}" }} }}
{operations}
contract:
  settle: 400ms
  refusals:
    unauthenticated:
      http: [{{ status: [401] }}]
      ws: [{{ handshake: {{ status: [401] }} }}, {{ close: {{ code: 4401 }} }}, {{ message: {{ json: "$.type", equals: error }} }}]
{contract}
"#
    )
}

/// A scenario of these steps and expectations, one on each line.
pub fn scenario(steps: &str, expect: &str) -> String {
    let lines = |text: &str| -> String {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| format!("  - {line}\n")).collect()
    };
    format!(
        "id: a/b\ntitle: t\nimpact: exhaust\nsteps:\n{}expect:\n{}",
        lines(steps),
        lines(expect)
    )
}

/// Plays steps against [`target`] without anything more in its contract.
pub async fn play(address: &str, operations: &str, (steps, expect): (&str, &str)) -> Played {
    let target = target(address, operations, "");
    Stage::new(target, scenario(steps, expect))
        .secret("TOKEN", TOKEN)
        .play()
        .await
}
