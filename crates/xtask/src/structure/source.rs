//! Rust source without what only people read.

/// `text` without comments and without its `#[cfg(test)]` end, line structure
/// kept. String literals stay: an SQL statement is code.
pub fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut out = String::with_capacity(body.len());
    for line in body.lines() {
        let mut in_string = false;
        let mut escaped = false;
        let mut end = line.len();
        let bytes = line.as_bytes();
        for (index, byte) in bytes.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'/' if !in_string && bytes.get(index + 1) == Some(&b'/') => {
                    end = index;
                    break;
                }
                _ => {}
            }
        }
        out.push_str(&line[..end]);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tests_are_left_out_and_strings_kept() {
        let text = "//! std::fs\nlet a = \"// kept\"; // gone\n#[cfg(test)]\nmod tests { std::fs }";
        let code = code(text);
        assert!(code.contains("// kept") && !code.contains("gone") && !code.contains("std::fs"));
    }
}
