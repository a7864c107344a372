//! Typed ids. All are UUIDs made offline: version 7 for what a person creates,
//! derived (version 8) where two laptops must arrive at the same id.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// An id of any entity, as it stands in the log.
pub type EntityId = [u8; 16];

macro_rules! typed_id {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub EntityId);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                Uuid::from_bytes(self.0).fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(|id| Self(id.into_bytes()))
            }
        }

        impl From<EntityId> for $name {
            fn from(id: EntityId) -> Self {
                Self(id)
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(rusqlite::types::ToSqlOutput::from(&self.0[..]))
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                <EntityId as rusqlite::types::FromSql>::column_result(value).map(Self)
            }
        }
    )*};
}

typed_id! {
    /// A trainee or any other person on record.
    PersonId,
    /// A household.
    HouseholdId,
    /// A bulletin of one issuer and quarter.
    BulletinId,
    /// One line of a bulletin.
    DemandLineId,
    /// A training institution.
    InstitutionId,
    /// A place where an institution teaches.
    SiteId,
    /// An institution's instructors of one occupation.
    InstructorId,
    /// A course: what one occupation and level takes.
    CourseId,
    /// A mobile workshop.
    WorkshopId,
    /// A pool of work permits.
    PermitPoolId,
    /// A budget line.
    BudgetId,
    /// A project.
    ProjectId,
    /// A class.
    ClassId,
    /// An application of a person for classes.
    ApplicationId,
    /// A published matching run.
    MatchRunId,
    /// A planning scenario.
    ScenarioId,
    /// An office.
    OfficeId,
    /// A user of the program.
    UserId,
    /// A request that a second person must decide.
    ApprovalId,
    /// One user's work given to another.
    HandOverId,
    /// An import of a roster.
    ImportId,
}

/// An id that follows from `parts`, so that laptops that never met arrive at
/// the same one. `domain` keeps different uses apart.
pub fn derived_id(domain: &str, parts: &[&[u8]]) -> EntityId {
    let mut hasher = Sha256::new();
    hasher.update(b"tongfu/id/1\0");
    hasher.update(domain.as_bytes());
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .into_bytes()
}
