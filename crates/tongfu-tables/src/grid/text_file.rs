//! Delimited text: encoding, delimiter and rows recognised from the content.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{Budget, Cell, Refusal, Row, Sheet};

/// A quoted cell longer than Excel can hold is a quote that was never closed.
const LONGEST_QUOTED: usize = 32_767;
/// After so many unclosed quotes the file plainly does not use quoting.
const UNCLOSED_QUOTES_BEFORE_NONE: usize = 50;
/// Share of undecodable characters above which the bytes are no text.
const WORST_DECODING: f64 = 0.01;

/// Text and the name of its encoding, or `None` if the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, &'static str)> {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        let text = decode_as(encoding, bytes.get(bom..)?)?;
        return Some((text, name_of(encoding)));
    }
    if let Some(encoding) = utf16_without_bom(bytes) {
        return Some((decode_as(encoding, bytes)?, name_of(encoding)));
    }
    if !looks_like_text(bytes) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return Some((text.to_owned(), "utf-8")),
        // A download cut inside the last character is still UTF-8.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            return Some((decode_as(UTF_8, bytes)?, "utf-8"));
        }
        Err(_) => {}
    }
    let chinese = decode_as(GB18030, bytes);
    if let Some(text) = &chinese
        && undecodable(text) == 0
    {
        return chinese.map(|text| (text, "gb18030"));
    }
    match (chinese, decode_as(UTF_8, bytes)) {
        (Some(chinese), Some(utf8)) if undecodable(&utf8) < undecodable(&chinese) => {
            Some((utf8, "utf-8"))
        }
        (Some(chinese), _) => Some((chinese, "gb18030")),
        (None, Some(utf8)) => Some((utf8, "utf-8")),
        (None, None) => None,
    }
}

fn name_of(encoding: &'static Encoding) -> &'static str {
    if encoding == UTF_16LE {
        "utf-16le"
    } else if encoding == UTF_16BE {
        "utf-16be"
    } else {
        "utf-8"
    }
}

fn undecodable(text: &str) -> usize {
    text.chars().filter(|c| *c == '\u{fffd}').count()
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let bad = undecodable(&text);
    // One bad character is always forgiven: the cut end of a download.
    let allowed = 1.0 + text.chars().count() as f64 * WORST_DECODING;
    (bad as f64 <= allowed && !text.contains('\0')).then(|| text.into_owned())
}

/// Windows programs write UTF-16 without a mark: then every other byte of the
/// delimiters, digits and line ends is zero.
fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = head.len() / 2;
    let (encoding, mine, other) = if odd > even {
        (UTF_16LE, odd, even)
    } else {
        (UTF_16BE, even, odd)
    };
    if mine * 10 < pairs || other != 0 {
        return None;
    }
    let (text, bad) = encoding.decode_without_bom_handling(head);
    (!bad && text.contains(['\n', '\r', '\t', ',', ';']) && !text.chars().any(is_binary_control))
        .then_some(encoding)
}

fn is_binary_control(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1a')) || c == '\x7f'
}

fn looks_like_text(bytes: &[u8]) -> bool {
    let odd = bytes
        .iter()
        .filter(|b| is_binary_control(char::from(**b)) && b.is_ascii())
        .count();
    !bytes.contains(&0) && odd * 1000 <= bytes.len()
}

/// The text as one sheet. `None` if no line holds a delimiter.
pub(super) fn read(text: &str, name: &str, budget: &mut Budget) -> Result<Option<Sheet>, Refusal> {
    let text = text.trim_end_matches('\x1a');
    // Excel's own first line, never shown as data: it names the delimiter.
    let (delimiter, body, first_number) = match declared_delimiter(text) {
        Some((delimiter, rest)) => (Some(delimiter), rest, 2),
        None => (None, text, 1),
    };
    let Some(delimiter) = delimiter.or_else(|| guess_delimiter(body)) else {
        return Ok(None);
    };
    let mut sheet = Sheet {
        name: name.to_owned(),
        hidden: false,
        rows: Vec::new(),
        merges: Vec::new(),
    };
    for (number, record) in (first_number..).zip(Records::new(body, delimiter)) {
        let mut cells: Vec<Cell> = Vec::with_capacity(record.len());
        for field in record {
            cells.push(cell(&field));
        }
        while cells.last().is_some_and(|c| *c == Cell::Empty) {
            cells.pop();
        }
        if !cells.is_empty() {
            for cell in &cells {
                budget.text(cell)?;
            }
            budget.row(&cells)?;
            sheet.rows.push(Row { number, cells });
        }
    }
    Ok(Some(sheet))
}

