//! What every feature stands on: typed ids, money, ISO weeks, problems with a
//! row, and the reference data shipped with the program. No SQL, no clock.

pub mod ids;
pub mod money;
pub mod problem;
pub mod reference;
pub mod week;

pub use ids::*;
pub use money::Fen;
pub use problem::Problem;
pub use week::IsoWeek;
