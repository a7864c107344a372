//! Entries that may be one person.

use super::boundary;
use super::people::PersonHit;

boundary! {
    struct DuplicatesQuery { pub limit: u32, pub offset: u32 }
    /// Pairs of which nobody has decided, the most alike first, and those of
    /// which somebody has.
    struct Duplicates { pub total: u32, pub pairs: Vec<DuplicatePair>, pub decided: Vec<DuplicatePair> }
    /// Two entries; `evidence` names what they have in common.
    struct DuplicatePair {
        pub one: PersonHit,
        pub other: PersonHit,
        pub points: i32,
        pub evidence: Vec<String>,
        pub verdict: PairVerdict,
    }

    #[derive(Copy, Eq)]
    enum PairVerdict { Open, Same, Different }

    struct PairOf { pub one: String, pub other: String }
    struct PairDecide { pub one: String, pub other: String, pub verdict: PairVerdict, pub reason: String }

    /// Two entries side by side; values masked as everywhere.
    struct PairView {
        pub one: String,
        pub other: String,
        pub fields: Vec<PairFieldView>,
        pub evidence: Vec<String>,
        pub verdict: PairVerdict,
        /// They are one person now, for whatever reason.
        pub one_person: bool,
    }
    struct PairFieldView { pub key: String, pub one: String, pub other: String, pub differs: bool }
}