fn declared_delimiter(text: &str) -> Option<(char, &str)> {
    let rest = text
        .strip_prefix("sep=")
        .or_else(|| text.strip_prefix("SEP="))?;
    let mut chars = rest.chars();
    let delimiter = chars.next()?;
    let rest = chars.as_str();
    let rest = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix('\n'))
        .or_else(|| rest.strip_prefix('\r'))?;
    Some((delimiter, rest))
}

/// A field as a cell: `="654…"` and `'654…` are how people make Excel keep
/// digits as text, so the guard goes and the text stays.
fn cell(field: &str) -> Cell {
    if field.trim().is_empty() {
        return Cell::Empty;
    }
    let trimmed = field.trim();
    if let Some(inner) = trimmed
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        let inner = inner.replace("\"\"", "\"");
        return if inner.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(inner.into())
        };
    }
    if let Some(inner) = trimmed.strip_prefix('\'')
        && !inner.is_empty()
        && inner.chars().all(|c| c.is_ascii_alphanumeric())
    {
        return Cell::Text(inner.into());
    }
    Cell::Text(field.into())
}

/// The delimiter whose rows agree best on their number of fields.
fn guess_delimiter(text: &str) -> Option<char> {
    const SAMPLE: usize = 200;
    let mut best: Option<(usize, char)> = None;
    for delimiter in ['\t', ',', ';', '|', '\u{ff0c}'] {
        let mut widths: Vec<usize> = Records::new(text, delimiter)
            .take(SAMPLE)
            .map(|record| record.len())
            .filter(|width| *width > 1)
            .collect();
        widths.sort_unstable();
        let mut agreement = 0;
        for run in widths.chunk_by(|a, b| a == b) {
            let width = run.first().copied().unwrap_or(0);
            agreement = agreement.max(run.len() * (width - 1));
        }
        if agreement > 0 && best.is_none_or(|(score, _)| agreement > score) {
            best = Some((agreement, delimiter));
        }
    }
    best.map(|(_, delimiter)| delimiter)
}

