use std::time::Duration;
use tongfu_solver::{bench, plan::Instance, testing};
fn main() {
    for a in std::env::args().skip(1) {
        let (name, seed) = a.split_once(':').unwrap_or((&a, "0"));
        let i = Instance::from_json(
            &std::fs::read(format!("tests/fixtures/plan/{name}.json")).expect("f"),
        )
        .expect("i");
        let i = testing::vary(&i, seed.parse().expect("seed"));
        let gap = if name.starts_with("county") {
            0.005
        } else {
            0.01
        };
        println!("{a} whatif {:?}", bench::what_if_seconds(&i, gap));
        println!(
            "{a} {:?}",
            bench::plan_ratio(&i, gap, Duration::from_secs(120))
        );
    }
}
