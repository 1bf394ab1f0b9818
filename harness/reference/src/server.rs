//! Starting and stopping: configuration, errors, and the handle on a running server.

use std::{fmt, io, sync::Arc, time::Duration};

use aws_lc_rs::error::Unspecified;
use tokio::net::TcpListener;

use crate::{
    Policy, System, defect,
    gate::Gate,
    listen::{self, Front},
    systems,
    tasks::Tasks,
    tls::{self, TlsError},
};

/// What to start.
#[derive(Clone, Debug)]
pub struct Config {
    /// The system to play.
    pub system: System,
    /// Ids of the defects to plant; none for the conforming server.
    pub defects: Vec<String>,
    /// Whether to speak https and wss instead of http and ws.
    pub tls: bool,
    /// The port on 127.0.0.1; 0 for any free one.
    pub port: u16,
    /// What is waited for after the work of sending a code, before it is answered: none, or so long that
    /// the work does not show in it.
    pub delay: Duration,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// No defect has this id.
    #[error("no defect is called `{id}`{}", did_you_mean(nearest))]
    UnknownDefect {
        /// The id that was asked for.
        id: String,
        /// Ids that resemble it, best first; at most three.
        nearest: Vec<&'static str>,
    },
    /// The defect belongs to another system.
    #[error("the defect `{id}` cannot be planted in the system `{system}`")]
    OtherSystem {
        /// The id that was asked for.
        id: &'static str,
        /// The system that was to be started.
        system: System,
    },
    /// The port cannot be listened on.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the operating system says.
        source: io::Error,
    },
    /// Certificates or the TLS configuration failed.
    #[error("{0}")]
    Tls(String),
    /// The operating system gave no random octets.
    #[error("the operating system gives no random octets")]
    Random,
}

fn did_you_mean(nearest: &[&str]) -> String {
    match nearest {
        [] => String::new(),
        ids => format!("; did you mean `{}`?", ids.join("`, `")),
    }
}

impl From<TlsError> for StartError {
    fn from(error: TlsError) -> Self {
        StartError::Tls(error.to_string())
    }
}

impl From<Unspecified> for StartError {
    fn from(_: Unspecified) -> Self {
        StartError::Random
    }
}

/// A running server on the caller's tokio runtime; dropping it ends all its tasks.
pub struct Server {
    http: String,
    ws: String,
    ca_pem: Option<String>,
    environment: Vec<(String, String)>,
    tasks: Tasks,
}

/// Starts a server on 127.0.0.1 and returns once it accepts connections.
///
/// # Errors
///
/// See [`StartError`]; nothing listens after an error.
pub async fn start(config: Config) -> Result<Server, StartError> {
    let mut policy = policy(&config)?;
    policy.work.delay = config.delay;
    let (gate, environment) = Gate::open(config.system, policy)?;
    let (tls, ca_pem) = match config.tls {
        true => tls::acceptor().map(|(acceptor, pem)| (Some(acceptor), Some(pem)))?,
        false => (None, None),
    };
    let unheard = |source| StartError::Listen {
        port: config.port,
        source,
    };
    let listener = TcpListener::bind(("127.0.0.1", config.port))
        .await
        .map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;

    let (tasks, spelling) = (gate.tasks.clone(), gate.policy.limits.spelling);
    let front = Front {
        router: systems::router(Arc::new(gate)),
        tls,
        spelling,
        tasks: tasks.clone(),
    };
    tasks.spawn(listen::run(listener, front));
    let secure = if config.tls { "s" } else { "" };
    Ok(Server {
        http: format!("http{secure}://{address}"),
        ws: format!("ws{secure}://{address}"),
        ca_pem,
        environment,
        tasks,
    })
}

/// The conforming policy with the chosen defects planted.
fn policy(config: &Config) -> Result<Policy, StartError> {
    let mut policy = Policy::default();
    for id in &config.defects {
        let Some(defect) = defect::find(id) else {
            let nearest = defect::nearest(id);
            return Err(StartError::UnknownDefect {
                id: id.clone(),
                nearest,
            });
        };
        if !defect.systems.contains(&config.system) {
            return Err(StartError::OtherSystem {
                id: defect.id,
                system: config.system,
            });
        }
        (defect.plant)(&mut policy);
    }
    Ok(policy)
}

impl Server {
    /// The base of HTTP requests: `http://127.0.0.1:PORT`, or `https://` with TLS.
    pub fn http(&self) -> &str {
        &self.http
    }

    /// The base of sockets: `ws://127.0.0.1:PORT`, or `wss://` with TLS.
    pub fn ws(&self) -> &str {
        &self.ws
    }

    /// The authority that signed the certificate, as PEM; `None` without TLS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// Secrets and passwords by the names that a target file refers to; random per start.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// Ends all connections and tasks, and returns when they are gone.
    pub async fn stop(self) {
        if let Some(mut tasks) = self.tasks.end() {
            tasks.shutdown().await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.tasks.end());
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("http", &self.http)
            .field("ws", &self.ws)
            .finish_non_exhaustive()
    }
}
