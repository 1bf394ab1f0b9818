//! Names are looked up once per run and pinned, for all transports: a name that changes its address
//! during a run cannot lead it elsewhere.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use model::wire::Fault;
use tokio::sync::OnceCell;
use url::Host;

type Lookup = dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync;
type Pin = Arc<OnceCell<Vec<IpAddr>>>;

/// The addresses of this run.
pub(crate) struct Resolver {
    lookup: Box<Lookup>,
    pins: Mutex<HashMap<String, Pin>>,
}

impl Resolver {
    /// Looks names up as the system does.
    pub fn system() -> Resolver {
        Resolver::with(Box::new(|name| {
            async move {
                let found = tokio::net::lookup_host((name, 0)).await?;
                Ok(found.map(|address| address.ip()).collect())
            }
            .boxed()
        }))
    }

    fn with(lookup: Box<Lookup>) -> Resolver {
        Resolver {
            lookup,
            pins: Mutex::default(),
        }
    }

    /// The addresses of a host, in the order to try. A name that was not found is looked up again.
    pub async fn addresses(&self, host: &Host<String>) -> Result<Vec<IpAddr>, Fault> {
        match host {
            Host::Ipv4(address) => Ok(vec![IpAddr::V4(*address)]),
            Host::Ipv6(address) => Ok(vec![IpAddr::V6(*address)]),
            Host::Domain(name) => self.named(name).await.map_err(Fault::Unresolved),
        }
    }

    async fn named(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        let pin = {
            let mut pins = self.pins.lock().unwrap_or_else(PoisonError::into_inner);
            Pin::clone(pins.entry(name.to_owned()).or_default())
        };
        pin.get_or_try_init(|| async {
            match (self.lookup)(name.to_owned()).await {
                Ok(found) if found.is_empty() => Err(format!("`{name}` has no address")),
                Ok(found) => Ok(found),
                Err(why) => Err(format!("`{name}`: {why}")),
            }
        })
        .await
        .cloned()
    }
}

/// The same pins for reqwest.
pub(crate) struct Pinned(pub Arc<Resolver>);

impl reqwest::dns::Resolve for Pinned {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let resolver = Arc::clone(&self.0);
        Box::pin(async move {
            let found = resolver.named(&name.as_str().to_ascii_lowercase()).await?;
            let found = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(found) as reqwest::dns::Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use reqwest::dns::Resolve;

    use super::*;

    #[tokio::test]
    async fn a_name_keeps_its_first_address() {
        let asked = Arc::new(AtomicU8::new(0));
        let counter = Arc::clone(&asked);
        let resolver = Arc::new(Resolver::with(Box::new(move |_| {
            let last = counter.fetch_add(1, Ordering::SeqCst);
            async move { Ok(vec![IpAddr::from([127, 0, 0, last])]) }.boxed()
        })));
        let host = Host::Domain("rebinds.example".to_owned());
        let first = resolver.addresses(&host).await.unwrap();
        assert_eq!(first, resolver.addresses(&host).await.unwrap());
        let pinned = Pinned(Arc::clone(&resolver));
        let mut later = pinned
            .resolve("Rebinds.example".parse().unwrap())
            .await
            .unwrap();
        assert_eq!(later.next().unwrap().ip(), first[0]);
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_name_that_was_not_found_is_asked_again() {
        let resolver = Resolver::with(Box::new(|_| async { Ok(Vec::new()) }.boxed()));
        let host = Host::Domain("nowhere.example".to_owned());
        for _ in 0..2 {
            let found = resolver.addresses(&host).await;
            assert!(matches!(found, Err(Fault::Unresolved(why)) if why.contains("no address")));
        }
    }
}
