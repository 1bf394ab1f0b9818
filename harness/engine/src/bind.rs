//! From an operation to a request: inputs, references, credentials, and how the target says no.

use std::collections::HashMap;

use indexmap::IndexMap;
use model::credential::CredentialUse;
use model::name::Name;
use model::operation::{Input, Operation};
use model::secret::Secret;
use model::step::Call;
use model::target::{Service, Target};
use model::template::{self, Template};
use model::wire::Request;
use serde_json::Value;
use url::Url;

use crate::fault::ActFault;
use crate::onward::{origin, service_at};
use crate::page::Page;
use crate::place::{self, Placed};
use crate::urls;
use crate::wallet::{Wallet, provider};

/// An operation as one step means it.
#[derive(Debug, Clone, Copy)]
pub struct Doing<'s> {
    /// The operation.
    pub op: &'s str,
    /// Who acts.
    pub role: &'s str,
    /// Values for inputs and credentials.
    pub with: &'s IndexMap<Name, Value>,
    /// Credentials other than the role's own.
    pub uses: &'s [CredentialUse],
    /// The symbolic source address.
    pub from: Option<&'s Name>,
    /// The page that sends it.
    pub page: Page<'s>,
}

impl<'s> Doing<'s> {
    /// With the role's own credentials, and from no page.
    pub fn own(op: &'s str, role: &'s str, with: &'s IndexMap<Name, Value>) -> Doing<'s> {
        Doing {
            op,
            role,
            with,
            uses: &[],
            from: None,
            page: Page::default(),
        }
    }

    /// As a step `call` of this role means it.
    pub fn of_call(call: &'s Call, role: &'s str) -> Doing<'s> {
        Doing {
            op: &call.op,
            role,
            with: &call.with,
            uses: &call.credential,
            from: call.part.from.as_ref(),
            page: Page::of_call(call),
        }
    }
}

/// The operation, or whose fault it is that there is none.
pub fn operation<'t>(target: &'t Target, op: &str) -> Result<&'t Operation, ActFault> {
    target
        .operations
        .get(op)
        .ok_or_else(|| ActFault::File(format!("the target declares no operation `{op}`")))
}

/// The service of an operation, with its name.
pub fn service<'t>(
    target: &'t Target,
    at: Option<&str>,
) -> Result<(&'t Name, &'t Service), ActFault> {
    target
        .service(at)
        .ok_or_else(|| ActFault::File("the operation's service does not exist".to_owned()))
}

/// The values of an operation's inputs and its step's `with`, by name.
pub fn locals(
    wallet: &Wallet<'_>,
    op: &Operation,
    doing: &Doing<'_>,
) -> Result<HashMap<Name, Value>, ActFault> {
    let look = |name: &str| wallet.look(doing.role, name);
    let mut locals = HashMap::new();
    for (name, value) in doing.with {
        locals.insert(name.clone(), template::fill(value, &look)?);
    }
    for (name, input) in &op.inputs {
        if locals.contains_key(name) {
            continue;
        }
        if let Some(known) = wallet.underway(name) {
            locals.insert(name.clone(), known.clone());
            continue;
        }
        let value = match input {
            // Without a credential one asks for what belongs to `user`.
            Input::Value(value) => {
                let look = |name: &str| wallet.look(provider(doing.role), name);
                template::fill(value, &look)?
            }
            Input::From(from) => {
                let found = wallet
                    .yielded(provider(doing.role), &from.from, name)
                    .ok_or_else(|| {
                        ActFault::Unmet(format!("`{}` yielded no `{name}`", from.from))
                    })?;
                Value::String(found)
            }
        };
        locals.insert(name.clone(), value);
    }
    Ok(locals)
}

/// An operation's HTTP request, or the upgrade request of its socket.
pub fn request(
    wallet: &mut Wallet<'_>,
    target: &Target,
    (op, method, path): (&Operation, &str, &Template),
    (doing, placed, missing): (&Doing<'_>, &[Placed], &[String]),
) -> Result<Request, ActFault> {
    let (service_name, service) = service(target, op.at.as_deref())?;
    let base = if op.ws.is_some() {
        &service.ws
    } else {
        &service.http
    };
    let base = base.as_ref().ok_or_else(|| {
        ActFault::File(format!(
            "the service `{service_name}` has no address for this operation"
        ))
    })?;
    let locals = locals(wallet, op, doing)?;
    let look = |name: &str| {
        locals
            .get(name)
            .cloned()
            .or_else(|| wallet.look(doing.role, name))
    };

    place::fit(placed, &path.0, op)?;
    let path = urls::path(&path.0, placed, missing, &look)?;
    let service_name = match urls::is_absolute(&path) {
        true => whose(target, &path)?,
        false => service_name,
    };
    let mut pairs: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, template) in &op.query {
        pairs.push((name.clone(), template.fill(&look)?.into_bytes()));
    }
    pairs.extend(place::query(placed).map(|(name, value)| (name.to_owned(), value.to_vec())));
    let url = urls::url(
        base,
        &path,
        pairs.iter().map(|(n, v)| (n.as_str(), v.as_slice())),
    );

    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, template) in &op.headers {
        headers.push((name.clone(), template.fill(&look)?.into_bytes()));
    }
    headers.extend(place::headers(placed));
    let body = body(op, placed, &look, &mut headers)?;
    let mut request = Request {
        service: service_name.clone(),
        method: method.to_owned(),
        url,
        headers,
        body,
        from: None,
    };
    doing.page.dress(&mut request, target, &look)?;
    wallet.send_from((doing.from, doing.role), &mut request);
    let respelled = doing.page.respell(&mut request)?;
    if let Some((own, spelled)) = respelled
        && wallet.redactor.finds_in(&own)
    {
        let label = format!("respelled e-mail of {}", doing.role);
        wallet.redactor.register(&label, &Secret::new(spelled));
    }
    Ok(request)
}

/// The service at an address that the target has given: nobody else is asked.
fn whose<'t>(target: &'t Target, address: &str) -> Result<&'t Name, ActFault> {
    let url = Url::parse(address)
        .map_err(|_| ActFault::Unmet("the target gave an address that does not parse".into()))?;
    service_at(target, &url).ok_or_else(|| {
        ActFault::Unmet(format!(
            "the target leads to `{}`, which is no service of it",
            origin(&url)
        ))
    })
}

fn body(
    op: &Operation,
    placed: &[Placed],
    look: &template::Lookup<'_>,
    headers: &mut Vec<(String, Vec<u8>)>,
) -> Result<Vec<u8>, ActFault> {
    let members: Vec<(&str, String)> = place::body(placed, true).collect();
    if op.json.is_some() || !members.is_empty() {
        let mut json = match &op.json {
            Some(json) => template::fill(json, look)?,
            None => Value::Object(serde_json::Map::new()),
        };
        match &mut json {
            Value::Object(map) => map.extend(
                members
                    .into_iter()
                    .map(|(k, v)| (k.to_owned(), Value::String(v))),
            ),
            _ if members.is_empty() => {}
            _ => {
                let what = "a credential cannot stand in a JSON body that is no object";
                return Err(ActFault::File(what.to_owned()));
            }
        }
        place::content_type(headers, "application/json");
        return Ok(json.to_string().into_bytes());
    }
    let mut fields: Vec<(&str, String)> = Vec::new();
    for (name, template) in &op.form {
        fields.push((name, template.fill(look)?));
    }
    fields.extend(place::body(placed, false));
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    place::content_type(headers, place::FORM);
    Ok(urls::form(fields).into_bytes())
}
