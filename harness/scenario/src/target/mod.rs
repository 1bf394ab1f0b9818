//! Target files: read, checked, and their addresses replaced.

mod circles;
mod contract;
mod cookies;
mod credentials;
mod csrf;
mod derived;
mod entries;
mod follow;
mod holds;
mod hooks;
mod identities;
mod ids;
mod keys;
mod known;
mod limits;
mod links;
mod operations;
mod proof;
mod refer;
mod runs;
mod services;
mod values;
mod via;

use std::net::SocketAddr;

use std::path::Path;

use model::operation::Need;
use model::target::Target;
use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::document::{Document, Kind};
use crate::fault::Faults;
use crate::source::Source;
use crate::tree::Spot;

pub(crate) use contract::status;
pub(crate) use credentials::named;
pub(crate) use derived::names as derived_fields;
pub(crate) use entries::Entry;
pub(crate) use identities::has as has_attribute;
pub(crate) use runs::{leaves, yields};

/// A target file that holds together.
#[derive(Debug, Clone)]
pub struct TargetFile {
    /// What it says.
    pub target: Target,
    /// Its text.
    pub source: Source,
    /// As it is written.
    json: Value,
    /// With the defaults that the model fills in.
    full: Value,
}

/// Reads a target file.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn read_target(source: Source) -> Result<TargetFile, Diagnostics> {
    let (document, mut target) = Document::read::<Target>(&source, Kind::Target)?;
    let mut faults = Faults::default();
    check(&target, &document.json, document.top(), &mut faults);
    if !faults.is_empty() {
        return Err(document.told(&source, faults));
    }
    locate(&mut target, &source.name);
    let full = serde_json::to_value(&target).unwrap_or(Value::Null);
    Ok(TargetFile {
        target,
        source,
        json: document.json,
        full,
    })
}

/// Makes the paths of files start where the target file is, as it was named.
fn locate(target: &mut Target, file: &str) {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    keys::locate(target, folder);
    holds::locate(target, folder);
}

fn check(target: &Target, json: &Value, top: Spot<'_>, faults: &mut Faults) {
    services::check(target, top, faults);
    identities::check(target, top.at("identities"), faults);
    credentials::check(target, top, faults);
    keys::check(target, top.at("keys"), faults);
    operations::check(target, top.at("operations"), faults);
    refer::check(target, json, top, faults);
    contract::check(target, top.at("contract"), faults);
    csrf::check(target, top, faults);
    hooks::check(target, top, faults);
    via::check(target, top.at("via"), faults);
    circles::check(target, top, faults);
}

impl TargetFile {
    /// The file as JSON, as it is written.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The target with other addresses for its first service. Its scope stays what its owner wrote: an
    /// address beyond it is refused before anything is sent.
    pub fn with_addresses(mut self, http: Option<&str>, ws: Option<&str>) -> TargetFile {
        let Some(name) = self.target.services.keys().next().cloned() else {
            return self;
        };
        for (field, address) in [("http", http), ("ws", ws)] {
            let Some(address) = address else { continue };
            let address = address.trim_end_matches('/').to_owned();
            for json in [&mut self.json, &mut self.full] {
                if let Some(service) = json["services"].get_mut(&name) {
                    service[field] = Value::from(address.clone());
                }
            }
            if let Some(service) = self.target.services.get_mut(&name) {
                match field {
                    "http" => service.http = Some(address),
                    _ => service.ws = Some(address),
                }
            }
        }
        self
    }

    /// The target as if all of its services were at this address of loopback, whoever is there: ready as soon
    /// as anything answers, and with nothing before it.
    pub fn elsewhere(mut self, address: SocketAddr) -> TargetFile {
        let (http, ws) = (format!("http://{address}"), format!("ws://{address}"));
        for json in [&mut self.json, &mut self.full] {
            let services = json["services"].as_object_mut().into_iter().flatten();
            for (_, service) in services {
                for (field, address) in [("http", &http), ("ws", &ws)] {
                    if service.get(field).is_some_and(|it| !it.is_null()) {
                        service[field] = Value::from(address.clone());
                    }
                }
            }
        }
        for service in self.target.services.values_mut() {
            service.http = service.http.take().map(|_| http.clone());
            service.ws = service.ws.take().map(|_| ws.clone());
            service.ca = None;
            service.protocol = None;
        }
        for key in self.target.keys.values_mut() {
            key.jwks = key.jwks.take().map(|_| format!("{http}/jwks"));
        }
        self.target.scope.hosts = vec![address.ip().to_string()];
        self.target.ready = None;
        self.target.via = None;
        self
    }

    /// What stands at a dotted path, as written or by default; nothing when it is null or empty.
    /// `operations.NAME.main` is the first credential that the operation needs, and
    /// `operations.NAME.refused-as.CLASS` how the operation refuses, in its own way or as the contract says.
    pub(crate) fn at(&self, path: &str) -> Option<Value> {
        let [written, full] = self.both(path);
        let found = written.or(full)?;
        let empty = match found {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        (!empty).then(|| found.clone())
    }

    /// What stands at a dotted path: as it is written, and with the defaults filled in.
    fn both(&self, path: &str) -> [Option<&Value>; 2] {
        let path = self.refusing(path).or_else(|| self.without_main(path));
        let find = |json| crate::references::follow(json, path.as_deref()?);
        [find(&self.json), find(&self.full)]
    }

    /// Where the contract says how an operation refuses that has no way of its own.
    fn refusing(&self, path: &str) -> Option<String> {
        let tokens: Vec<&str> = path.split('.').collect();
        let ["operations", name, "refused-as", class] = tokens[..] else {
            return None;
        };
        let own = &self.target.operations.get(name)?.refused_as;
        let own = own.keys().any(|known| known.to_string() == class);
        (!own).then(|| format!("contract.refusals.{class}.http"))
    }

    /// The path of the credential that `main` means; its places are those of the operation, if that
    /// has its own. Nothing when the operation needs no credential.
    fn without_main(&self, path: &str) -> Option<String> {
        let mut tokens = path.split('.');
        let (Some("operations"), Some(name), Some("main")) =
            (tokens.next(), tokens.next(), tokens.next())
        else {
            return Some(path.to_owned());
        };
        let operation = self.target.operations.get(name)?;
        let (credential, own) = self.target.main(operation)?;
        let rest: Vec<&str> = tokens.collect();
        let has = |need: &Need| need.entries().iter().any(|(name, _)| *name == credential);
        let index = operation.needs.iter().position(has)?;
        let holder = match (own, rest.first()) {
            (Some(_), Some(&"places")) => format!("operations.{name}.needs.{index}.{credential}"),
            _ => format!("credentials.{credential}"),
        };
        let path = [holder.as_str()].into_iter().chain(rest);
        Some(path.collect::<Vec<_>>().join("."))
    }
}
