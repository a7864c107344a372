use std::time::Instant;
use tongfu_solver::matching::{Instance, solve};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args[1] == "bench" {
        println!(
            "{:?}",
            tongfu_solver::bench::match_ratio(100_000, 4000, 1, 5)
        );
        return;
    }
    let t = Instant::now();
    let s = solve(&Instance::from_json(&std::fs::read(&args[1]).expect("file")).expect("instance"))
        .expect("solve");
    eprintln!("{:?}", t.elapsed());
    std::fs::write(&args[2], s.to_json()).expect("write");
}
