//! Routes: the page, commands, uploads, downloads, and the sign of life.

use crate::access::{Access, Refusal};
use crate::downloads::{Downloads, percent_decode, percent_encode};
use crate::page;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tongfu_api::Session;

/// A roster of 100,000 rows is below 20 MB; this leaves room and still bounds
/// what one request may hold.
const UPLOAD_LIMIT: usize = 256 * 1024 * 1024;
const NAME_HEADER: &str = "x-tongfu-file-name";

/// When somebody last asked for something.
#[derive(Debug)]
pub struct Activity {
    idle: Duration,
    last: Mutex<Instant>,
    /// Set when the page said that it goes: a short wait, because a reload
    /// says so too.
    leaving: Mutex<Option<Instant>>,
}

impl Activity {
    /// Ends after `idle` without a request.
    pub fn new(idle: Duration) -> Self {
        Self {
            idle,
            last: Mutex::new(Instant::now()),
            leaving: Mutex::new(None),
        }
    }

    fn seen(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        *self.leaving.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn leaves(&self) {
        *self.leaving.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn over(&self) -> bool {
        let left = *self.leaving.lock().unwrap_or_else(PoisonError::into_inner);
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .elapsed()
            > self.idle
            || left.is_some_and(|since| since.elapsed() > Duration::from_secs(8))
    }

    /// Resolves when nobody uses the program any more.
    pub async fn ended(&self) {
        while !self.over() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

#[derive(Clone)]
struct Parts {
    session: Session,
    access: Arc<Access>,
    downloads: Arc<Downloads>,
    activity: Arc<Activity>,
}

/// All routes.
pub fn router(
    session: Session,
    access: Arc<Access>,
    downloads: Arc<Downloads>,
    activity: Arc<Activity>,
) -> Router {
    let parts = Parts {
        session,
        access,
        downloads,
        activity,
    };
    let guarded = Router::new()
        .route("/api/call/{name}", post(call))
        .route("/api/upload", post(upload))
        .route("/api/download/{token}", get(download))
        .route("/api/alive", post(|| async { StatusCode::NO_CONTENT }))
        .route("/api/leave", post(leave))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT))
        .route_layer(middleware::from_fn_with_state(parts.clone(), guard));
    Router::new()
        .merge(guarded)
        .fallback(serve_page)
        .with_state(parts)
}

fn refused(refusal: Refusal) -> Response {
    let status = if refusal == Refusal::Key {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::FORBIDDEN
    };
    let code = match refusal {
        Refusal::Host => "LOOPBACK_HOST",
        Refusal::Origin => "LOOPBACK_ORIGIN",
        Refusal::Key => "LOOPBACK_KEY",
    };
    (status, axum::Json(json!({ "code": code }))).into_response()
}

async fn guard(State(parts): State<Parts>, request: Request, next: Next) -> Response {
    match parts.access.check(request.headers(), Instant::now()) {
        Err(refusal) => refused(refusal),
        Ok(granted) => {
            parts.activity.seen();
            let mut response = next.run(request).await;
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if let Some(cookie) = granted
                .set_cookie
                .and_then(|text| HeaderValue::from_str(&text).ok())
            {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
    }
}

async fn call(State(parts): State<Parts>, Path(name): Path<String>, body: Bytes) -> Response {
    let params: Value = if body.is_empty() {
        Value::Null
    } else {
        match serde_json::from_slice(&body) {
            Ok(params) => params,
            Err(_) => return StatusCode::BAD_REQUEST.into_response(),
        }
    };
    let session = parts.session.clone();
    let answered = tokio::task::spawn_blocking(move || session.call(&name, params)).await;
    // A long command is a sign of life at its end too.
    parts.activity.seen();
    match answered {
        Ok(Ok(result)) => axum::Json(result).into_response(),
        Ok(Err(failure)) => (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(failure)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn upload(State(parts): State<Parts>, headers: HeaderMap, body: Bytes) -> Response {
    let name = headers
        .get(NAME_HEADER)
        .and_then(|value| value.to_str().ok())
        .and_then(percent_decode);
    match name {
        Some(name) if !name.is_empty() => {
            axum::Json(parts.session.adopt_bytes(&name, body.to_vec())).into_response()
        }
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

async fn download(State(parts): State<Parts>, Path(token): Path<String>) -> Response {
    match parts.downloads.take(&token) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some((name, bytes)) => {
            let disposition = format!("attachment; filename*=UTF-8''{}", percent_encode(&name));
            (
                [
                    (header::CONTENT_DISPOSITION, disposition),
                    (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
                ],
                bytes,
            )
                .into_response()
        }
    }
}

async fn leave(State(parts): State<Parts>) -> StatusCode {
    parts.activity.leaves();
    StatusCode::NO_CONTENT
}

async fn serve_page(State(parts): State<Parts>, request: Request) -> Response {
    if let Err(refusal) = parts.access.check_source(request.headers()) {
        return refused(refusal);
    }
    parts.activity.seen();
    match page::file(request.uri().path()) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some((bytes, kind)) => (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "no-store"),
                (
                    header::CONTENT_SECURITY_POLICY,
                    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                ),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::REFERRER_POLICY, "no-referrer"),
            ],
            bytes,
        )
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::TOKEN_HEADER;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tongfu_api::SessionOptions;

    struct Running {
        port: u16,
        access: Arc<Access>,
        _store: tempfile::TempDir,
    }

    async fn start() -> Running {
        let store = tempfile::tempdir().unwrap();
        let downloads = Arc::new(Downloads::new().unwrap());
        let session = Session::new(SessionOptions {
            store: store.path().join("store"),
            language: Some("en".to_owned()),
            today: None,
            opened: None,
            dialogs: Box::new(Arc::clone(&downloads)),
        });
        let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))
            .await
            .unwrap();
        let port = listener.local_addr().unwrap().port();
        let access = Arc::new(Access::new(port).unwrap());
        let activity = Arc::new(Activity::new(Duration::from_secs(60)));
        let router = router(session, Arc::clone(&access), downloads, activity);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Running {
            port,
            access,
            _store: store,
        }
    }

    async fn ask(running: &Running, line: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut stream =
            tokio::net::TcpStream::connect((std::net::Ipv4Addr::LOCALHOST, running.port))
                .await
                .unwrap();
        let mut text = format!(
            "{line} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Length: {}\r\n",
            running.port,
            body.len()
        );
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        text.push_str(body);
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn a_command_needs_the_key_and_sets_the_cookie() {
        let running = start().await;
        let without = ask(&running, "POST /api/call/app_state", &[], "").await;
        assert!(without.starts_with("HTTP/1.1 401"), "{without}");
        let key = running.access.launch_token().to_owned();
        let with = ask(
            &running,
            "POST /api/call/app_state",
            &[(TOKEN_HEADER, &key)],
            "{}",
        )
        .await;
        assert!(
            with.starts_with("HTTP/1.1 200") && with.contains("\"store\":\"absent\""),
            "{with}"
        );
        assert!(
            with.to_lowercase().contains("set-cookie: tongfu-session="),
            "{with}"
        );
        assert!(
            !with.to_lowercase().contains("access-control-allow"),
            "no other origin is ever let in"
        );
    }

    #[tokio::test]
    async fn another_origin_is_refused_even_with_the_key() {
        let running = start().await;
        let key = running.access.launch_token().to_owned();
        let answer = ask(
            &running,
            "POST /api/call/app_state",
            &[(TOKEN_HEADER, &key), ("Origin", "http://evil.example")],
            "",
        )
        .await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
        let page = ask(&running, "GET /", &[("Origin", "http://evil.example")], "").await;
        assert!(page.starts_with("HTTP/1.1 403"), "{page}");
    }

    #[tokio::test]
    async fn a_refusal_carries_code_and_sentence() {
        let running = start().await;
        let key = running.access.launch_token().to_owned();
        let answer = ask(
            &running,
            "POST /api/call/people_find",
            &[(TOKEN_HEADER, &key)],
            r#"{"query":"","limit":1,"offset":0}"#,
        )
        .await;
        assert!(
            answer.starts_with("HTTP/1.1 422") && answer.contains("STORE_ABSENT"),
            "{answer}"
        );
        let unknown = ask(
            &running,
            "POST /api/call/no_such",
            &[(TOKEN_HEADER, &key)],
            "",
        )
        .await;
        assert!(unknown.contains("COMMAND_UNKNOWN"), "{unknown}");
    }

    #[tokio::test]
    async fn an_upload_becomes_a_token_with_its_name() {
        let running = start().await;
        let key = running.access.launch_token().to_owned();
        let name = percent_encode("名单.csv");
        let answer = ask(
            &running,
            "POST /api/upload",
            &[(TOKEN_HEADER, &key), (NAME_HEADER, &name)],
            "a,b",
        )
        .await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("名单.csv"),
            "{answer}"
        );
        let nameless = ask(&running, "POST /api/upload", &[(TOKEN_HEADER, &key)], "a,b").await;
        assert!(nameless.starts_with("HTTP/1.1 400"), "{nameless}");
    }

    #[tokio::test]
    async fn the_page_is_served_without_a_key_and_holds_no_secret() {
        let running = start().await;
        let page = ask(&running, "GET /", &[], "").await;
        assert!(
            page.starts_with("HTTP/1.1 200") && page.contains("content-security-policy"),
            "{page}"
        );
        assert!(!page.contains(running.access.launch_token()));
    }
}
