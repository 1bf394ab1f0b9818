//! What the engine costs beside the network: the same exchanges by the drive alone and as cases of a
//! run, both against the reference server in one process. Read the ratio, not the times.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use drive::{Drive, Limits, ServiceSetup, Setup};
use gateproof::matrix;
use model::wire::{Job, Patience, Raw, Request, Watch};
use reference::{Config, System};
use scenario::Source;

const CASES: usize = 50;

struct Enough;

impl Watch for Enough {
    fn sign(&mut self, _: &Raw) -> Patience {
        Patience::Enough
    }
}

fn request(http: &str, method: &str, path: &str) -> Request {
    Request {
        service: "app".to_owned(),
        method: method.to_owned(),
        url: format!("{http}{path}"),
        headers: vec![("Content-Type".to_owned(), b"application/json".to_vec())],
        body: Vec::new(),
        from: None,
    }
}

/// A login, a control, a probe, a control: what one case of `scenario` exchanges.
async fn exchanges(drive: &Drive, http: &str) {
    for _ in 0..CASES {
        let mut hands = drive.hands();
        let mut login = request(http, "POST", "/auth/token");
        login.body = br#"{"username":"alice","password":"wrong"}"#.to_vec();
        let me = request(http, "GET", "/me");
        for request in [login, me.clone(), me.clone(), me] {
            let raw = hands
                .perform(Job::Http(request), &mut Enough)
                .await
                .unwrap();
            assert!(raw.answer.is_some());
        }
        hands.close(Duration::from_secs(1)).await;
    }
}

fn cases() -> scenario::ScenarioFile {
    let rows: String = (0..CASES)
        .map(|n| format!("r{n}: {{ must: refuse, t: \"x{n}\" }}, "))
        .collect();
    let text = format!(
        "id: bench/cases\ntitle: Garbage opens the door\nmatrix: {{ token: {{ rows: {{ {rows} }} }} }}\nsteps:\n  - call: {{ op: whoami, control: both }}\n  - call: {{ op: whoami, credential: [{{ is: {{ value: \"${{row.token.t}}\" }} }}], probe: p }}\nexpect:\n  - {{ probe: p, is: {{ by-row: unauthenticated }}, level: must }}\n"
    );
    scenario::read_scenario(Source {
        name: "bench.yaml".to_owned(),
        text,
    })
    .unwrap()
}

fn overhead(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config {
        system: System::Sessions,
        defects: Vec::new(),
        tls: false,
        port: 0,
        delay: Duration::ZERO,
    };
    let server = runtime.block_on(reference::start(config)).unwrap();
    let setup = Setup {
        hosts: vec!["127.0.0.1".to_owned()],
        services: vec![ServiceSetup {
            name: "app".to_owned(),
            http: Some(server.http().to_owned()),
            ws: None,
            ca_pem: None,
            protocol: None,
        }],
        limits: Limits::default(),
    };
    let drive = Drive::new(setup).unwrap();
    let check = cases();
    let mut group = criterion.benchmark_group("50 cases of 4 exchanges");
    group.sample_size(20);
    group.bench_function("drive alone", |bencher| {
        bencher.iter(|| runtime.block_on(exchanges(&drive, server.http())));
    });
    group.bench_function("engine, journal and all", |bencher| {
        bencher.iter(|| {
            let events = runtime
                .block_on(matrix::events(System::Sessions, None, &[&check]))
                .unwrap();
            assert!(events.len() > CASES);
        });
    });
    group.finish();
}

criterion_group!(benches, overhead);
criterion_main!(benches);
