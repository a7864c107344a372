//! An installed Chromium and the browser host, for what only a browser can be
//! made to do: compose text as an input method does.
//!
//! The browser is spoken to through a pair of pipes: no port, no further
//! library.

use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest that a single step may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A process in a group of its own that ends with the test.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        let group = self.0.id().to_string();
        let _ = Command::new("sh")
            .args(["-c", "kill -s KILL -- -\"$0\" 2>/dev/null", &group])
            .status();
        let _ = self.0.wait();
    }
}

/// The page in a browser.
pub struct Browser {
    to: File,
    from: BufReader<File>,
    sent: u64,
    session: Option<String>,
    _chromium: Group,
    _host: Group,
    _folder: tempfile::TempDir,
}

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success(), "mkfifo {}", path.display());
}

impl Browser {
    /// Starts the host `program` on the store in `store`, and the browser on it.
    pub fn open(program: &Path, store: &Path, today: &str) -> Browser {
        let folder = tempfile::tempdir().unwrap();
        let mut host = Command::new(program)
            .args(["--no-open", "--lang", "zh-CN", "--today", today, "--store"])
            .arg(store)
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(host.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let host = Group(host);

        let (to, from) = (folder.path().join("to"), folder.path().join("from"));
        fifo(&to);
        fifo(&from);
        let chromium = Command::new("sh")
            .arg("-c")
            .arg(
                "exec chromium --headless=new --no-sandbox --disable-gpu --remote-debugging-pipe --user-data-dir=\"$2\" about:blank 3<\"$0\" 4>\"$1\"",
            )
            .args([&to, &from])
            .arg(folder.path().join("profile"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut browser = Browser {
            to: File::options().write(true).open(&to).unwrap(),
            from: BufReader::new(File::open(&from).unwrap()),
            sent: 0,
            session: None,
            _chromium: Group(chromium),
            _host: host,
            _folder: folder,
        };
        let targets = browser.send("Target.getTargets", json!({}));
        let page = targets["targetInfos"]
            .as_array()
            .unwrap()
            .iter()
            .find(|target| target["type"] == "page")
            .unwrap()["targetId"]
            .clone();
        let attached = browser.send(
            "Target.attachToTarget",
            json!({"targetId": page, "flatten": true}),
        );
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        browser.send("Page.navigate", json!({"url": address.trim()}));
        browser
    }

    /// One command of the browser's protocol, which must succeed.
    pub fn send(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let mut message = json!({"id": self.sent, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        loop {
            let mut answer = Vec::new();
            self.from.read_until(0, &mut answer).unwrap();
            assert_eq!(
                answer.pop(),
                Some(0),
                "chromium is not installed, or ended: make deps-test"
            );
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            if answer["id"] == json!(self.sent) {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// The value of an expression on the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let answer = self.send(
            "Runtime.evaluate",
            json!({"expression": expression, "awaitPromise": true, "returnByValue": true}),
        );
        answer["result"]["value"].clone()
    }

    /// Waits until an expression on the page is true.
    pub fn until(&mut self, expression: &str) {
        let started = Instant::now();
        while self.value(expression) != json!(true) {
            if started.elapsed() > PATIENCE {
                let stood = self.value("document.body.innerText");
                panic!("never true: {expression}\nthere stood: {stood}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A key that makes no text by itself, with its code of old.
    pub fn key(&mut self, key: &str, code: u32, modifiers: u32) {
        for kind in ["rawKeyDown", "keyUp"] {
            self.send(
                "Input.dispatchKeyEvent",
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}),
            );
        }
    }

    /// Text as it comes out of an input method, or is typed.
    pub fn text(&mut self, text: &str) {
        self.send("Input.insertText", json!({"text": text}));
    }

    /// Answers the next choice of a file, which `open` asks for, with `path`.
    pub fn choose(&mut self, open: &str, path: &Path) {
        // The browser's own dialog is not opened: nobody could answer it, and one
        // that is closed tells the page that nothing was chosen.
        self.value(
            "HTMLInputElement.prototype.click = function () {
               if (this.type !== 'file') HTMLElement.prototype.click.call(this) }",
        );
        self.value(open);
        let input = "[data-test=file-input]";
        self.until(&format!("!!document.querySelector('{input}')"));
        let document = self.send("DOM.getDocument", json!({}))["root"]["nodeId"].clone();
        let node = self.send(
            "DOM.querySelector",
            json!({"nodeId": document, "selector": input}),
        );
        self.send(
            "DOM.setFileInputFiles",
            json!({"nodeId": node["nodeId"], "files": [path]}),
        );
    }

    /// Text that is being composed and may still change.
    pub fn compose(&mut self, text: &str) {
        let end = text.chars().count();
        self.send(
            "Input.imeSetComposition",
            json!({"text": text, "selectionStart": end, "selectionEnd": end}),
        );
    }
}
