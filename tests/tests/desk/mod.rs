//! The window under a screen of its own, and what an officer does in it.
//!
//! Everything is waited for by what the page shows, never by a time; a wait
//! that ends in vain fails the test with what was wanted and what stood there.
#![allow(dead_code, reason = "each test drives a part of the window")]

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::future::Future;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest that a single step may take: a plan on a slow machine.
const PATIENCE: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(100);

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

/// A program built by this workspace, beside the folder of the test programs.
pub fn built(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let program = here.parent().and_then(Path::parent).unwrap().join(name);
    assert!(
        program.is_file(),
        "{name} is not built: cargo build --workspace --bins"
    );
    program
}

/// A program of the system or of the folder of tools that `make deps-test` fills.
fn installed(name: &str) -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(cache.map(|folder| folder.join("tongfu/tools/bin")));
    folders
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed: make deps-test"))
}

/// One answer of the command line, which must have succeeded; a user or a
/// handler's key that is made gets the same passphrase.
pub fn tongfu(store: &Path, passphrase: &str, arguments: &[&str]) -> Value {
    let done = Command::new(built("tongfu"))
        .args(["--json", "--store"])
        .arg(store)
        .args(arguments)
        .env("TONGFU_PASSPHRASE", passphrase)
        .env("TONGFU_NEW_PASSPHRASE", passphrase)
        .env("TONGFU_HANDLER_PASSPHRASE", passphrase)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    serde_json::from_slice(&done.stdout).unwrap()
}

/// The province's store, used through the command line.
pub struct Province {
    store: PathBuf,
    passphrase: String,
    today: String,
}

impl Province {
    pub fn create(store: &Path, passphrase: &str, today: &str) -> Province {
        let made = Province {
            store: store.to_owned(),
            passphrase: passphrase.to_owned(),
            today: today.to_owned(),
        };
        made.run(&[
            "store",
            "create",
            "--role",
            "province",
            "--office",
            "650000",
            "--name",
            "新疆维吾尔自治区",
        ]);
        made
    }

    pub fn run(&self, arguments: &[&str]) -> Value {
        let whole: Vec<&str> = ["--today", self.today.as_str()]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        tongfu(&self.store, &self.passphrase, &whole)
    }
}

/// Processes in a group of their own that ends with the test.
struct Group(Child);

