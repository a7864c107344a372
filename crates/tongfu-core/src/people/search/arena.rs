//! Texts of many people in one stretch of memory, searched as a whole.

use memchr::memmem;

/// Begins a text in an [`Arena`].
pub(super) const TEXT: u8 = b'\n';
/// The texts of entries 0, 1, 2, …, each begun by [`TEXT`]; an entry may
/// have several texts or none.
#[derive(Debug, Clone, Default)]
pub(super) struct Arena {
    bytes: Vec<u8>,
    /// Where each entry begins; the last entry ends with the bytes.
    starts: Vec<u32>,
}

impl Arena {
    /// Begins the next entry.
    pub(super) fn entry(&mut self) {
        self.starts
            .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// Adds a text to the last entry.
    pub(super) fn push(&mut self, text: &str) {
        // Four gigabytes of names are beyond any office; what lies behind
        // would not be found, and nothing else breaks.
        if u32::try_from(self.bytes.len() + text.len() + 1).is_ok() {
            self.bytes.push(TEXT);
            self.bytes.extend(
                text.bytes()
                    .map(|byte| if byte < b' ' { b' ' } else { byte }),
            );
        }
    }

    /// How many bytes a search looks through.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of an entry.
    pub(super) fn of(&self, entry: usize) -> &[u8] {
        let end = self
            .starts
            .get(entry + 1)
            .map_or(self.bytes.len(), |end| *end as usize);
        self.starts
            .get(entry)
            .and_then(|start| self.bytes.get(*start as usize..end))
            .unwrap_or_default()
    }

    /// The first text of an entry.
    pub(super) fn first(&self, entry: usize) -> &[u8] {
        let texts = self.of(entry).get(1..).unwrap_or_default();
        texts.split(|byte| *byte == TEXT).next().unwrap_or_default()
    }

    /// Entries in another order.
    pub(super) fn ordered(&self, order: &[u32]) -> Self {
        let mut arena = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            starts: Vec::with_capacity(order.len()),
        };
        for entry in order {
            arena.entry();
            arena.bytes.extend_from_slice(self.of(*entry as usize));
        }
        arena
    }

    /// Calls `each` for every match of `needle`, with the entry, whether a text
    /// begins with the match, and whether it ends with it.
    pub(super) fn find(&self, needle: &[u8], mut each: impl FnMut(usize, bool, bool)) {
        if needle.is_empty() {
            return;
        }
        let mut entry = 0;
        for at in memmem::find_iter(&self.bytes, needle) {
            entry = self.entry_at(at, entry);
            let begins = at
                .checked_sub(1)
                .and_then(|before| self.bytes.get(before))
                .is_none_or(|before| *before == TEXT);
            let ends = self
                .bytes
                .get(at + needle.len())
                .is_none_or(|after| *after == TEXT);
            each(entry, begins, ends);
        }
    }

    /// The entry that holds the byte `at`, not before `from`.
    fn entry_at(&self, at: usize, from: usize) -> usize {
        // Matches come in order: widening steps from the last one.
        let mut low = from;
        let mut step = 1;
        while self
            .starts
            .get(low + step)
            .is_some_and(|start| *start as usize <= at)
        {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.starts.len());
        let within = self.starts.get(low..high).unwrap_or_default();
        low + within
            .partition_point(|start| *start as usize <= at)
            .saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against searching every text by itself.
        #[test]
        fn finds_what_a_plain_search_finds(texts in prop::collection::vec(prop::collection::vec("[ab]{0,5}", 0..3), 1..60), needle in "[ab]{1,3}") {
            let mut arena = Arena::default();
            for entry in &texts {
                arena.entry();
                entry.iter().for_each(|text| arena.push(text));
            }
            let mut found = vec![false; texts.len()];
            let mut exact = vec![false; texts.len()];
            arena.find(needle.as_bytes(), |entry, begins, ends| {
                found[entry] = true;
                exact[entry] |= begins && ends;
            });
            for (index, entry) in texts.iter().enumerate() {
                prop_assert_eq!(found[index], entry.iter().any(|text| text.contains(&needle)));
                prop_assert_eq!(exact[index], entry.contains(&needle));
            }
        }
    }

    #[test]
    fn entries_without_a_text() {
        let mut arena = Arena::default();
        for text in ["", "x", "", "y"] {
            arena.entry();
            if !text.is_empty() {
                arena.push(text);
            }
        }
        let mut found = Vec::new();
        arena.find(b"y", |entry, _, _| found.push(entry));
        assert_eq!(found, [3]);
        assert_eq!(arena.first(1), b"x");
        assert_eq!(arena.ordered(&[3, 1]).first(0), b"y");
    }
}
