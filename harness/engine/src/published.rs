//! Public keys that a target publishes at an address of its own, fetched once before anything is judged.

use indexmap::IndexMap;
use judge::{Classifier, Criteria, Goal};
use model::observation::Outcome;
use model::plan::{Act, Tag};
use model::step::Step;
use model::wire::{Job, Request};
use url::Url;

use crate::act::Actor;
use crate::fault::{ActFault, RunFault};
use crate::journal::Journal;
use crate::onward::service_at;
use crate::refusing;
use crate::run::{Course, Known, actor};

/// Fetches the key sets. What is not there is missed by the cases that need it.
pub async fn fetch(course: &Course<'_>, journal: &Journal, known: &Known) -> Result<(), RunFault> {
    for (name, key) in &course.target.keys {
        let (Some(address), Some(held)) = (&key.jwks, course.vault.keys().get(name)) else {
            continue;
        };
        let mut actor = actor(course, journal, known, None);
        match actor.key_set(address).await {
            Ok(Some(set)) => held.publish(&set),
            Ok(None) | Err(ActFault::Unmet(_)) => {}
            Err(ActFault::Run(fault)) => return Err(fault),
            Err(_) => {}
        }
        actor.hands.close(course.settings.grace).await;
    }
    Ok(())
}

impl Actor<'_> {
    /// The text at the address of a key set, if it was served.
    async fn key_set(&mut self, address: &str) -> Result<Option<String>, ActFault> {
        let url = Url::parse(address).ok();
        let at = url.and_then(|url| service_at(self.target, &url));
        let Some(service) = at.or_else(|| self.target.services.keys().next()) else {
            return Ok(None);
        };
        let request = Request {
            service: service.clone(),
            method: "GET".to_owned(),
            url: address.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            from: None,
        };
        let mut classifier = Classifier::new(Criteria {
            goal: Goal::Answer {
                status: Some(200),
                matcher: None,
                outputs: IndexMap::new(),
            },
            refusing: refusing::refusing(self.target, None),
            patience: refusing::patience(self.target, None),
        });
        let raw = self.carry(Job::Http(request), &mut classifier).await?;
        let text = raw
            .answer
            .as_ref()
            .map(|answer| String::from_utf8_lossy(&answer.body).into_owned());
        let seen = self.classify(raw, (&classifier, &IndexMap::new()), "anonymous");
        let act = Act {
            number: 0,
            step: 0,
            tag: Tag::Setup,
            what: Step::Http(Box::default()),
        };
        self.note_implied(&act, &seen)?;
        Ok(text.filter(|_| matches!(seen.outcome, Outcome::Accepted(_))))
    }
}
