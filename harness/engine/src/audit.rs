//! The target's record of security events: read before what causes one, and afterwards.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use indexmap::IndexMap;
use judge::Cause;
use model::clean::Clean;
use model::contract::AuditEvent;
use model::identity::{Attribute, Identity};
use model::observation::Outcome;
use model::plan::{Act, Tag};
use model::role::{ANONYMOUS, Role};
use model::sets::claimed_header;
use model::step::{Audit, Step};
use model::target::AuditHook;
use model::wire::{Frame, FrameKind, SeenFrame};
use serde_json::Value;

use crate::act::{Actor, Seen, role_of};
use crate::bind::Doing;
use crate::fault::ActFault;

/// How many there were, as expectations name it.
const RECORDS: &str = "records";
/// How long until the record is read again when nothing was found.
const PAUSE: Duration = Duration::from_millis(100);

impl Actor<'_> {
    /// Remembers what is recorded already, or finds what came since the mark.
    pub async fn audit(&mut self, step: &Audit, act: &Act, role: &str) -> Result<Seen, ActFault> {
        let target = self.target;
        let missing = |what: &str| ActFault::File(format!("the target declares no {what}"));
        let hook = target.hooks.audit.as_ref();
        let hook = hook.ok_or_else(|| missing("`hooks.audit`"))?;
        let events = target.contract.audit.as_ref().map(|audit| &audit.events);
        let event = events.and_then(|events| events.get(&step.event));
        let event = event.ok_or_else(|| missing(&format!("event `{}`", step.event)))?;
        if !matches!(act.tag, Tag::Probe(_)) {
            let (seen, records) = self.read(hook, act, role).await?;
            if let Some(records) = records {
                self.wallet.records.insert(step.since.clone(), records);
            }
            return Ok(seen);
        }
        let before = self.wallet.records.get(&step.since).cloned();
        let before = before.unwrap_or_default();
        let until = Instant::now() + self.effect();
        loop {
            let (seen, records) = self.read(hook, act, role).await?;
            let Some(records) = records else {
                return Ok(seen);
            };
            let mut found = judge::since(&before, records);
            if let Some(path) = hook.fields.get("event") {
                let name = |record: &Value| judge::field(record, path);
                found.retain(|record| name(record).as_deref() == Some(event.name.as_str()));
            }
            // Some record a little later than they answer.
            if found.is_empty() && Instant::now() < until {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let cause = self.wallet.causes.get(&step.since).cloned();
            let look = |name: &str| self.wallet.look(role, name);
            let cause = Cause {
                user: step.user.as_ref().map(|it| it.fill(&look)).transpose()?,
                ..cause.unwrap_or_default()
            };
            return Ok(self.found(seen, found, (hook, event, &cause)));
        }
    }

    /// Asks for all records; none when the answer holds no such thing.
    async fn read(
        &mut self,
        hook: &AuditHook,
        act: &Act,
        role: &str,
    ) -> Result<(Seen, Option<Vec<Value>>), ActFault> {
        let with = IndexMap::new();
        let doing = Doing::own(&hook.op, role, &with);
        let mut seen = self.operate(doing, act.number).await?;
        let answer = seen.raw.answer.as_ref();
        let why = match (&seen.outcome, answer) {
            (Outcome::Accepted(_), Some(answer)) if answer.cut => {
                "the record of events is longer than is read".to_owned()
            }
            (Outcome::Accepted(_), Some(answer)) => match judge::records(answer, &hook.records) {
                Some(records) => return Ok((seen, Some(records))),
                None => "the record of events is no JSON".to_owned(),
            },
            (outcome, _) => format!("the record of events was not read: {outcome}"),
        };
        seen.outcome = Outcome::Unclear(self.wallet.redactor.clean(&why));
        Ok((seen, None))
    }

    /// What was found, with the first of it as messages for a reader.
    fn found(
        &self,
        mut seen: Seen,
        found: Vec<Value>,
        (hook, event, cause): (&AuditHook, &AuditEvent, &Cause),
    ) -> Seen {
        let number = u64::try_from(found.len()).unwrap_or(u64::MAX);
        seen.counts.insert(RECORDS.to_owned(), number);
        seen.outcome = Outcome::Done;
        let wrong = found.iter().find_map(|record| {
            event.fields.iter().find_map(|name| {
                let path = hook.fields.get(name);
                let text = path.and_then(|path| judge::field(record, path));
                judge::wrong(name, text.as_deref(), cause)
            })
        });
        seen.fields = (!found.is_empty()).then(|| match wrong {
            Some(wrong) => (
                false,
                self.wallet
                    .redactor
                    .clean(&format!("a record was found, and {wrong}")),
            ),
            None => (true, Clean::words("every record has its fields")),
        });
        let messages = found.iter().map(|record| SeenFrame {
            at: Duration::ZERO,
            sent: false,
            frame: Frame {
                kind: FrameKind::Text,
                payload: record.to_string().into_bytes(),
            },
        });
        seen.raw.frames = messages.collect();
        seen
    }

    /// What is known of an act that causes an event.
    pub fn cause(&mut self, act: &Act) -> Cause {
        let role = role_of(act);
        let who = Role::of(&role).identity;
        let part = act.what.part();
        let identities = &self.target.identities;
        let names = |identity: &Identity| -> Vec<String> {
            let known = identity.known().into_iter();
            let attributes = known.flat_map(|known| known.all().map(|(_, attribute)| attribute));
            let texts = attributes.filter_map(|attribute| match attribute {
                Attribute::Text(text) => Some(text.clone()),
                _ => None,
            });
            texts.collect()
        };
        let own = identities.get(who).map(names);
        let others = identities.iter().filter(|(name, _)| *name != who);
        let headers = match &act.what {
            Step::Call(call) => Some(&call.headers),
            Step::Http(http) => Some(&http.headers),
            Step::Open(open) => Some(&open.headers),
            _ => None,
        };
        let agent = headers.into_iter().flatten().find_map(|(name, value)| {
            let look = |name: &str| self.wallet.look(&role, name);
            let is_agent = name.eq_ignore_ascii_case("user-agent");
            is_agent.then(|| value.fill(&look).ok()).flatten()
        });
        let from = self.wallet.client_of(part.from.as_ref(), &role);
        let others = match who {
            // Whom a request without a credential means is not known.
            ANONYMOUS => Vec::new(),
            _ => others.flat_map(|(_, identity)| names(identity)).collect(),
        };
        Cause {
            own: own.unwrap_or_default(),
            others,
            user: None,
            address: from.or(self.own_address()),
            claimed: match &act.what {
                Step::Call(call) => claimed(call.disguise.as_deref()),
                _ => Vec::new(),
            },
            agent,
        }
    }

    /// Our address as a target on this address of loopback sees it.
    fn own_address(&self) -> Option<IpAddr> {
        let local = |url: &String| url.contains("://127.0.0.1");
        let mut services = self.target.services.values();
        let all = services.all(|service| service.http.iter().chain(&service.ws).all(local));
        all.then_some(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

/// The addresses that a disguise claims.
fn claimed(disguise: Option<&str>) -> Vec<IpAddr> {
    let header = disguise.and_then(claimed_header);
    header.map_or_else(Vec::new, |_| forge::CLAIMED.map(IpAddr::V4).to_vec())
}
