//! Servers that limit, rightly or wrongly: `/me` answers `user` a number of times in a time, then 429.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;

use super::http::{Asked, listen, ok, request, says};

/// How a server counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// So many in any time of this length.
    Sliding,
    /// So many from the first request on, then anew.
    Fixed,
    /// It looks first, and counts a little later: two at once both pass.
    Late,
}

/// A server that lets `allowed` pass in `per`; its clock can be moved at `/clock/SECONDS`; by what `key` makes of a request and its peer's address.
pub async fn limiter(
    counted: (usize, Duration, Counting),
    key: impl Fn(&Asked, &str) -> String + Send + Sync + 'static,
) -> String {
    telling(counted, key, |_, _| String::new()).await
}

/// The same, with header lines made from how many are left and how long a refusal lasts.
pub async fn telling(
    (allowed, per, counting): (usize, Duration, Counting),
    key: impl Fn(&Asked, &str) -> String + Send + Sync + 'static,
    tell: fn(usize, Option<Duration>) -> String,
) -> String {
    let key = Arc::new(key);
    let counts: Arc<Mutex<HashMap<String, Vec<Instant>>>> = Arc::default();
    let moved: Arc<Mutex<Duration>> = Arc::default();
    listen(move |mut stream| {
        let (key, counts) = (Arc::clone(&key), Arc::clone(&counts));
        let moved = Arc::clone(&moved);
        async move {
            let peer = stream.peer_addr().unwrap().ip().to_string();
            while let Some(asked) = request(&mut stream).await {
                if asked.path() == "/" {
                    let _ = stream.write_all(ok("{}").as_bytes()).await;
                    continue;
                }
                if let Some(seconds) = asked.path().strip_prefix("/clock/") {
                    *moved.lock().unwrap() += Duration::from_secs(seconds.parse().unwrap());
                    let _ = stream.write_all(ok("{}").as_bytes()).await;
                    continue;
                }
                let key = key(&asked, &peer);
                let now = Instant::now() + *moved.lock().unwrap();
                let (passes, told) = {
                    let mut counts = counts.lock().unwrap();
                    let times = counts.entry(key.clone()).or_default();
                    match counting {
                        Counting::Fixed if times.first().is_some_and(|at| *at + per <= now) => {
                            times.clear();
                        }
                        Counting::Fixed => {}
                        _ => times.retain(|at| *at + per > now),
                    }
                    let passes = times.len() < allowed;
                    if passes && counting != Counting::Late {
                        times.push(now);
                    }
                    let wait = times
                        .first()
                        .map(|at| (*at + per).saturating_duration_since(now));
                    let wait = wait.filter(|_| !passes);
                    (passes, tell(allowed.saturating_sub(times.len()), wait))
                };
                if counting == Counting::Late {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    counts.lock().unwrap().entry(key).or_default().push(now);
                }
                let user = asked.path().rsplit('/').next().unwrap_or_default();
                let answer = match passes {
                    true => says("200 OK", &told, &format!(r#"{{"user":"{user}"}}"#)),
                    false => says("429 Too Many Requests", &told, ""),
                };
                if stream.write_all(answer.as_bytes()).await.is_err() {
                    return;
                }
            }
        }
    })
    .await
}

/// A target whose `hit` is limited as the contract says, keyed by user: each asks for its own path.
pub fn limited(address: &str, limit: &str) -> String {
    format!(
        r#"
name: t
services: {{ app: {{ http: "http://{address}" }} }}
scope: {{ hosts: [127.0.0.1], impact: destroy }}
identities:
  user: {{ username: alice }}
  other: {{ username: bob }}
credentials: {{}}
operations:
  hit: {{ get: "/me/${{identity.username}}", proof: {{ json: "$.user", equals: "${{identity.username}}" }} }}
  free: {{ get: / , proof: {{ status: 200 }} }}
  clock: {{ post: "/clock/${{duration}}", inputs: {{ duration: 1 }}, proof: {{ status: 200 }} }}
hooks: {{ clock: {{ op: clock, moves: [limits] }} }}
contract:
  settle: 400ms
  refusals:
    limited: {{ http: [{{ status: [429] }}] }}
  limits:
    hits: {{ {limit}, covers: [hit] }}
"#
    )
}
