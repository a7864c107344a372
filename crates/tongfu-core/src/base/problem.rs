//! A problem with an input: every reason is listed, none is thrown away.

/// One thing wrong with a value, a row or a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, such as `ID_CHECK`.
    pub code: &'static str,
    /// The field it concerns, by the field's key.
    pub field: Option<&'static str>,
    /// The sheet's or text file's own row number, from 1.
    pub row: Option<u32>,
    /// Column letter or header, where there is one.
    pub column: Option<String>,
    /// Whether the row or value is refused; otherwise it is taken with a notice.
    pub refuses: bool,
    /// Values for the sentence.
    pub params: Vec<(&'static str, String)>,
    /// A value that would mend it.
    pub fix: Option<String>,
}

impl Problem {
    /// A problem that refuses the value.
    pub fn refuse(code: &'static str) -> Self {
        Self {
            code,
            field: None,
            row: None,
            column: None,
            refuses: true,
            params: Vec::new(),
            fix: None,
        }
    }

    /// A notice: the value is taken.
    pub fn warn(code: &'static str) -> Self {
        Self {
            refuses: false,
            ..Self::refuse(code)
        }
    }

    /// Names the field.
    #[must_use]
    pub fn on(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// Names the row.
    #[must_use]
    pub fn at_row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Offers a value that would mend it.
    #[must_use]
    pub fn fix(mut self, value: impl Into<String>) -> Self {
        self.fix = Some(value.into());
        self
    }
}
