//! What crosses the boundary between a host and the program: plain data, no
//! behaviour. The page's TypeScript types are generated from these.
//!
//! Conventions: dates are `YYYY-MM-DD`, weeks are ISO weeks `YYYY-Www`, money
//! is integer fen, ids are UUID text, headcounts are whole people.

pub mod accounts;
pub mod capacity;
pub mod choice;
pub mod classes;
pub mod demand;
pub mod drafts;
pub mod duplicates;
pub mod eligibility;
pub mod entry;
pub mod erasure;
pub mod exchange;
pub mod imports;
pub mod many;
pub mod people;
pub mod plan;
pub mod protection;
pub mod record;
pub mod session;

/// Derives what every boundary type needs.
macro_rules! boundary {
    ($($(#[$meta:meta])* $kind:ident $name:ident $body:tt)*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
            #[serde(rename_all = "snake_case")]
            pub $kind $name $body
        )*
    };
}
pub(crate) use boundary;
