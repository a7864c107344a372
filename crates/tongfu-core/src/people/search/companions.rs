//! Which entries of the index stand behind others: who is found under a
//! person's front entry and must be looked at again when either changes.

use crate::base::PersonId;
use std::collections::HashMap;

#[derive(Debug, Clone, Default)]
pub(super) struct Companions {
    front: HashMap<PersonId, PersonId>,
    behind: HashMap<PersonId, Vec<PersonId>>,
}

impl Companions {
    /// Puts `behind` behind `front`, in place of who stood there.
    pub(super) fn set(&mut self, front: PersonId, behind: Vec<PersonId>) {
        self.forget(front);
        if behind.is_empty() {
            return;
        }
        for entry in &behind {
            self.front.insert(*entry, front);
        }
        self.behind.insert(front, behind);
    }

    /// Nobody stands behind `front` any more.
    pub(super) fn forget(&mut self, front: PersonId) {
        for entry in self.behind.remove(&front).unwrap_or_default() {
            if self.front.get(&entry) == Some(&front) {
                self.front.remove(&entry);
            }
        }
    }

    /// The entries that were one person with `entry`, itself left out or not.
    pub(super) fn of(&self, entry: PersonId) -> Vec<PersonId> {
        let front = self.front.get(&entry).copied().unwrap_or(entry);
        let mut all = self.behind.get(&front).cloned().unwrap_or_default();
        all.push(front);
        all
    }
}
