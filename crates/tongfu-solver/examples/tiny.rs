use std::ops::ControlFlow;
use tongfu_solver::plan::{self, Options};
fn main() {
    let a: Vec<u64> = std::env::args()
        .skip(1)
        .map(|s| s.parse().expect("n"))
        .collect();
    let mut bad = 0;
    let mut refused = 0;
    let mut zero = 0;
    for seed in a[0]..a[1] {
        let i = tongfu_solver::testing::tiny(seed);
        let s = plan::solve(
            &i,
            &Options {
                gap: 0.0,
                node_limit: 100000,
                ..Options::default()
            },
            &mut |_| ControlFlow::Continue(()),
        );
        let r = plan::solve_by_mip(&i, 0.0, std::time::Duration::from_secs(30));
        match (s, r) {
            (Ok(s), Ok(r)) => {
                let o = r.objective.unwrap_or(f64::NAN);
                let t = 1e-5 * o.abs() + 20.0;
                if o == 0.0 {
                    zero += 1;
                }
                if !((s.objective - o).abs() <= t && s.bound >= o - t && s.bound - s.objective <= t)
                {
                    bad += 1;
                    println!("{seed}: {} {} vs {o} {:?}", s.objective, s.bound, s.status);
                }
            }
            (Err(_), Err(_)) => refused += 1,
            (a, b) => {
                bad += 1;
                println!("{seed} {a:?} {b:?}");
            }
        }
    }
    println!("bad {bad} refused {refused} zero {zero}");
}
