//! Reading files: a thousand checks, and the diagnostics of one long broken file.
//!
//! Bars: 1,000 check files under 0.2 s and linear; a diagnostic for 10,000 lines under 50 ms.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use scenario::Source;

fn readers(criterion: &mut Criterion) {
    let files = scenarios::CATALOGUE;
    let mut group = criterion.benchmark_group("read checks");
    group.sample_size(10);
    for count in [250usize, 500, 1_000] {
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            &count,
            |bencher, count| {
                bencher.iter(|| {
                    for file in files.iter().cycle().take(*count) {
                        let source = Source {
                            name: file.path.to_owned(),
                            text: file.text.to_owned(),
                        };
                        scenario::read_check(source).unwrap();
                    }
                });
            },
        );
    }
    group.finish();
    let mut text = String::from("id: bench/long\ntitle: Long\nsteps:\n");
    for _ in 0..9_990 {
        text.push_str("  - call: { op: whoami }\n");
    }
    text.push_str("  - cal: { op: whoami }\nexpect: []\n");
    criterion.bench_function("diagnostic in 10,000 lines", |bencher| {
        bencher.iter(|| {
            let source = Source {
                name: "long.yaml".to_owned(),
                text: text.clone(),
            };
            scenario::read_scenario(source).err().unwrap().to_string()
        });
    });
}

criterion_group!(benches, readers);
criterion_main!(benches);
