//! Expectations: what must be true of a probe, one predicate each.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::matcher::Matcher;
use crate::metadata::Level;
use crate::name::Name;
use crate::refusal::Class;
use crate::span::Span;

/// One expectation as a file writes it: which probes, one predicate, how binding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Expectation {
    /// The probe that is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Name>,
    /// Or several, compared with each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<Name>,
    /// What became of it.
    #[serde(default, rename = "is", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Is>,
    /// This holds on its response or messages.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matcher: Option<Matcher>,
    /// These features are alike on all `probes`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<Feature>,
    /// What its frames show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<Frames>,
    /// Its response has these headers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub header: IndexMap<String, Test>,
    /// The cookies that its response sets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookie: Option<CookieTest>,
    /// The operation's outputs are these.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub output: IndexMap<Name, Test>,
    /// How many there were of something that it counts, such as `accepted`, `records` or `requests`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub count: IndexMap<String, Bounds>,
    /// The records that it read have their fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Fields>,
    /// What it shows holds no credential and no password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets: Option<Secrets>,
    /// It took no longer; of a broadcast, each delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// How binding it is.
    pub level: Level,
}

/// What became of a probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Is {
    /// Acceptance was proved.
    Accepted,
    /// Not accepted, no matter how, but without a server error.
    NotAccepted,
    /// Refused as the contract declares for this class.
    Refused(Class),
    /// Anything but a refusal of this class.
    NotRefused(Class),
    /// The socket ended as the contract declares for this cause.
    Ended(Name),
    /// The target ended the socket, in whatever manner (RFC 6455 7.1.7).
    Closed,
    /// The same, and if it sent a close frame, then with one of these codes.
    ClosedWith(Vec<u16>),
    /// Nothing came.
    Quiet,
    /// What the row of the deciding axis says; refusals are of this class.
    ByRow(Class),
    /// A page of this origin may read the answer (Fetch 4.10, CORS check).
    Readable,
    /// No page of this origin may read the answer.
    Unreadable,
    /// Readable or not, as the row of the deciding axis says.
    ReadableByRow,
    /// Exactly one of the lanes was accepted.
    OneWinner,
    /// Both classes take as long as each other, within the margin.
    Uniform,
    /// As many were accepted as the limit allows, and the others were refused as limited.
    LimitHolds,
    /// What the answers tell of the limit, in any of its headers, is true.
    LimitTold,
    /// Every socket heard every message once and in order.
    DeliveredOnceInOrder,
    /// None of these was seen after any input.
    Unharmed(Vec<Oracle>),
    /// Not accepted, where a refusal of this class is one as well. Rows say it; files do not.
    #[schemars(skip)]
    KeptOut(Class),
    /// Both are honest, but not a server error. Rows say it; files do not.
    #[schemars(skip)]
    Either,
}

impl std::fmt::Display for Is {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Is::Accepted => f.write_str("accepted"),
            Is::NotAccepted | Is::KeptOut(_) => f.write_str("not accepted"),
            Is::Refused(class) => write!(f, "refused as {class}"),
            Is::NotRefused(class) => write!(f, "not refused as {class}"),
            Is::Ended(cause) => write!(f, "ended by {cause}"),
            Is::Closed => f.write_str("closed"),
            Is::ClosedWith(codes) => {
                let codes: Vec<String> = codes.iter().map(u16::to_string).collect();
                write!(f, "closed with {}", codes.join(" or "))
            }
            Is::Quiet => f.write_str("quiet"),
            Is::ByRow(class) => write!(f, "as its row says ({class})"),
            Is::Readable => f.write_str("readable by the page"),
            Is::Unreadable => f.write_str("not readable by the page"),
            Is::ReadableByRow => f.write_str("readable as its row says"),
            Is::OneWinner => f.write_str("won by exactly one"),
            Is::Uniform => f.write_str("uniform in time"),
            Is::LimitHolds => f.write_str("held to its limit"),
            Is::LimitTold => f.write_str("told the truth of its limit"),
            Is::DeliveredOnceInOrder => f.write_str("delivered once and in order"),
            Is::Unharmed(_) => f.write_str("unharmed"),
            Is::Either => f.write_str("accepted or refused"),
        }
    }
}

/// What must never be seen after generated input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Oracle {
    /// The control still works, on a new connection.
    Alive,
    /// No server error.
    #[serde(rename = "no-5xx")]
    No5xx,
    /// No connection ended but as declared.
    NoAbnormalEnd,
    /// No secret or trace in an answer.
    NoLeak,
    /// The state is what it was.
    StateUnchanged,
    /// Every answer is one that is declared.
    DeclaredAnswers,
}

/// What must hold of a value; exactly one test, and without any, that it is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Test {
    /// It equals this.
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::matcher::present"
    )]
    pub equals: Option<Value>,
    /// It contains this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// It does not contain this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// It matches this regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// It is there (true) or is not (false).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// It is one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Value>>,
}

impl Test {
    /// The matcher that asks this of what `source` names.
    pub fn on(&self, source: Matcher) -> Matcher {
        let it = self.clone();
        Matcher {
            equals: it.equals,
            contains: it.contains,
            lacks: it.lacks,
            regex: it.regex,
            exists: it.exists,
            one_of: it.one_of,
            ..source
        }
    }
}

/// Which cookies of a response, and what must be true of their attributes. One of `credential`, `name`
/// and `every` is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CookieTest {
    /// The cookie of this credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Name>,
    /// The cookie of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Every cookie of a kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<EveryCookie>,
    /// What must be true.
    pub attributes: Attributes,
}

/// Kinds of cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EveryCookie {
    /// Those whose name begins with `__Host-` or `__Secure-`.
    Prefixed,
    /// Those that `contract.cookies` declares.
    Declared,
}

/// What must be true of the attributes of a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Attributes {
    /// They are those of `contract.cookies`.
    AsDeclared,
    /// They are what the prefix of its name demands (RFC 6265bis 4.1.3).
    AsPrefixDemands,
    /// They let it travel over TLS alone (RFC 6265bis 4.1.2.5).
    Secure,
    /// They take the cookie away (RFC 6265bis 5.7: expired).
    Cleared,
}

/// How many there may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Bounds {
    /// This many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exactly: Option<u64>,
    /// This many or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// This many or fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u64>,
}

/// The word `as-declared`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fields {
    /// Every field that `contract.audit.events` lists is there and says what we know of it.
    AsDeclared,
}

/// The word `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Secrets {
    /// In the body of the answer, or in the records that were read, stands no credential and no password
    /// that the case knows, and nothing with the shape of a token (RFC 7519 3).
    None,
}

/// A feature in which two answers can differ.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Handshake status, close, message, drop.
    Manner,
    /// The HTTP status.
    Status,
    /// The close code.
    Code,
    /// The close reason.
    Reason,
    /// Names and values of the response headers, without `Date` and what a handshake must vary.
    Headers,
    /// The order of the response headers.
    HeaderOrder,
    /// The body.
    Body,
    /// The frames received, in order.
    Frames,
}

/// What frames show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Frames {
    /// No data frame came before the refusal.
    NoneBeforeRefusal,
    /// Neither a message nor the reason of a close tells of the inside: no trace, no name of an
    /// exception, no path, no SQL.
    NothingInternal,
}
