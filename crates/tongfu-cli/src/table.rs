//! Tables for people: columns aligned by the width that a terminal gives each
//! character.

/// Columns that a character takes: two for the scripts of East Asia and for
/// full-width forms (Unicode East Asian Width W and F), none for marks that
/// combine with the letter before.
fn width_of(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// Rows under a heading; columns whose cells are all numbers stand right.
pub fn table(heading: &[String], rows: &[Vec<String>]) -> String {
    let columns = heading.len();
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| width(cell));
            cells
                .chain([width(heading.get(column).map_or("", String::as_str))])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let numeric: Vec<bool> = (0..columns)
        .map(|column| {
            let mut cells = rows
                .iter()
                .filter_map(|row| row.get(column))
                .filter(|cell| !cell.is_empty())
                .peekable();
            cells.peek().is_some()
                && cells.all(|cell| {
                    cell.chars()
                        .all(|c| c.is_ascii_digit() || ",.-%".contains(c))
                        && !cell.contains("-W")
                })
        })
        .collect();
    let line = |cells: &[String]| {
        let mut text = String::new();
        for (column, wanted) in widths.iter().enumerate() {
            let cell = cells.get(column).map_or("", String::as_str);
            let space = " ".repeat(wanted.saturating_sub(width(cell)));
            let right = numeric.get(column).copied().unwrap_or(false);
            text.push_str(&if right {
                format!("{space}{cell}")
            } else {
                format!("{cell}{space}")
            });
            text.push_str("  ");
        }
        format!("{}\n", text.trim_end())
    };
    let rule: Vec<String> = widths.iter().map(|wanted| "─".repeat(*wanted)).collect();
    let mut text = line(heading);
    text.push_str(&line(&rule));
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_columns_are_aligned() {
        let heading = ["姓名".to_owned(), "n".to_owned()];
        let rows = [
            vec!["李四".to_owned(), "7".to_owned()],
            vec!["Abdulla".to_owned(), "12".to_owned()],
        ];
        let text = table(&heading, &rows);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[2], "李四      7");
        assert_eq!(lines[3], "Abdulla  12");
    }
}
