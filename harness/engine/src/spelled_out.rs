//! HTTP requests that a scenario spells out.

use judge::{Criteria, Goal, Refusing};
use model::step::Http;
use model::template::{self, Lookup};
use model::wire::{Job, Octets, Request};

use crate::act::{Actor, Bound, Seen};
use crate::bind;
use crate::direct;
use crate::fault::ActFault;
use crate::message;
use crate::place;
use crate::refusing;
use crate::urls;

impl Actor<'_> {
    /// A request that a scenario spells out.
    pub async fn spelled_out(&mut self, http: &Http, role: &str) -> Result<Seen, ActFault> {
        let bound = self.spelled(http, role)?;
        let mut seen = self.execute(bound, role).await?;
        let captures = http
            .capture
            .keys()
            .map(|name| (name.clone(), name.clone()))
            .collect();
        self.capture(role, &captures, &mut seen);
        Ok(seen)
    }

    /// The same, ready to be sent.
    pub fn spelled(&mut self, http: &Http, role: &str) -> Result<Bound, ActFault> {
        let job = self.written(http, role)?;
        let look = |name: &str| self.wallet.look(role, name);
        let proof = http.proof.as_ref();
        let matcher = proof
            .map(|p| &p.matcher)
            .filter(|matcher| !matcher.is_empty());
        let goal = Goal::Answer {
            status: proof.and_then(|proof| proof.status),
            matcher: matcher.map(|matcher| matcher.fill(&look)).transpose()?,
            outputs: http.capture.clone(),
        };
        let marker = direct::marker(self.target, http.at.as_deref());
        let criteria = Criteria {
            goal,
            refusing: Refusing {
                marker: marker.cloned(),
                ..refusing::refusing(self.target, None)
            },
            patience: refusing::patience(self.target, None),
        };
        Ok(Bound {
            job,
            criteria,
            outputs: http.capture.clone(),
        })
    }

    fn written(&mut self, http: &Http, role: &str) -> Result<Job, ActFault> {
        let (name, service) = bind::service(self.target, http.at.as_deref())?;
        let base = service
            .http
            .as_ref()
            .ok_or_else(|| ActFault::File(format!("the service `{name}` has no http address")))?;
        let from = http.part.from.as_ref();
        let address = self.wallet.address_of(from, role);
        let look = |name: &str| self.wallet.look(role, name);
        if let Some(raw) = &http.raw {
            return Ok(Job::Octets(Octets {
                service: name.clone(),
                url: base.clone(),
                octets: message::spelled(raw, &look)?,
                from: address,
            }));
        }
        let (Some(method), Some(path)) = (&http.method, &http.path) else {
            return Err(ActFault::File(
                "a request has no method and path".to_owned(),
            ));
        };
        let path = urls::path(&path.0, &[], &[], &look)?;
        let mut pairs = Vec::new();
        for (name, template) in &http.query {
            pairs.push((name.as_str(), template.fill(&look)?.into_bytes()));
        }
        let url = urls::url(base, &path, pairs.iter().map(|(n, v)| (*n, v.as_slice())));
        let mut headers = Vec::new();
        for (name, template) in &http.headers {
            headers.push((name.clone(), template.fill(&look)?.into_bytes()));
        }
        let body = body(http, &mut headers, &look)?;
        let mut request = Request {
            service: name.clone(),
            method: method.clone(),
            url,
            headers,
            body,
            from: None,
        };
        self.wallet.send_from((from, role), &mut request);
        Ok(Job::Http(request))
    }
}

fn body(
    http: &Http,
    headers: &mut Vec<(String, Vec<u8>)>,
    look: &Lookup<'_>,
) -> Result<Vec<u8>, ActFault> {
    if let Some(json) = &http.json {
        place::content_type(headers, "application/json");
        return Ok(template::fill(json, look)?.to_string().into_bytes());
    }
    if let Some(text) = &http.text {
        return Ok(text.fill(look)?.into_bytes());
    }
    if http.form.is_empty() {
        return Ok(Vec::new());
    }
    let mut fields = Vec::new();
    for (name, template) in &http.form {
        fields.push((name.as_str(), template.fill(look)?));
    }
    place::content_type(headers, place::FORM);
    Ok(urls::form(fields).into_bytes())
}
