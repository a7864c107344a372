use std::ops::ControlFlow;
use std::time::Instant;
use tongfu_solver::plan::{self, Instance, Options};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let t = Instant::now();
    let instance = Instance::from_json(&std::fs::read(&args[1]).expect("file")).expect("instance");
    let options = Options {
        gap: args.get(3).map_or(0.005, |g| g.parse().expect("gap")),
        ..Options::default()
    };
    let mut last = None;
    let s = plan::solve(&instance, &options, &mut |p| {
        if Some(p) != last {
            eprintln!("{:.2} {p:?}", t.elapsed().as_secs_f64());
            last = Some(p);
        }
        ControlFlow::Continue(())
    })
    .expect("solve");
    eprintln!(
        "{:.2}s {:?} obj {:.0} bound {:.0} gap {:.4}% bindings {}",
        t.elapsed().as_secs_f64(),
        s.status,
        s.objective,
        s.bound,
        100.0 * s.gap,
        s.binding.len()
    );
    std::fs::write(&args[2], s.to_json()).expect("write");
}