/// Records of delimited text as a spreadsheet sees them: a blank line is a
/// record of one empty field, a quoted line break does not end a record, and a
/// quote that is never closed is an ordinary character.
struct Records<'a> {
    rest: &'a str,
    delimiter: char,
    unclosed: usize,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: char) -> Self {
        Self {
            rest: text,
            delimiter,
            unclosed: 0,
        }
    }

    /// A quoted field that begins at `rest` (after its quote): the value and
    /// what follows, or `None` if it is never closed.
    fn quoted(&self, rest: &'a str) -> Option<(String, &'a str)> {
        if self.unclosed >= UNCLOSED_QUOTES_BEFORE_NONE {
            return None;
        }
        let mut value = String::new();
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            if value.len() > LONGEST_QUOTED * 4 {
                return None;
            }
            if c != '"' {
                value.push(c);
                continue;
            }
            let after = rest.get(at + 1..)?;
            match after.chars().next() {
                Some('"') => {
                    value.push('"');
                    chars.next();
                }
                None | Some('\n' | '\r') => return Some((value, after)),
                Some(next) if next == self.delimiter => return Some((value, after)),
                // A blank between the quote and the delimiter is forgiven.
                Some(' ')
                    if after
                        .trim_start_matches(' ')
                        .chars()
                        .next()
                        .is_none_or(|n| n == self.delimiter || n == '\n' || n == '\r') =>
                {
                    return Some((value, after.trim_start_matches(' ')));
                }
                Some(_) => value.push('"'),
            }
        }
        None
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let mut record = Vec::new();
        loop {
            let quoted = match self.rest.strip_prefix('"') {
                Some(inside) => {
                    let found = self.quoted(inside);
                    if found.is_none() {
                        self.unclosed += 1;
                    }
                    found
                }
                None => None,
            };
            let (value, after) = match quoted {
                Some(found) => found,
                None => {
                    let end = self
                        .rest
                        .find([self.delimiter, '\n', '\r'])
                        .unwrap_or(self.rest.len());
                    let (value, after) = self.rest.split_at(end);
                    (value.to_owned(), after)
                }
            };
            record.push(value);
            if let Some(next) = after.strip_prefix(self.delimiter) {
                self.rest = next;
                continue;
            }
            self.rest = after
                .strip_prefix("\r\n")
                .or_else(|| after.strip_prefix('\n'))
                .or_else(|| after.strip_prefix('\r'))
                .unwrap_or(after);
            return Some(record);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn sheet(text: &str) -> Option<Sheet> {
        let limits = Limits::default();
        read(text, "t", &mut Budget::new(&limits)).unwrap()
    }

    fn texts(row: &Row) -> Vec<&str> {
        row.cells
            .iter()
            .map(|c| match c {
                Cell::Text(t) => t.as_str(),
                _ => "",
            })
            .collect()
    }

    #[test]
    fn a_quoted_line_break_does_not_begin_a_row() {
        let sheet = sheet("a,b\n\"x\ny\",2\n\nz,3\n").unwrap();
        let numbers: Vec<u32> = sheet.rows.iter().map(|r| r.number).collect();
        assert_eq!(numbers, [1, 2, 4]);
        assert_eq!(texts(&sheet.rows[1]), ["x\ny", "2"]);
    }

    #[test]
    fn a_quote_never_closed_is_a_character() {
        let sheet = sheet("a,b\n\"open,2\nz,3\n").unwrap();
        assert_eq!(sheet.rows.len(), 3);
        assert_eq!(texts(&sheet.rows[1]), ["\"open", "2"]);
        assert_eq!(texts(&sheet.rows[2]), ["z", "3"]);
    }

    #[test]
    fn delimiters_are_guessed_and_declared() {
        for (text, width) in [
            ("a;b;c\n1,5;2;3\n", 3),
            ("a\tb\tc\n1,5\t2\t3,1\n", 3),
            ("a|b\n1|2\n", 2),
            ("sep=#\na#b\n", 2),
            ("姓名\u{ff0c}性别\n甲\u{ff0c}男\n", 2),
        ] {
            let sheet = sheet(text).unwrap();
            assert_eq!(sheet.rows[0].cells.len(), width, "{text}");
        }
        assert_eq!(sheet("sep=;\na;b\n").unwrap().rows[0].number, 2);
        assert!(sheet("one line of prose\nand another\n").is_none());
    }

    #[test]
    fn guards_of_digits_are_removed() {
        let sheet = sheet("a,b,c\n=\"654004199003071236\",'654004199003071236,'t is\n").unwrap();
        assert_eq!(
            texts(&sheet.rows[1]),
            ["654004199003071236", "654004199003071236", "'t is"]
        );
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "序号,姓名\r\n1,买买提·阿卜杜拉\r\n2,Әбіш қазақ\r\n";
        let (gb, _, bad) = GB18030.encode(text);
        assert!(!bad);
        assert_eq!(decode(&gb).unwrap(), (text.to_owned(), "gb18030"));
        assert_eq!(decode(text.as_bytes()).unwrap().1, "utf-8");
        let mut bom = b"\xef\xbb\xbf".to_vec();
        bom.extend(text.as_bytes());
        assert_eq!(decode(&bom).unwrap(), (text.to_owned(), "utf-8"));
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(le.clone()).collect();
        assert_eq!(decode(&marked).unwrap(), (text.to_owned(), "utf-16le"));
        let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(be.clone()).collect();
        assert_eq!(decode(&marked).unwrap(), (text.to_owned(), "utf-16be"));
        assert_eq!(decode(&le).unwrap(), (text.to_owned(), "utf-16le"));
        assert_eq!(decode(&be).unwrap(), (text.to_owned(), "utf-16be"));
        let cut = &text.as_bytes()[..text.len() - 5];
        assert_eq!(decode(cut).unwrap().1, "utf-8");
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_none());
    }
}
