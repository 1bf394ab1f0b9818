//! What a step says of the page that sends its request: its origin, the host name that it used, more
//! headers; and whether it only asks if it may.

use indexmap::IndexMap;
use model::step::{Call, Open};
use model::target::Target;
use model::template::{Lookup, Template};
use model::wire::Request;

use crate::fault::ActFault;
use crate::preflight;

/// What a step says of the page that sends its request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'s> {
    /// A row of the set `origins`, or an origin with its scheme.
    pub origin: Option<&'s str>,
    /// The `Host` header.
    pub host: Option<&'s Template>,
    /// More headers.
    pub headers: Option<&'s IndexMap<String, Template>>,
    /// Asks whether the request may be sent, and does not send it.
    pub preflight: bool,
    /// Another spelling of the same request.
    pub disguise: Option<&'s str>,
}

impl<'s> Page<'s> {
    /// As a step `call` says.
    pub fn of_call(call: &'s Call) -> Page<'s> {
        Page {
            origin: call.origin.as_deref(),
            host: call.host.as_ref(),
            headers: Some(&call.headers),
            preflight: call.preflight,
            disguise: call.disguise.as_deref(),
        }
    }

    /// As a step `open` says: a page that opens a socket always names its origin.
    pub fn of_open(open: &'s Open, target: &Target) -> Page<'s> {
        let own = target.contract.origins.is_some().then_some("allowed");
        Page {
            origin: open.origin.as_deref().or(own),
            host: open.host.as_ref(),
            headers: Some(&open.headers),
            preflight: false,
            disguise: None,
        }
    }

    /// Puts what the page says into a request.
    pub fn dress(
        &self,
        request: &mut Request,
        target: &Target,
        look: &Lookup<'_>,
    ) -> Result<(), ActFault> {
        if let Some(origin) = self.origin {
            without(request, "origin");
            let origins = origins(origin, target)?.into_iter();
            let headers = origins.map(|origin| ("Origin".to_owned(), origin.into_bytes()));
            request.headers.extend(headers);
        }
        if let Some(host) = self.host {
            without(request, "host");
            let host = host.fill(look)?.into_bytes();
            request.headers.insert(0, ("Host".to_owned(), host));
        }
        for (name, template) in self.headers.into_iter().flatten() {
            let value = template.fill(look)?.into_bytes();
            request.headers.push((name.clone(), value));
        }
        if self.preflight {
            preflight::ask(request);
        }
        Ok(())
    }

    /// Spells a whole request as the step says. The answer: an e-mail address that it held, and how it is
    /// spelled now.
    pub fn respell(&self, request: &mut Request) -> Result<Option<(String, String)>, ActFault> {
        let Some(row) = self.disguise else {
            return Ok(None);
        };
        let disguised = forge::disguise(row, request)
            .ok_or_else(|| ActFault::Unmet(format!("the request has no spelling `{row}`")))?;
        *request = disguised.request;
        Ok(disguised.email)
    }
}

fn without(request: &mut Request, name: &str) {
    request
        .headers
        .retain(|(own, _)| !own.eq_ignore_ascii_case(name));
}

/// The values of the `Origin` headers, one for each; none for `absent`.
fn origins(origin: &str, target: &Target) -> Result<Vec<String>, ActFault> {
    let declared = target.contract.origins.as_ref();
    let allowed = declared.and_then(|origins| origins.allowed.first());
    match (origin, allowed) {
        (origin, _) if origin.contains("://") => Ok(vec![origin.to_owned()]),
        ("absent", _) => Ok(Vec::new()),
        (row, Some(allowed)) => forge::origin(row, allowed)
            .ok_or_else(|| ActFault::Unmet(format!("`{allowed}` has no spelling `{row}`"))),
        (row, None) => Err(ActFault::Unmet(format!(
            "no allowed origin to make `{row}` from"
        ))),
    }
}
