//! The program without a window, by the calls the page makes.
#![allow(dead_code, reason = "each test uses a part of it")]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tongfu_api::{FixedDialogs, Session, SessionOptions};

/// How long a test waits before it looks at a task again.
const PAUSE: Duration = Duration::from_millis(10);

/// A session and the answers of its dialogs.
pub struct Office {
    pub session: Session,
    pub dialogs: Arc<FixedDialogs>,
}

impl Office {
    /// On the store in `folder`, which may not be there yet; `today` is a day.
    pub fn at(folder: &Path, today: &str) -> Self {
        let dialogs = Arc::new(FixedDialogs::default());
        let session = Session::new(SessionOptions {
            store: folder.to_owned(),
            language: Some("zh-CN".into()),
            today: Some(today.parse().unwrap()),
            opened: None,
            dialogs: Box::new(dialogs.clone()),
        });
        Self { session, dialogs }
    }

    /// A new county in a folder of its own.
    pub fn county(folder: &tempfile::TempDir, today: &str) -> Self {
        let office = Self::at(&folder.path().join("store"), today);
        office.call(
            "store_create",
            json!({"role": "county", "office_code": "654004", "office_name": "霍尔果斯市", "user_name": "古丽", "passphrase": "a long enough passphrase"}),
        );
        office
    }

    /// What `name` answers, which must not be refused.
    pub fn call(&self, name: &str, params: Value) -> Value {
        self.session
            .call(name, params)
            .unwrap_or_else(|failure| panic!("{name}: {} {}", failure.code, failure.message))
    }

    /// The code by which `name` is refused.
    pub fn refused(&self, name: &str, params: Value) -> String {
        self.session.call(name, params).unwrap_err().code
    }

    /// A file of `tests/fixtures`, as the page holds it.
    pub fn sample(&self, name: &str) -> Value {
        let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(name);
        json!({"token": self.session.adopt_file(&path).token})
    }

    /// How a task ended, `meanwhile` hearing how far it is.
    pub fn ended(&self, task: &Value, mut meanwhile: impl FnMut(&Value)) -> Value {
        loop {
            let status = self.call("task_status", task.clone());
            if status["state"] != "running" {
                return status;
            }
            meanwhile(&status);
            std::thread::sleep(PAUSE);
        }
    }

    /// The result of a task, which must be done.
    pub fn done(&self, task: &Value) -> Value {
        let status = self.ended(task, |_| {});
        assert_eq!(status["state"], "done", "{status}");
        status["result"].clone()
    }
}
