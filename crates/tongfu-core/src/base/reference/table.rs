//! Reader of the reference tables compiled into the program (RFC 4180, a header
//! row, `\n` or `\r\n`). They are part of the source: a broken one is caught by
//! the tests, not by a user.

/// A table: names of the columns, and the rows.
pub(super) struct Table {
    header: Vec<&'static str>,
    rows: Vec<Vec<&'static str>>,
}

/// One row, read by column name.
pub(super) struct Row<'t> {
    header: &'t [&'static str],
    cells: &'t [&'static str],
}

impl Row<'_> {
    /// The cell of `column`, trimmed; empty when there is none.
    pub(super) fn get(&self, column: &str) -> &'static str {
        let index = self.header.iter().position(|name| *name == column);
        debug_assert!(index.is_some(), "no column {column}");
        index
            .and_then(|index| self.cells.get(index))
            .copied()
            .unwrap_or_default()
            .trim()
    }
}

impl Table {
    /// Reads `text`.
    pub(super) fn read(text: &'static str) -> Self {
        let mut records = records(text.trim_start_matches('\u{feff}')).into_iter();
        let header = records.next().unwrap_or_default();
        Self {
            header,
            rows: records
                .filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
                .collect(),
        }
    }

    /// The rows in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row {
            header: &self.header,
            cells,
        })
    }

    /// Whether every row has as many cells as the header.
    #[cfg(test)]
    pub(super) fn is_rectangular(&self) -> bool {
        !self.rows.is_empty()
            && self
                .rows
                .iter()
                .all(|cells| cells.len() == self.header.len())
    }
}

fn records(text: &'static str) -> Vec<Vec<&'static str>> {
    let bytes = text.as_bytes();
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (cell, end) = if bytes[at] == b'"' {
            quoted(text, at + 1)
        } else {
            plain(text, at)
        };
        record.push(cell);
        at = end;
        match bytes.get(at) {
            Some(b',') => {
                at += 1;
                if at == bytes.len() {
                    record.push("");
                }
            }
            _ => {
                while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
                    at += 1;
                }
                records.push(std::mem::take(&mut record));
            }
        }
    }
    if !record.is_empty() {
        records.push(record);
    }
    records
}

fn plain(text: &'static str, start: usize) -> (&'static str, usize) {
    let end = text[start..]
        .find([',', '\r', '\n'])
        .map_or(text.len(), |length| start + length);
    (&text[start..end], end)
}

fn quoted(text: &'static str, start: usize) -> (&'static str, usize) {
    let mut at = start;
    let mut doubled = false;
    loop {
        match text[at..].find('"') {
            None => return (&text[start..], text.len()),
            Some(length) if text[at + length + 1..].starts_with('"') => {
                doubled = true;
                at += length + 2;
            }
            Some(length) => {
                let cell = &text[start..at + length];
                // Read once per run, so a leaked copy is the simplest owner.
                let cell = if doubled {
                    Box::leak(cell.replace("\"\"", "\"").into_boxed_str())
                } else {
                    cell
                };
                return (cell, at + length + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_commas_and_line_ends() {
        let table = Table::read("a,b\r\n\"x, \"\"y\"\"\",2\n,\n3,\n");
        let rows: Vec<_> = table
            .rows()
            .map(|row| (row.get("a"), row.get("b")))
            .collect();
        assert_eq!(rows, [("x, \"y\"", "2"), ("3", "")]);
    }
}
