use std::ops::ControlFlow;
use std::time::Instant;
use tongfu_solver::plan::{self, Instance, Options};
fn main() {
    for p in std::env::args().skip(1) {
        let i = Instance::from_json(&std::fs::read(&p).expect("f")).expect("i");
        let s = plan::solve(&i, &Options::default(), &mut |_| ControlFlow::Continue(())).expect("s");
        let t = Instant::now();
        let u = plan::unserved(&i, &s);
        let mut c = std::collections::BTreeMap::new();
        for x in &u { *c.entry(x.obstacle.word()).or_insert(0) += 1; }
        println!("{p} {:?} {} of {} {c:?}", t.elapsed(), u.len(), i.demand.len());
        let mut k = std::collections::BTreeMap::new();
        for b in &s.binding { *k.entry(b.kind.word()).or_insert(0) += 1; }
        println!("{k:?}"); for b in s.binding.iter().filter(|b| b.kind != plan::LimitKind::Demand).take(12) { println!("  {:?} {:?} {} {}", b.kind, b.what, b.price, b.classes.len()); }
    }
}
