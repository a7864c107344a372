//! The built page, embedded.

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/page.rs"));
}

/// A file of the page: bytes and media type. The page routes within itself, so
/// any path without an extension is its index.
pub fn file(path: &str) -> Option<(&'static [u8], &'static str)> {
    let wanted = path.trim_start_matches('/');
    let name = if wanted
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'))
    {
        wanted
    } else {
        "index.html"
    };
    embedded::FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(known, bytes)| (*bytes, media_type(known)))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_of_the_page_are_its_index_and_unknown_files_are_absent() {
        assert_eq!(
            file("/").map(|(_, kind)| kind),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(
            file("/classes/0190-abc").map(|(_, kind)| kind),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(file("/assets/none.js"), None);
        assert_eq!(file("/../Cargo.toml"), None);
    }
}
