//! Protected cases and the voluntariness check (domain.md §2: "What is unlawful
//! is recorded", "Complaints", "Voluntariness is checked"; exchange.md §6).
//!
//! Owns the tables `handler_key`, `protected_case`, `case_evidence`,
//! `case_entry`, `case_message`, `hold`, `check_round`, `check_member`,
//! `check_answer`, and this laptop's `protection_key`, `case_draft`,
//! `check_seed`.
//!
//! Invariants
//! - What identifies anybody in a case (person, accused, words, evidence) is
//!   sealed to the province's handlers before it is saved. The office's store,
//!   its log, every package and every backup hold ciphertext only; the office
//!   that recorded it cannot read it either.
//! - Everybody who may know of cases sees the same of them: number, kind of
//!   clock, dates, state. Nothing of the content is derived from them: the
//!   length is rounded, and the number of recipients is that of all handlers,
//!   strangers' keys standing in for those who may not read.
//! - A handler of the accused office is no reader of the case and writes
//!   nothing into it.
//! - A handler's secret key is stored wrapped by that user's own passphrase and
//!   is unwrapped in memory only.
//! - Without a handler's key nothing is recorded in clear: the report is
//!   refused, and kept for its author under a passphrase of theirs.
//! - A case is no input to eligibility, ranking or matching, and never held
//!   against the person: those features do not know this one (a test reads
//!   their sources).
//!
//! A case travels in the stream of the office that recorded it. A stream of its
//! own with fewer readers (`restricted:<case>`) would leave every other reader
//! unable to tell a missing operation from a withheld one; sealed fields in the
//! common stream keep the content from everybody just as well, and each reader
//! verifies the whole chain without holes. The ciphertext lies in purgeable
//! sections of the class *restricted*, keyed by the entry, so that it goes when
//! its retention ends.
//!
//! Not hidden: which user recorded a case and when, because every operation
//! says so. The person who spoke is not named anywhere outside the seal.
//!
//! A finding about an employer stops new placements at once, before any handler
//! has read it: the office's own *blind* hold carries a digest of the
//! employer's name and the case number, no name. [`holds`] answers for a name
//! that is asked about; only the handler makes the name public.
//!
//! Deliberately absent: any list of the content without the handler's key, any
//! count by officer, a way to ask the person to withdraw.

mod cases;
mod content;
mod drafts;
pub mod handler;
mod holding;
pub mod model;
pub mod records;
mod rounds;
pub mod rules;
mod store;
mod wrap;

#[cfg(test)]
mod tests;

pub use cases::{
    Entry, Evidence, Opened, Read, Saved, add_entry, add_message, close, message_given, messages,
    open, read,
};
pub use drafts::{Draft, drafts, forget_draft, keep_draft, open_draft};
pub use holding::{Hold, all_holds, holds, lift_hold, place_hold};
pub use model::{
    Accused, CaseId, CaseLine, CaseState, Clock, DraftId, EntryKind, HandlerKeyId, Late, Matter,
    Message, MessageId, Report, RoundId,
};
pub use rounds::{
    ANSWERS, Answer, Candidate, LANGUAGES, Member, Outcome, QUESTIONS, Round, Tally, answer,
    close_round, draw, members, published, rounds, start_round, tally,
};
pub use rules::draw::{Published, PublishedMember, check as check_draw};
pub use store::{case, cases, overdue};
