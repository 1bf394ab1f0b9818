//! Redirects that an operation follows (RFC 9110 15.4), each to a service of the target and nowhere else,
//! with the cookies that were set on the way.

use judge::Classifier;
use model::name::Name;
use model::wire::{Answer, Hop, Job, Raw, Request};
use url::Url;

use crate::act::Actor;
use crate::fault::ActFault;
use crate::onward::{location, onward, origin, service_at};

/// More redirects are not followed.
const MOST: usize = 10;

/// How far redirects are followed, with every reference filled in.
#[derive(Debug, Clone, PartialEq)]
pub enum Following {
    /// Not at all.
    No,
    /// Within this service.
    Within(Name),
    /// Until one leads here.
    Until(Url),
}

/// Where an answer leads.
enum Way {
    /// It is the last one.
    Done,
    /// On, with this request.
    On(Box<Request>),
    /// Where nobody may go; why.
    Lost(String),
}

impl Actor<'_> {
    /// Sends a request, and follows where it leads. The second: why it went no further, where that is
    /// no end that the operation names.
    pub async fn follow(
        &mut self,
        mut request: Request,
        following: &Following,
        watch: &mut Classifier,
    ) -> Result<(Raw, Option<String>), ActFault> {
        let mut hops: Vec<Hop> = Vec::new();
        loop {
            let sent = request.clone();
            let mut raw = self.carry(Job::Http(request), watch).await?;
            self.keep_cookies(&sent, raw.answer.as_ref());
            let way = match (&raw.answer, &raw.fault) {
                (Some(answer), None) => self.way(&sent, answer, following),
                _ => Way::Done,
            };
            let lost = match way {
                Way::On(next) if hops.len() < MOST => {
                    hops.extend(raw.answer.map(|answer| Hop {
                        request: sent,
                        answer,
                    }));
                    request = *next;
                    self.add_cookies(&mut request, &[]);
                    continue;
                }
                Way::On(_) => Some(format!("more than {MOST} redirects, one after the other")),
                Way::Lost(why) => Some(why),
                Way::Done => None,
            };
            raw.hops = hops;
            return Ok((raw, lost));
        }
    }

    fn way(&self, request: &Request, answer: &Answer, following: &Following) -> Way {
        let Some(location) = location(request, answer) else {
            return Way::Done;
        };
        let service = service_at(self.target, &location);
        match following {
            Following::No => Way::Done,
            Following::Within(within) => match service {
                Some(service) if service == within => {
                    Way::On(Box::new(onward(request, answer.status, &location, service)))
                }
                _ => Way::Done,
            },
            Following::Until(until) if leads_to(&location, until) => Way::Done,
            Following::Until(_) => match service {
                Some(service) => {
                    Way::On(Box::new(onward(request, answer.status, &location, service)))
                }
                None => Way::Lost(format!(
                    "it redirects to `{}`, which is no service of the target",
                    origin(&location)
                )),
            },
        }
    }
}

fn leads_to(location: &Url, until: &Url) -> bool {
    location.origin() == until.origin() && location.path() == until.path()
}
