//! Who may ask: one browser, started by this program, on this machine.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Header in which the page sends the token of its address.
pub const TOKEN_HEADER: &str = "x-tongfu-token";
const COOKIE: &str = "tongfu-session";

/// For so long after its first use the launch token still lets in requests
/// that the page sent before it had its cookie.
const OVERLAP: Duration = Duration::from_secs(10);

/// Keys of one start of the program.
#[derive(Debug)]
pub struct Access {
    port: u16,
    launch: String,
    session: String,
    entered: Mutex<Option<Instant>>,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another host name: the address was rebound to this machine.
    Host,
    /// Another origin: a page of somebody else.
    Origin,
    /// No key, a wrong one, or one already used up.
    Key,
}

/// A request that may go on.
#[derive(Debug, PartialEq, Eq)]
pub struct Granted {
    /// `Set-Cookie` for a page that came with the launch token.
    pub set_cookie: Option<String>,
}

fn secret() -> std::io::Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Compares without telling by its time how much agreed.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left
            .bytes()
            .zip(right.bytes())
            .fold(0, |differ, (a, b)| differ | (a ^ b))
            == 0
}

impl Access {
    /// Fresh keys for the server on `port`.
    pub fn new(port: u16) -> std::io::Result<Self> {
        Ok(Self {
            port,
            launch: secret()?,
            session: secret()?,
            entered: Mutex::new(None),
        })
    }

    /// The token in the address that the browser is opened with.
    pub fn launch_token(&self) -> &str {
        &self.launch
    }

    /// Checks host and origin: for the page's own files, which hold no secret.
    pub fn check_source(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let text = |name| {
            headers
                .get(name)
                .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
        };
        let hosts = [
            format!("127.0.0.1:{}", self.port),
            format!("localhost:{}", self.port),
        ];
        if !text(header::HOST).is_some_and(|host| hosts.iter().any(|known| known == host)) {
            return Err(Refusal::Host);
        }
        match text(header::ORIGIN) {
            Some(origin) if !hosts.iter().any(|host| origin == format!("http://{host}")) => {
                Err(Refusal::Origin)
            }
            _ => Ok(()),
        }
    }

    /// Checks everything: for commands, uploads, downloads.
    pub fn check(&self, headers: &HeaderMap, now: Instant) -> Result<Granted, Refusal> {
        self.check_source(headers)?;
        let cookie = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE);
        if cookie.is_some_and(|(_, value)| same(value, &self.session)) {
            return Ok(Granted { set_cookie: None });
        }
        let token = headers
            .get(TOKEN_HEADER)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !same(token, &self.launch) {
            return Err(Refusal::Key);
        }
        let mut entered = self.entered.lock().unwrap_or_else(PoisonError::into_inner);
        let first = *entered.get_or_insert(now);
        if now.duration_since(first) > OVERLAP {
            return Err(Refusal::Key);
        }
        Ok(Granted {
            set_cookie: Some(format!(
                "{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/",
                self.session
            )),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.insert(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn another_host_name_or_origin_is_refused() {
        let access = Access::new(4711).unwrap();
        let key = access.launch_token().to_owned();
        let now = Instant::now();
        let check = |host: &str, origin: &str| {
            access.check(
                &headers(&[("host", host), ("origin", origin), (TOKEN_HEADER, &key)]),
                now,
            )
        };
        assert!(check("127.0.0.1:4711", "http://127.0.0.1:4711").is_ok());
        assert_eq!(
            check("evil.example:4711", "http://127.0.0.1:4711"),
            Err(Refusal::Host)
        );
        assert_eq!(
            check("127.0.0.1:4712", "http://127.0.0.1:4711"),
            Err(Refusal::Host)
        );
        assert_eq!(
            check("127.0.0.1:4711", "http://evil.example"),
            Err(Refusal::Origin)
        );
        assert_eq!(check("127.0.0.1:4711", "null"), Err(Refusal::Origin));
    }

    #[test]
    fn the_launch_token_serves_once_and_is_followed_by_a_cookie() {
        let access = Access::new(1).unwrap();
        let now = Instant::now();
        let with_token = headers(&[
            ("host", "127.0.0.1:1"),
            (TOKEN_HEADER, access.launch_token()),
        ]);
        let cookie = access.check(&with_token, now).unwrap().set_cookie.unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        let later = now + OVERLAP + Duration::from_secs(1);
        assert_eq!(
            access.check(&with_token, later),
            Err(Refusal::Key),
            "a token read from the history is worth nothing"
        );
        let with_cookie = headers(&[
            ("host", "127.0.0.1:1"),
            ("cookie", cookie.split(';').next().unwrap()),
        ]);
        assert_eq!(
            access.check(&with_cookie, later),
            Ok(Granted { set_cookie: None })
        );
    }

    #[test]
    fn without_a_key_nothing_is_answered() {
        let access = Access::new(1).unwrap();
        let bare = headers(&[("host", "127.0.0.1:1")]);
        assert_eq!(access.check(&bare, Instant::now()), Err(Refusal::Key));
        assert!(access.check_source(&bare).is_ok());
        let wrong = headers(&[
            ("host", "127.0.0.1:1"),
            (TOKEN_HEADER, "x"),
            ("cookie", "tongfu-session=x"),
        ]);
        assert_eq!(access.check(&wrong, Instant::now()), Err(Refusal::Key));
    }
}
