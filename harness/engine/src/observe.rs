//! What the journal says of an act: facts, features and evidence, all of them clean.

use indexmap::IndexMap;
use judge::Became;
use model::matcher::Matcher;
use model::observation::{Notice, Observation};
use model::plan::{Act, Expected, Predicate, Tag};
use model::step::Step;
use model::wire::Raw;

use crate::act::{Actor, Seen, role_of};
use crate::bind::Doing;
use crate::credentials;
use crate::direct;
use crate::evidence::evidence;

impl Actor<'_> {
    /// What the journal says of an act: its facts for these expectations, features and evidence.
    pub fn observe(&self, act: &Act, seen: &Seen, expected: &[Expected]) -> Observation {
        let redactor = &self.wallet.redactor;
        let digest = |octets: &[u8]| self.digester.keyed(octets);
        let role = role_of(act);
        let mine: Vec<Expected> = match &act.tag {
            Tag::Probe(name) => expected
                .iter()
                .filter(|expected| expected.probes.contains(name))
                .filter_map(|expected| self.filled(expected, &role))
                .collect(),
            _ => Vec::new(),
        };
        let secrets = self.secrets(act, seen, &mine);
        let became = Became {
            outcome: &seen.outcome,
            early: seen.early,
            outputs: &seen.outputs,
            fields: seen.fields.as_ref(),
            secrets: secrets.as_ref(),
            part: self.is_chain(act),
            ambient: self.asks_for_ambient(act, &role),
        };
        // What somebody else answers says nothing of the target.
        let foreign = self.is_foreign(&seen.raw);
        Observation {
            act: act.number,
            tag: act.tag.clone(),
            notices: match foreign {
                true => Vec::new(),
                false => self.noticed(seen),
            },
            attempts: seen.attempts.clone(),
            deliveries: seen.deliveries.clone(),
            facts: match foreign {
                true => Vec::new(),
                false => judge::facts(&mine, &seen.raw, became, redactor),
            },
            features: match mine.is_empty() {
                true => IndexMap::new(),
                false => judge::features(&seen.raw, &seen.outcome, redactor, &digest),
            },
            counts: seen.counts.clone(),
            outcome: seen.outcome.clone(),
            evidence: evidence(&seen.raw, redactor, self.digester),
        }
    }

    fn is_foreign(&self, raw: &Raw) -> bool {
        let service = raw.request.as_ref().map(|request| request.service.as_str());
        let marker = direct::marker(self.target, service);
        marker.is_some_and(|marker| judge::intermediary(marker, raw).is_some())
    }

    fn is_chain(&self, act: &Act) -> bool {
        let op = act.what.op().and_then(|op| self.target.operations.get(op));
        op.is_some_and(|op| !op.run.is_empty())
    }

    /// True for a preflight of a request that goes out with what a browser adds by itself.
    fn asks_for_ambient(&self, act: &Act, role: &str) -> bool {
        let Step::Call(call) = &act.what else {
            return false;
        };
        let op = self.target.operations.get(&call.op);
        op.filter(|_| call.preflight).is_some_and(|op| {
            credentials::is_ambient(self.target, op, &Doing::of_call(call, role)).unwrap_or(false)
        })
    }

    fn noticed(&self, seen: &Seen) -> Vec<Notice> {
        let mut notices = seen.notices.clone();
        for notice in judge::notices(&seen.raw, &self.wallet.redactor) {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        notices
    }

    /// An expectation with its references filled in; `None` when what it refers to was never captured,
    /// and so nothing can be said.
    fn filled(&self, expected: &Expected, role: &str) -> Option<Expected> {
        let fill = |matcher: &Matcher| matcher.fill(&|name| self.wallet.look(role, name)).ok();
        let predicate = match &expected.predicate {
            Predicate::Match(matcher) => Predicate::Match(Box::new(fill(matcher)?)),
            Predicate::Headers(all) => {
                Predicate::Headers(all.iter().map(fill).collect::<Option<_>>()?)
            }
            Predicate::Outputs(all) => {
                let filled = all
                    .iter()
                    .map(|(name, matcher)| Some((name.clone(), fill(matcher)?)));
                Predicate::Outputs(filled.collect::<Option<_>>()?)
            }
            other => other.clone(),
        };
        Some(Expected {
            predicate,
            ..expected.clone()
        })
    }
}
