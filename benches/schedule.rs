//! Deciding which case runs when, for ten thousand cases of the catalogue on the system `workspace`.
//!
//! Bars: scheduling 10,000 cases under 0.1 s.

#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use engine::{Demand, Rules};

const CASES: usize = 10_000;

/// What the cases of the catalogue take of the target, over and over until there are so many.
fn demands() -> (Vec<Demand>, Rules) {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scenarios/systems/workspace/target.yaml"
    );
    let target = scenario::load(Path::new(file))
        .and_then(scenario::read_target)
        .unwrap();
    let files: Vec<_> = scenarios::CATALOGUE
        .iter()
        .map(|file| {
            let (name, text) = (file.path.to_owned(), file.text.to_owned());
            scenario::read_check(scenario::Source { name, text }).unwrap()
        })
        .collect();
    let plan = scenario::bind(&target, &files.iter().collect::<Vec<_>>()).unwrap();
    let (_, demands) = engine::demands(&target.target, &plan);
    let many = demands.into_iter().cycle().take(CASES).collect();
    (many, Rules::of(&target.target, 8, false))
}

fn schedule(criterion: &mut Criterion) {
    let (demands, rules) = demands();
    let lasts = vec![Duration::from_millis(20); CASES];
    let mut group = criterion.benchmark_group("schedule");
    group.sample_size(10);
    group.bench_function("10,000 cases", |bencher| {
        bencher.iter(|| engine::forecast(&demands, rules.clone(), &lasts, |case| case as u64));
    });
    group.finish();
}

criterion_group!(benches, schedule);
criterion_main!(benches);
