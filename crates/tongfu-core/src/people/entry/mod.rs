//! Line entry: a whole sheet of people typed in or pasted, checked while it is
//! typed, saved as one action (interface.md, screen 4).
//!
//! Invariants
//! - A row is judged by the rules of the form and decided like a row of an
//!   import: added, updated, unchanged, the same as another row, or refused.
//! - A check costs as much as the rows that changed: what the other rows say
//!   is indexed once ([`Sheet`]).
//! - Of rows about one person the one that was begun first counts, wherever
//!   they stand in the sheet.
//! - Nothing of a sheet is stored before [`save`], and [`save`] takes no row
//!   in part.

mod paste;
mod sheet;
mod suggest;

#[cfg(test)]
mod tests;

pub use paste::{PASTE_ROWS, Pasted, paste};
pub use sheet::{Fate, RowCheck, RowId, Sheet, SheetRow, SheetSaved, save, save_watched};
pub use suggest::{Known, Suggestion};
