use std::ops::ControlFlow;
use std::time::Instant;
use tongfu_solver::plan::{self, Instance, Options};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (from, to): (u64, u64) = (args[1].parse().expect("from"), args[2].parse().expect("to"));
    let gap: f64 = args[3].parse().expect("gap");
    for name in &args[4..] {
        let base = Instance::from_json(
            &std::fs::read(format!("tests/fixtures/plan/{name}.json")).expect("f"),
        )
        .expect("instance");
        for seed in from..=to {
            let instance = tongfu_solver::testing::vary(&base, seed);
            std::fs::write(format!("/tmp/v/{name}-{seed}.json"), instance.to_json())
                .expect("write");
            let t = Instant::now();
            let mut stage = None;
            let mut times = String::new();
            let s = plan::solve(
                &instance,
                &Options {
                    gap,
                    ..Options::default()
                },
                &mut |p| {
                    if stage != Some(p.stage) {
                        times += &format!(" {:?}@{:.2}", p.stage, t.elapsed().as_secs_f64());
                        stage = Some(p.stage);
                    }
                    if t.elapsed().as_secs_f64() > 300.0 {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                },
            );
            match s {
                Ok(s) => {
                    println!(
                        "{name} {seed}: {:.2}s {:?} gap {:.3}% obj {:.0} classes {}{times}",
                        t.elapsed().as_secs_f64(),
                        s.status,
                        100.0 * s.gap,
                        s.objective,
                        s.classes.len()
                    );
                    std::fs::write(format!("/tmp/v/{name}-{seed}.sol.json"), s.to_json())
                        .expect("write");
                }
                Err(e) => println!("{name} {seed}: {e}"),
            }
        }
    }
}
