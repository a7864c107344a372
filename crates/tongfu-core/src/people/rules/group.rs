//! Which need a category stands for.

use crate::base::reference;

/// The group of categories of households under monitoring.
pub(super) const MONITORED: &str = "监测对象";

/// How a category counts in planning and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Under monitoring against falling back into poverty.
    Monitored,
    /// Any other low-income category.
    LowIncome,
    /// Ordinary households, trainees by status, and those nobody has asked.
    Other,
}

impl Group {
    /// All groups, the neediest first.
    pub const ALL: [Self; 3] = [Self::Monitored, Self::LowIncome, Self::Other];

    /// Stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Monitored => "monitored",
            Self::LowIncome => "low_income",
            Self::Other => "other",
        }
    }

    /// Need tier: higher is needier; what a tier is worth is a parameter.
    pub const fn need_tier(self) -> u32 {
        match self {
            Self::Monitored => 2,
            Self::LowIncome => 1,
            Self::Other => 0,
        }
    }
}

/// The group of a stored category.
pub fn group_of(category: Option<&str>) -> Group {
    match category
        .and_then(reference::category)
        .map(|category| category.group)
    {
        Some(MONITORED | "新机制") => Group::Monitored,
        Some("脱贫" | "社会救助") => Group::LowIncome,
        _ => Group::Other,
    }
}
