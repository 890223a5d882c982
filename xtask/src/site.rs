//! What every host must send with the files: the security headers, the caching rules, the media types.
//!
//! One table feeds the meta tag, `dist/_headers` and `cargo xtask serve`, so they cannot drift apart.

/// The policy without `frame-ancestors`, which browsers refuse in a meta tag.
pub const CSP_META: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
base-uri 'none'; object-src 'none'; form-action 'none'";

/// The headers of every answer.
pub fn headers() -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", format!("{CSP_META}; frame-ancestors 'none'")),
        ("Cross-Origin-Opener-Policy", "same-origin".into()),
        ("Cross-Origin-Resource-Policy", "same-origin".into()),
        ("X-Content-Type-Options", "nosniff".into()),
        ("Referrer-Policy", "no-referrer".into()),
        (
            "Permissions-Policy",
            "camera=(self), geolocation=(), microphone=(), clipboard-read=(), usb=(), publickey-credentials-get=(self)"
                .into(),
        ),
        ("Strict-Transport-Security", "max-age=31536000".into()),
    ]
}

/// Files under `assets/` carry their hash in the name; everything else may change under its name.
pub fn cache_control(path: &str) -> &'static str {
    if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// The `_headers` file that Netlify, Cloudflare Pages and our end-to-end server read.
pub fn headers_file() -> String {
    let mut text = String::from("/*\n");
    for (name, value) in headers() {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    for path in ["/", "/index.html", "/sw.js", "/manifest.webmanifest"] {
        text.push_str(&format!("{path}\n  Cache-Control: {}\n", cache_control(path.trim_start_matches('/'))));
    }
    text.push_str(&format!("/assets/*\n  Cache-Control: {}\n", cache_control("assets/")));
    text
}

/// The media type of a file by its name.
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Whether a file shrinks when compressed, so that `.br` and `.gz` twins are worth having.
pub fn compresses(path: &str) -> bool {
    matches!(
        path.rsplit('.').next(),
        Some("html" | "js" | "wasm" | "css" | "csv" | "webmanifest" | "json" | "svg")
    )
}
