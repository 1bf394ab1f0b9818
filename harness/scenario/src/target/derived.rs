//! What an entry of the target is said to be besides what is written there: its method, its cookie.

use model::cookies::Prefix;
use model::operation::{Action, Input};
use model::target::Target;
use serde_json::{Map, Value};

use crate::bind::cookie_of;
use crate::target::{csrf, leaves};

/// The names of these fields.
pub(crate) fn names(path: &str) -> &'static [&'static str] {
    match path {
        "operations" => &["method", "format", "body", "csrf"],
        "credentials" => &["yielded-in"],
        "contract.cookies" => &["from", "cookie", "prefix"],
        "contract.limits" => &["op", "does"],
        _ => &[],
    }
}

/// These fields of the entry called `name`, as far as it has them.
pub(crate) fn fields(target: &Target, path: &str, name: &str) -> Map<String, Value> {
    let found = match path {
        "operations" => of_operation(target, name),
        "credentials" => of_credential(target, name),
        "contract.cookies" => of_cookie(target, name),
        "contract.limits" => of_limit(target, name),
        _ => Vec::new(),
    };
    let there = found.into_iter();
    there
        .filter_map(|(field, value)| Some((field.to_owned(), value?)))
        .collect()
}

type Fields = Vec<(&'static str, Option<Value>)>;

fn of_operation(target: &Target, name: &str) -> Fields {
    let Some(operation) = target.operations.get(name) else {
        return Vec::new();
    };
    let method = match operation.action() {
        Some(Action::Http(method, _)) => Some(Value::from(method)),
        _ => None,
    };
    let who = operation.who.as_deref().unwrap_or(model::role::DEFAULT);
    let main = target.main(operation);
    let main = main.and_then(|(name, _)| target.credentials.get(name));
    let needs = operation.needs.iter().flat_map(|need| need.entries());
    let needs: Vec<&str> = needs.map(|(credential, _)| credential).collect();
    vec![
        ("method", method),
        ("as", Some(Value::from(who))),
        ("body", Some(Value::from(csrf::body(operation)))),
        ("csrf", csrf::of(target, name).map(Value::from)),
        (
            "format",
            main.and_then(|main| serde_json::to_value(main.format).ok()),
        ),
        ("needs", Some(Value::from(needs))),
    ]
}

fn of_limit(target: &Target, name: &str) -> Fields {
    let limit = target.contract.limits.get(name);
    let op = limit.and_then(|limit| limit.covers.first());
    let operation = op.and_then(|op| target.operations.get(op));
    let action = operation.and_then(|operation| operation.action());
    let mut inputs = operation
        .iter()
        .flat_map(|operation| operation.inputs.values());
    let yielded = inputs.any(|input| matches!(input, Input::From(_)));
    let does = action.map(|action| match action {
        Action::Message(..) => "message",
        Action::Socket(_) => "socket",
        // With an input such as a one-time code, which is good once.
        Action::Http(..) if yielded => "redeem",
        Action::Http(..) | Action::Run(_) => "request",
    });
    vec![
        ("op", op.map(|op| Value::from(op.as_str()))),
        ("does", does.map(Value::from)),
    ]
}

/// Where the answer of the operation that yields a credential has it; of a chain, its last answer.
fn of_credential(target: &Target, name: &str) -> Fields {
    let place = || {
        let from = target.credentials.get(name)?.from.as_deref()?;
        let (_, last) = leaves(target, from).pop()?;
        let output = last.outputs.get(name)?;
        let sources = [
            ("json", output.json.is_some()),
            ("header", output.header.is_some()),
            ("cookie", output.cookie.is_some()),
            ("location", output.location.is_some()),
        ];
        let found = sources.iter().find(|(_, there)| *there);
        Some(Value::from(found.map_or("page", |(kind, _)| kind)))
    };
    vec![("yielded-in", place())]
}

/// What the credential says of its cookie: the operation that yields it, its name, and what that demands.
fn of_cookie(target: &Target, credential: &str) -> Fields {
    let from = target.credentials.get(credential);
    let from = from.and_then(|credential| credential.from.as_deref());
    let cookie = cookie_of(target, credential);
    let prefix = match cookie.and_then(Prefix::of) {
        Some(Prefix::Host) => "host",
        Some(Prefix::Secure) => "secure",
        None => "none",
    };
    let said = [("from", from), ("cookie", cookie), ("prefix", Some(prefix))];
    said.map(|(field, value)| (field, value.map(Value::from)))
        .to_vec()
}
