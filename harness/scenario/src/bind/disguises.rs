//! Whether a request has the spelling that a step asks for.

use model::identity::Attribute;
use model::operation::{Action, Message, Operation};
use model::sets::{BROKEN_BODIES, MESSAGE_LENGTHS, claimed_header};
use model::step::{Call, Step};
use model::target::Target;
use model::template;
use serde_json::Value;

use crate::references::Name;

/// Octets of the longest message that is tried: it is held in memory, here and there.
const LONGEST: usize = 16 << 20;

/// Why the request of this step has no such spelling.
pub(super) fn missing(target: &Target, step: &Step) -> Option<String> {
    if let Step::Send(send) = step {
        let (op, row) = send.op.as_ref().zip(send.disguise.as_deref())?;
        let is_json = matches!(
            target.operations.get(op)?.action(),
            Some(Action::Message(_, Message::Json(_)))
        );
        let is_length = MESSAGE_LENGTHS.iter().any(|(known, _)| *known == row);
        let sockets = target.contract.sockets.as_ref();
        let declared = sockets.and_then(|sockets| sockets.max_octets());
        return match declared {
            _ if !is_json => Some(format!("the message of operation `{op}` is no JSON")),
            None if is_length => {
                Some("the target does not declare `contract.sockets.max-message`".into())
            }
            Some(longest) if is_length && longest > LONGEST => {
                Some("messages of more than 16 MiB are not tried".into())
            }
            _ => None,
        };
    }
    let Step::Call(call) = step else { return None };
    let row = call.disguise.as_deref()?;
    let operation = target.operations.get(&call.op)?;
    if let Some(learned) = &target.client_address
        && claimed_header(row)
            .is_some_and(|name| name.eq_ignore_ascii_case(&learned.trusted_header))
    {
        return Some(format!(
            "the target takes the address of a client from `{}` when we send it, by its own declaration",
            learned.trusted_header
        ));
    }
    let Some(Action::Http(method, path)) = operation.action() else {
        return Some(format!(
            "operation `{}` is no single request, which could be spelled otherwise",
            call.op
        ));
    };
    if matches!(row, "get" | "get-override-header" | "get-override-query")
        && let Some(other) = served_by_get(target, &path.0)
    {
        return Some(format!(
            "operation `{other}` answers GET at the same path, so that an answer would show nothing"
        ));
    }
    let literal: String = template::parts(&path.0)
        .into_iter()
        .filter_map(|part| match part {
            template::Part::Text(text) => Some(text),
            template::Part::Reference(_) => None,
        })
        .collect();
    let letters = literal.contains(|c: char| c.is_ascii_alphabetic()) || path.0.contains("${");
    // What has members can stand in a query or a form.
    let movable = operation.json.as_ref().is_none_or(Value::is_object);
    let spelled = match row {
        _ if BROKEN_BODIES.iter().any(|(known, _)| *known == row) => operation.json.is_some(),
        "path-case" | "percent-encoded" => letters,
        "double-slash-inside" => path.0.trim_end_matches('/').matches('/').count() > 1,
        "trailing-slash" => !path.0.ends_with('/'),
        "method-override" => method != "POST",
        "get" | "get-override-header" | "get-override-query" => method != "GET" && movable,
        "safe-override-header" | "safe-override-query" => method != "GET",
        "post-override-form" => method != "GET" && method != "POST" && movable,
        "form" | "form-case" | "multipart" => movable,
        row if row.starts_with("email-") => has_email(target, call, operation),
        _ => true,
    };
    (!spelled).then(|| {
        format!(
            "the request of operation `{}` has no spelling `{row}`",
            call.op
        )
    })
}

/// The operation that this path serves by GET.
fn served_by_get<'t>(target: &'t Target, path: &str) -> Option<&'t str> {
    let mut operations = target.operations.iter();
    let found = operations.find(|(_, it)| it.get.as_ref().is_some_and(|get| get.0 == path))?;
    Some(found.0)
}

/// Whether an e-mail address stands in the request, as far as the files tell.
fn has_email(target: &Target, call: &Call, operation: &Operation) -> bool {
    let written = serde_json::json!([operation, call.with]);
    if written.to_string().contains('@') {
        return true;
    }
    let who = call.part.who.as_deref().unwrap_or("user");
    let who = who.split('/').next().unwrap_or(who);
    let identity = target.identities.get(who);
    let mut names = template::references(&written).into_iter();
    names.any(|name| match Name::of(name) {
        Name::Identity(attribute) => match identity.and_then(|it| it.attribute(attribute)) {
            Some(Attribute::Text(text)) => text.contains('@'),
            Some(_) => attribute.contains("mail"),
            None => false,
        },
        _ => name.contains("mail"),
    })
}