impl Group {
    fn start(command: &mut Command) -> Group {
        Group(command.process_group(0).spawn().unwrap())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // The whole group: a session bus leaves its children behind.
        let _ = Command::new("sh")
            .args([
                "-c",
                "kill -s TERM -- -\"$0\" 2>/dev/null",
                &self.0.id().to_string(),
            ])
            .status();
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The open window.
pub struct Desk {
    client: Client,
    answers: PathBuf,
    display: String,
    // Dropped in this order: the driver before its screen.
    _driver: Group,
    _screen: Group,
    _home: tempfile::TempDir,
}

impl Desk {
    /// Starts the desktop program with the store in `store`, which need not exist.
    pub async fn open(store: &Path, today: &str) -> Desk {
        let home = tempfile::tempdir().unwrap();
        let answers = home.path().join("answers");
        std::fs::write(&answers, "").unwrap();
        let (screen, display) = screen();
        installed("WebKitWebDriver");
        let (port, native) = (free_port(), free_port());
        let log = std::fs::File::create(home.path().join("driver.log")).unwrap();
        let driver = Group::start(
            Command::new(installed("dbus-run-session"))
                .arg("--")
                .arg(installed("tauri-driver"))
                .args([
                    "--port",
                    &port.to_string(),
                    "--native-port",
                    &native.to_string(),
                ])
                .env("DISPLAY", &display)
                .env("TONGFU_DIALOG_ANSWERS", &answers)
                .env("XDG_DATA_HOME", home.path().join("data"))
                .env("XDG_CONFIG_HOME", home.path().join("config"))
                .env("XDG_CACHE_HOME", home.path().join("cache"))
                .stdout(Stdio::null())
                .stderr(log),
        );
        let arguments = json!(["--store", store, "--today", today, "--lang", "zh-CN"]);
        let mut wanted = Capabilities::new();
        wanted.insert("browserName".to_owned(), json!("wry"));
        wanted.insert(
            "tauri:options".to_owned(),
            json!({ "application": built("tongfu-desktop"), "args": arguments }),
        );
        let client = patiently("the window", || async {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(wanted.clone())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
                .map_err(|fault| fault.to_string())
        })
        .await;
        Desk {
            client,
            answers,
            display,
            _driver: driver,
            _screen: screen,
            _home: home,
        }
    }

    pub async fn close(self) {
        // The program ends with the session; the driver may be quicker than its answer.
        let _ = self.client.clone().close().await;
    }

    /// Ends the window in the middle of what it does, as a power cut would.
    pub fn kill(self) {
        let killed = Command::new("sh")
            .args([
                "-c",
                "kill -s KILL -- -\"$0\"",
                &self._driver.0.id().to_string(),
            ])
            .status();
        assert!(killed.unwrap().success(), "the window could not be killed");
    }

    /// Presses keys where the focus is: text, and keys of the WebDriver
    /// standard's private range.
    pub async fn press(&self, keys: &str) {
        patiently(&format!("the keys {keys:?}"), || async {
            let focused = self.client.active_element().await;
            let focused = focused.map_err(|fault| fault.to_string())?;
            focused
                .send_keys(keys)
                .await
                .map_err(|fault| fault.to_string())
        })
        .await;
    }

    /// Waits until an attribute or, where there is none, a property of an
    /// element is as wanted.
    pub async fn has(&self, test: &str, name: &str, wanted: &str) {
        let css = selector(test);
        patiently(&format!("{name} of {test} as {wanted}"), || async {
            let element = self
                .client
                .find(Locator::Css(&css))
                .await
                .map_err(|fault| fault.to_string())?;
            let mut found = element
                .attr(name)
                .await
                .map_err(|fault| fault.to_string())?;
            if found.is_none() {
                found = element
                    .prop(name)
                    .await
                    .map_err(|fault| fault.to_string())?;
            }
            if found.as_deref() == Some(wanted) {
                Ok(())
            } else {
                Err(format!("it is {found:?}"))
            }
        })
        .await;
    }

    /// Waits until the focus is on an element.
    pub async fn focused(&self, test: &str) {
        patiently(&format!("the focus on {test}"), || async {
            let focused = self.client.active_element().await;
            let focused = focused.map_err(|fault| fault.to_string())?;
            let mark = focused
                .attr("data-test")
                .await
                .map_err(|fault| fault.to_string())?;
            if mark.as_deref() == Some(test) {
                Ok(())
            } else {
                Err(format!("it is on {mark:?}"))
            }
        })
        .await;
    }

    /// Puts a text on the clipboard of the screen, as another program would.
    pub fn copy(&self, text: &str) {
        let mut copied = Command::new(installed("xclip"))
            .args(["-selection", "clipboard"])
            .env("DISPLAY", &self.display)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = copied.stdin.take().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        drop(input);
        assert!(copied.wait().unwrap().success(), "xclip");
    }

    /// What the next file dialog is answered with.
    pub fn answer(&mut self, path: &Path) {
        std::fs::write(&self.answers, format!("{}\n", path.display())).unwrap();
    }

    /// Keeps a picture of the screen where `TONGFU_SCREENSHOTS` wants them.
    pub async fn shot(&self, name: &str) {
        let Some(folder) = std::env::var_os("TONGFU_SCREENSHOTS").map(PathBuf::from) else {
            return;
        };
        std::fs::create_dir_all(&folder).unwrap();
        // A transition of the page takes a moment that no element tells of.
        tokio::time::sleep(Duration::from_millis(400)).await;
        let picture = patiently(name, || async {
            self.client
                .screenshot()
                .await
                .map_err(|fault| fault.to_string())
        })
        .await;
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }

    pub async fn find(&self, test: &str) {
        self.find_css(&selector(test)).await;
    }

    pub async fn find_css(&self, css: &str) {
        patiently(css, || async {
            self.client
                .find(Locator::Css(css))
                .await
                .map(drop)
                .map_err(|fault| fault.to_string())
        })
        .await;
    }

    /// Waits until nothing on the page has this mark.
    pub async fn gone(&self, test: &str) {
        let css = selector(test);
        patiently(test, || async {
            let left = self
                .client
                .find_all(Locator::Css(&css))
                .await
                .map_err(|fault| fault.to_string())?;
            if left.is_empty() {
                Ok(())
            } else {
                Err("still there".to_owned())
            }
        })
        .await;
    }

    pub async fn click(&self, test: &str) {
        let css = selector(test);
        patiently(&format!("a click on {test}"), || async {
            let element = self
                .client
                .find(Locator::Css(&css))
                .await
                .map_err(|fault| fault.to_string())?;
            if !element
                .is_enabled()
                .await
                .map_err(|fault| fault.to_string())?
            {
                return Err("it is not enabled".to_owned());
            }
            element.click().await.map_err(|fault| fault.to_string())
        })
        .await;
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, test: &str, text: &str) {
        let css = selector(test);
        patiently(&format!("typing into {test}"), || async {
            let element = self
                .client
                .find(Locator::Css(&css))
                .await
                .map_err(|fault| fault.to_string())?;
            element.clear().await.map_err(|fault| fault.to_string())?;
            element
                .send_keys(text)
                .await
                .map_err(|fault| fault.to_string())?;
            let typed = element
                .prop("value")
                .await
                .map_err(|fault| fault.to_string())?
                .unwrap_or_default();
            if typed == text {
                Ok(())
            } else {
                Err(format!("the field reads {typed:?}"))
            }
        })
        .await;
    }

    pub async fn text(&self, test: &str) -> String {
        let css = selector(test);
        patiently(&format!("a text in {test}"), || async {
            let element = self
                .client
                .find(Locator::Css(&css))
                .await
                .map_err(|fault| fault.to_string())?;
            let text = content(&element).await?;
            if text.is_empty() {
                Err("it is empty".to_owned())
            } else {
                Ok(text)
            }
        })
        .await
    }

    pub async fn texts(&self, css: &str) -> Vec<String> {
        patiently(css, || async {
            let mut texts = Vec::new();
            for element in self
                .client
                .find_all(Locator::Css(css))
                .await
                .map_err(|fault| fault.to_string())?
            {
                texts.push(content(&element).await?);
            }
            Ok(texts)
        })
        .await
    }

    /// Widths of elements on the screen, in its pixels.
    pub async fn widths(&self, css: &str) -> Vec<f64> {
        patiently(css, || async {
            let mut widths = Vec::new();
            for element in self
                .client
                .find_all(Locator::Css(css))
                .await
                .map_err(|fault| fault.to_string())?
            {
                widths.push(
                    element
                        .rectangle()
                        .await
                        .map_err(|fault| fault.to_string())?
                        .2,
                );
            }
            Ok(widths)
        })
        .await
    }

    /// A count as it is written, with or without separators.
    pub async fn number(&self, test: &str) -> u64 {
        let text = self.text(test).await;
        text.replace(',', "")
            .parse()
            .unwrap_or_else(|_| panic!("{test} is no number: {text}"))
    }

    /// Waits until the text of an element is as wanted.
    pub async fn reads(&self, test: &str, wanted: impl Fn(&str) -> bool) {
        let css = selector(test);
        patiently(&format!("what {test} should read"), || async {
            let element = self
                .client
                .find(Locator::Css(&css))
                .await
                .map_err(|fault| fault.to_string())?;
            let text = content(&element).await?;
            if wanted(&text) {
                Ok(())
            } else {
                Err(format!("it reads: {text}"))
            }
        })
        .await;
    }
}

/// What stands in an element. Not the driver's own "visible text": WebKit's is
/// empty for what may be cut off with an ellipsis.
async fn content(element: &Element) -> Result<String, String> {
    let text = element
        .prop("textContent")
        .await
        .map_err(|fault| fault.to_string())?;
    Ok(text.unwrap_or_default().trim().to_owned())
}

/// A screen of the size of a county's laptop, and its name.
fn screen() -> (Group, String) {
    let mut command = Command::new(installed("Xvfb"));
    command.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1366x768x24",
        "-nolisten",
        "tcp",
    ]);
    let mut group = Group::start(command.stdout(Stdio::piped()).stderr(Stdio::null()));
    let mut number = String::new();
    BufReader::new(group.0.stdout.take().unwrap())
        .read_line(&mut number)
        .unwrap();
    assert!(!number.trim().is_empty(), "Xvfb made no screen");
    (group, format!(":{}", number.trim()))
}

/// The selector of a mark of the page; what is a selector already stays.
fn selector(test: &str) -> String {
    if test.starts_with('[') {
        test.to_owned()
    } else {
        format!("[data-test=\"{test}\"]")
    }
}

/// Tries until it succeeds. A refused request is tried again too: the driver
/// may close an idle connection while the next request is on its way.
async fn patiently<T, F, Answer>(what: &str, attempt: F) -> T
where
    F: Fn() -> Answer,
    Answer: Future<Output = Result<T, String>>,
{
    let started = Instant::now();
    loop {
        match attempt().await {
            Ok(found) => return found,
            Err(fault) => assert!(started.elapsed() < PATIENCE, "{what}: {fault}"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}
