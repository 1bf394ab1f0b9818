//! Operations: named things that a target can do, mapped to its real endpoints.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::credential::Place;
use crate::frame::SpelledFrame;
use crate::matcher::Matcher;
use crate::name::Name;
use crate::refusal::{Class, HttpRefusal};
use crate::scenario::FreshValue;
use crate::template::Template;

/// One operation: an HTTP request, a WebSocket, a message over one, or a chain of others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Operation {
    /// The service that it belongs to; the first one when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Name>,
    /// Who does it, unless a step says otherwise; `user` when left out.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub who: Option<Name>,
    /// GET this path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub get: Option<Template>,
    /// POST to this path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Template>,
    /// PUT to this path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub put: Option<Template>,
    /// PATCH this path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<Template>,
    /// DELETE this path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete: Option<Template>,
    /// Open a WebSocket at this path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ws: Option<Template>,
    /// A message over this socket operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<Name>,
    /// These operations, one after the other, with one set of captures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub run: Vec<Name>,
    /// Query parameters.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub query: IndexMap<String, Template>,
    /// Request headers.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Template>,
    /// A JSON body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A form body.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub form: IndexMap<String, Template>,
    /// The message, for an operation over a socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send: Option<Message>,
    /// The first message on a socket, in which a credential may stand; sent at once after the 101.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Message>,
    /// Subprotocols that the socket asks for, in order (RFC 6455 1.9).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subprotocols: Vec<String>,
    /// Values that a step may replace.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<Name, Input>,
    /// Credentials that it needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Credentials that it takes in place of the first that it needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Name>,
    /// Credentials that are of no more use once it was accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<Name>,
    /// Redirects that are followed; none when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow: Option<Follow>,
    /// Values made anew each time it is done; for a `run`, once for all that it runs.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub values: IndexMap<Name, FreshValue>,
    /// What it yields.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: IndexMap<Name, Output>,
    /// What proves that it was accepted; without it, that all outputs were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// How this operation refuses, where it differs from the contract.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub refused_as: IndexMap<Class, Vec<HttpRefusal>>,
}

/// What an operation does; read off its fields.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action<'a> {
    /// An HTTP request: method and path.
    Http(&'static str, &'a Template),
    /// A WebSocket at this path.
    Socket(&'a Template),
    /// A message over a socket operation.
    Message(&'a str, &'a Message),
    /// Other operations in turn.
    Run(&'a [Name]),
}

impl Operation {
    /// What it does, or `None` unless exactly one verb is written.
    pub fn action(&self) -> Option<Action<'_>> {
        let mut found = Vec::new();
        for (method, path) in [
            ("GET", &self.get),
            ("POST", &self.post),
            ("PUT", &self.put),
            ("PATCH", &self.patch),
            ("DELETE", &self.delete),
        ] {
            found.extend(path.as_ref().map(|path| Action::Http(method, path)));
        }
        found.extend(self.ws.as_ref().map(Action::Socket));
        if let (Some(over), Some(send)) = (&self.over, &self.send) {
            found.push(Action::Message(over, send));
        }
        if !self.run.is_empty() {
            found.push(Action::Run(&self.run));
        }
        match found.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// A message on a socket; exactly one member is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// A text message that holds this JSON.
    Json(Value),
    /// A text message.
    Text(Template),
    /// A binary message, as hexadecimal digits.
    Binary(String),
    /// A frame with chosen bits.
    Frame(Box<SpelledFrame>),
    /// These octets in place of any frame, as hexadecimal digits.
    Raw(String),
}

/// An input's default: another operation's output of the same name, or a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Input {
    /// Run that operation first and use its output of this name.
    From(InputFrom),
    /// This value.
    Value(Value),
}

/// The operation that yields an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputFrom {
    /// Its name.
    pub from: Name,
}

/// A needed credential, with its places where this operation has its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Need {
    /// By name, at the credential's places.
    Name(Name),
    /// By name, at other places.
    Placed(IndexMap<Name, NeedPlaces>),
}

/// The places of a credential for one operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NeedPlaces {
    /// In order of precedence.
    pub places: Vec<Place>,
}

impl Need {
    /// The credentials meant here, each with its own places if it has any.
    pub fn entries(&self) -> Vec<(&str, Option<&[Place]>)> {
        match self {
            Need::Name(name) => vec![(name, None)],
            Need::Placed(map) => map
                .iter()
                .map(|(name, need)| (name.as_str(), Some(need.places.as_slice())))
                .collect(),
        }
    }
}

/// Where an output is found; exactly one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Output {
    /// A JSONPath into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// A response header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// A cookie that the response sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// A query parameter of the `Location` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Where a form of an HTML page is sent: `first`, or the form's `id` or `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_action: Option<String>,
    /// The value of an input of an HTML form, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_input: Option<String>,
    /// The whole body (`text: whole`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<WholeText>,
    /// The first group of this expression in what was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
}

/// Which redirects are followed; scope stays what it is. One of the two is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Follow {
    /// Those within this service; the first that leads elsewhere is the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Name>,
    /// All until one leads to this address, which is not fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Template>,
}

/// The word `whole`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WholeText {
    /// The whole body as text.
    Whole,
}

/// What proves acceptance: status and matcher on a response, or an answer on a socket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Proof {
    /// The response has this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// For a socket: this operation is sent after the 101, and its own proof arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Name>,
    /// And this holds.
    #[serde(flatten)]
    pub matcher: Matcher,
}
