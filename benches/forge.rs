//! Minting and forging tokens.
//!
//! Bar: 10,000 HS256 tokens minted under 0.1 s.

#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use forge::{Context, Key, Parts};
use model::forgery::forgeries;
use model::key::Algorithm;
use model::minting::Mint;
use model::secret::Secret;

/// `{"alg":"HS256","typ":"JWT"}` and eight claims, as the system `sessions` issues them.
const TOKEN: &str = concat!(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
    "eyJzdWIiOiJhbGljZSIsInR5cGUiOiJhY2Nlc3MiLCJpc3MiOiJzZXNzaW9ucyIsImF1ZCI6InNlc3Npb25zLWFwaSIs",
    "ImlhdCI6MTc5NTIzMDAwMCwibmJmIjoxNzk1MjMwMDAwLCJleHAiOjE3OTUyMzM2MDAsImp0aSI6IjZmMWMyYTkwLTEw",
    "YTQtNGQ2ZC05ZTVkLTJiN2MzYTE1ZTBkMiJ9.",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
);
const COUNT: u64 = 10_000;

fn tokens(criterion: &mut Criterion) {
    let secret = Secret::new("a secret as long as the hash, and then some");
    let parts = Parts {
        secret: Some(&secret),
        ..Parts::default()
    };
    let key = Key::new(Algorithm::HS256, parts).unwrap();
    let context = Context {
        key: Some(&key),
        keys: None,
        claims: None,
        leeway: Duration::ZERO,
        now: 1_795_231_000,
    };
    let mut group = criterion.benchmark_group("tokens");
    group
        .sample_size(20)
        .throughput(Throughput::Elements(COUNT));
    group.bench_function("10,000 minted, HS256", |bencher| {
        let change = Mint::default();
        bencher.iter(|| {
            for _ in 0..COUNT {
                black_box(forge::mint(black_box(TOKEN), &change, &context).unwrap());
            }
        });
    });
    group.throughput(Throughput::Elements(forgeries().count() as u64));
    group.bench_function("every forgery, HS256", |bencher| {
        bencher.iter(|| {
            for forgery in forgeries() {
                let _ = black_box(forge::forge(forgery.name, black_box(TOKEN), &context));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, tokens);
criterion_main!(benches);
