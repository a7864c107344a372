//! What a command ends with, and how it is shown.

use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;
use tongfu_api::types::session::Failure;

/// The end of a command.
#[derive(Debug)]
pub struct Ended {
    /// The object of `--json`.
    object: Value,
    /// The same for people.
    text: String,
    /// What only people are told, on standard error.
    message: Option<String>,
    code: u8,
}

impl Ended {
    /// Done: `object` for scripts, `text` for people.
    pub fn done(object: impl Serialize, text: impl Into<String>) -> Self {
        match serde_json::to_value(object) {
            Ok(object) => Self {
                object,
                text: text.into(),
                message: None,
                code: 0,
            },
            Err(fault) => Self::used_wrongly(fault.to_string()),
        }
    }

    /// The answer is a refusal with figures of its own, such as a package in
    /// quarantine.
    #[must_use]
    pub fn refused(mut self, message: impl Into<String>) -> Self {
        self.code = 1;
        self.message = Some(message.into());
        self
    }

    /// Used wrongly.
    pub fn used_wrongly(message: String) -> Self {
        let object = json!({ "error": { "code": "USAGE", "message": message.trim_end() } });
        Self {
            object,
            text: String::new(),
            message: Some(message.trim_end().to_owned()),
            code: 2,
        }
    }

    /// Prints it and gives the exit code.
    pub fn print(self, json: bool) -> ExitCode {
        if let Some(message) = &self.message {
            eprintln!("{message}");
        }
        let mut out = std::io::stdout().lock();
        // A reader that closed the pipe has what it wanted.
        let _ = if json {
            writeln!(out, "{}", self.object)
        } else {
            out.write_all(with_end(self.text).as_bytes())
        };
        let _ = out.flush();
        ExitCode::from(self.code)
    }

    #[cfg(test)]
    pub fn parts(&self) -> (&Value, u8) {
        (&self.object, self.code)
    }
}

fn with_end(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        let message = match &failure.hint {
            Some(hint) => format!("{} [{}]\n{hint}", failure.message, failure.code),
            None => format!("{} [{}]", failure.message, failure.code),
        };
        let error = json!({
            "code": failure.code,
            "message": failure.message,
            "params": failure.params,
            "hint": failure.hint,
            "trace_id": failure.trace_id,
        });
        Self {
            object: json!({ "error": error }),
            text: String::new(),
            message: Some(message),
            code: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_refusal_is_one_object_with_its_code_and_ends_with_one() {
        let failure = Failure {
            code: "STORE_ABSENT".into(),
            params: BTreeMap::from([("a".into(), "b".into())]),
            message: "m".into(),
            hint: None,
            trace_id: "t".into(),
        };
        let ended = Ended::from(failure);
        let (object, code) = ended.parts();
        assert_eq!(
            (object.pointer("/error/code").unwrap().as_str(), code),
            (Some("STORE_ABSENT"), 1)
        );
        assert_eq!(Ended::used_wrongly("x".into()).parts().1, 2);
    }
}
