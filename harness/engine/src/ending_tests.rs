//! The one ending of a case: verdict, deadline, Ctrl-C and panic all give a verdict and clean up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use drive::{Drive, Limits, Setup};
use model::clean::Clean;
use model::event::{Event, What};
use model::experiment::{Batch, Experiment, Next};
use model::observation::Observation;
use model::plan::{Act, Case, Recipe, Tag, Work};
use model::target::Target;
use model::verdict::{Giver, Kind, Verdict};
use serde_json::json;

use crate::act::Actor;
use crate::conduct::{Bounds, CaseEnd, conduct};
use crate::custody::Custody;
use crate::digest::Digester;
use crate::fresh::Source;
use crate::journal::Journal;
use crate::spent::Spent;
use crate::stop::stopper;
use crate::vault::Vault;
use crate::waits::Waits;
use crate::wallet::Wallet;

/// An experiment made of one function.
struct Play<F>(F);

impl<F: FnMut(&[Observation]) -> Next + Send> Experiment for Play<F> {
    fn next(&mut self, seen: &[Observation]) -> Next {
        self.0(seen)
    }
}

/// A request to a port where a listener never answers.
fn act(path: &str) -> Act {
    let what = json!({ "http": { "method": "GET", "path": path } });
    Act {
        number: 1,
        step: 1,
        tag: Tag::Setup,
        what: serde_json::from_value(what).unwrap(),
    }
}

fn case() -> Case {
    let about = json!({
        "check": "a/b", "title": "t", "status": "stable", "severity": "high", "class": null,
        "impact": "read", "references": [], "what": null, "why": null, "remedy": null, "file": "f"
    });
    let steps = json!({ "steps": {
        "values": {}, "before": [], "inner": [], "after": [], "expect": []
    } });
    let recipe: Recipe = serde_json::from_value(steps).unwrap();
    Case {
        id: serde_json::from_value(json!("a/b")).unwrap(),
        about: serde_json::from_value(about).unwrap(),
        rows: Default::default(),
        work: Work::Run(recipe),
    }
}

/// Conducts `experiment`; `stop_first` asks to stop before it begins.
async fn ended(experiment: Box<dyn Experiment>, stop_first: bool) -> (CaseEnd, Vec<Event>) {
    let deaf = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let http = format!("http://{}", deaf.local_addr().unwrap());
    let target: Target = serde_json::from_value(json!({
        "name": "t", "services": { "app": { "http": http } }, "scope": { "hosts": ["127.0.0.1"] }
    }))
    .unwrap();
    let services = vec![drive::ServiceSetup {
        name: "app".to_owned(),
        http: Some(http.clone()),
        ws: None,
        ca_pem: None,
        protocol: None,
    }];
    let setup = Setup {
        hosts: vec!["127.0.0.1".to_owned()],
        services,
        limits: Limits::default(),
    };
    let drive = Drive::new(setup).unwrap();
    let vault = Vault::default();
    let digester = Digester::new().unwrap();
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let kept = Arc::clone(&events);
    let watcher = move |event: &Event| kept.lock().unwrap().push(event.clone());
    let journal = Journal::new(Box::new(std::io::sink()), Box::new(watcher));
    let case = case();
    let Work::Run(recipe) = &case.work else {
        panic!("it runs")
    };
    let actor = Actor {
        target: &target,
        wallet: Wallet::new(
            &target,
            &vault,
            Source::new(1, &case.id),
            Custody::default(),
        ),
        hands: drive.hands(),
        drive: &drive,
        probing: false,
        publishing: false,
        digester: &digester,
        journal: &journal,
        case: Some(&case.id),
        waits: Waits::default(),
        depth: 0,
        sets: HashMap::new(),
        opened: Vec::new(),
        samples: 0,
        spent: &Spent::default(),
        began: Instant::now(),
    };
    let (stopper, mut stop) = stopper();
    if stop_first {
        stopper.ask();
    }
    let bounds = Bounds {
        deadline: Duration::from_millis(200),
        grace: Duration::from_millis(100),
    };
    let end = conduct(&case, (recipe, experiment), actor, (bounds, &mut stop))
        .await
        .unwrap();
    drop(journal);
    let events = events.lock().unwrap().clone();
    (end, events)
}

/// The verdict, and that the case was cleaned up as its last event.
fn told(events: &[Event]) -> (Kind, Giver, String) {
    assert!(matches!(
        events.last().unwrap().what,
        What::CleanedUp { .. }
    ));
    let judged: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.what {
            What::Judged { verdict, by } => {
                Some((verdict.kind, *by, verdict.reason.as_str().to_owned()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(judged.len(), 1, "exactly one verdict");
    judged[0].clone()
}

#[tokio::test]
async fn a_verdict() {
    let pass = || Next::Done(Verdict::plain(Kind::Pass, Clean::words("held")));
    let (end, events) = ended(Box::new(Play(move |_: &[Observation]| pass())), false).await;
    assert_eq!(end, CaseEnd::Decided { sound: true });
    assert_eq!(
        told(&events),
        (Kind::Pass, Giver::Experiment, "held".to_owned())
    );
}

#[tokio::test]
async fn a_panic_is_the_harness_at_fault_and_never_a_fail() {
    let (end, events) = ended(Box::new(Play(|_: &[Observation]| panic!("oh"))), false).await;
    assert_eq!(end, CaseEnd::Fault);
    let (kind, by, reason) = told(&events);
    assert_eq!((kind, by), (Kind::Error, Giver::Engine));
    assert!(
        reason.contains("harness") && reason.contains("oh"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_deadline() {
    let ask = |_: &[Observation]| Next::Do(Batch::Steps(vec![act("/")]));
    let (end, events) = ended(Box::new(Play(ask)), false).await;
    assert_eq!(end, CaseEnd::Decided { sound: false });
    let (kind, by, reason) = told(&events);
    assert_eq!((kind, by), (Kind::Inconclusive, Giver::Engine));
    assert!(reason.contains("200ms"), "{reason}");
}

#[tokio::test]
async fn an_interruption() {
    let ask = |_: &[Observation]| Next::Do(Batch::Steps(vec![act("/")]));
    let (end, events) = ended(Box::new(Play(ask)), true).await;
    assert_eq!(end, CaseEnd::Stopped);
    assert_eq!(told(&events).2, "interrupted");
}

#[tokio::test]
async fn a_file_that_asks_for_what_cannot_be_is_an_error() {
    let ask = |_: &[Observation]| Next::Do(Batch::Steps(vec![act("/${nothing}")]));
    let (end, events) = ended(Box::new(Play(ask)), false).await;
    assert_eq!(end, CaseEnd::Decided { sound: false });
    let (kind, _, reason) = told(&events);
    assert_eq!(kind, Kind::Error);
    assert!(
        reason.contains("scenario") && reason.contains("${nothing}"),
        "{reason}"
    );
}
