use std::ops::ControlFlow;
use tongfu_solver::plan::{self, Instance, Options, Solution};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    if a[1] == "make" {
        for seed in 0..a[2].parse::<u64>().expect("n") {
            let i = tongfu_solver::testing::tiny(seed);
            if let Ok(s) = plan::solve(&i, &Options { gap: 0.02, ..Options::default() }, &mut |_| ControlFlow::Continue(())) {
                if s.classes.is_empty() { continue; }
                std::fs::write(format!("/tmp/mut/{seed}.i.json"), i.to_json()).expect("w");
                std::fs::write(format!("/tmp/mut/{seed}.s.json"), s.to_json()).expect("w");
            }
        }
        return;
    }
    for l in std::io::stdin().lines() {
        let l = l.expect("l"); let (i, s) = l.split_once(' ').expect("two");
        let i = Instance::from_json(&std::fs::read(i).expect("i")).expect("i");
        match Solution::from_json(&std::fs::read(s).expect("s")) {
            Ok(s) => match plan::check(&i, &s) { Ok(o) => println!("OK {o}"), Err(v) => println!("BAD {}", v.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")) },
            Err(e) => println!("BAD parse {e}"),
        }
    }
}
