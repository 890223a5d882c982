//! `cargo xtask serve`: the finished site on localhost, with the headers a real host must send.
//!
//! Unknown assets are 404 and never rewritten to the page: a page served as a script is the classic white screen after
//! an update. Only navigations get the page.

use crate::build;
use crate::failure::{Done, Failure};
use crate::run::root;
use crate::site;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tiny_http::{Header, Method, Request, Response, Server};

const THREADS: usize = 4;

/// What was asked for on the command line.
pub struct Options {
    port: u16,
    build: bool,
}

impl Options {
    /// Reads `--port N` and `--no-build`; a wrong port falls back to 8080.
    pub fn parse(arguments: &[String]) -> Self {
        let mut after_port = arguments.iter().skip_while(|argument| *argument != "--port").skip(1);
        Self {
            port: after_port.next().and_then(|port| port.parse().ok()).unwrap_or(8080),
            build: !arguments.iter().any(|argument| argument == "--no-build"),
        }
    }
}

/// Serves until the process is stopped.
pub fn serve(options: &Options) -> Done {
    if options.build {
        build::ensure_fresh()?;
    }
    // Browsers may resolve localhost to IPv6 first, so both loopbacks listen.
    let first = Server::http(("127.0.0.1", options.port)).map_err(|error| {
        Failure::Missing(format!(
            "port {} cannot be used ({error}); choose another with --port",
            options.port
        ))
    })?;
    let second = Server::http(("::1", options.port)).ok();
    println!("Pendamping is at http://localhost:{}  (Ctrl-C stops it)", options.port);
    let mut threads = Vec::new();
    for server in [Some(first), second].into_iter().flatten().map(Arc::new) {
        for _ in 0..THREADS {
            let server = Arc::clone(&server);
            threads.push(std::thread::spawn(move || {
                for request in server.incoming_requests() {
                    answer(request);
                }
            }));
        }
    }
    for thread in threads {
        let _ = thread.join();
    }
    Ok(())
}

fn answer(request: Request) {
    let found = if matches!(request.method(), Method::Get | Method::Head) { find(&request) } else { None };
    let (status, path, encoding, body) = match found {
        Some(found) => (200, found.path, found.encoding, found.body),
        None => (404, String::from("missing.txt"), None, b"tidak ada / not found\n".to_vec()),
    };
    let cache = if status == 200 { site::cache_control(&path) } else { "no-store" };
    let mut headers = site::headers();
    headers.push(("Content-Type", site::media_type(&path).into()));
    headers.push(("Cache-Control", cache.into()));
    headers.push(("Vary", "Accept-Encoding".into()));
    if let Some(encoding) = encoding {
        headers.push(("Content-Encoding", encoding.into()));
    }
    let mut response = Response::from_data(body).with_status_code(status).with_chunked_threshold(usize::MAX);
    for header in headers.iter().filter_map(|(name, value)| Header::from_bytes(*name, value.as_bytes()).ok())
    {
        response.add_header(header);
    }
    // A browser that went away in the middle of an answer is no fault of ours.
    let _ = request.respond(response);
}

struct Found {
    path: String,
    encoding: Option<&'static str>,
    body: Vec<u8>,
}

fn find(request: &Request) -> Option<Found> {
    let path = request.url().split(['?', '#']).next().unwrap_or_default().trim_start_matches('/').to_owned();
    // Only plain names: nothing may climb out of dist/, and no file of ours needs percent signs.
    let plain = |part: &str| !part.starts_with('.') && !part.contains(['\\', '%']);
    if !path.split('/').all(plain) {
        return None;
    }
    let is_page =
        header(request, "sec-fetch-dest") == "document" || header(request, "accept").contains("text/html");
    let last = path.rsplit('/').next().unwrap_or_default();
    let path =
        if path.is_empty() || (is_page && !last.contains('.')) { "index.html".to_owned() } else { path };
    let file: PathBuf = root().join("dist").join(&path);
    let accepted = header(request, "accept-encoding");
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepted.contains(encoding)
            && let Ok(body) = fs::read(format!("{}.{ending}", file.display()))
        {
            return Some(Found { path, encoding: Some(encoding), body });
        }
    }
    fs::read(&file).ok().map(|body| Found { path, encoding: None, body })
}

fn header(request: &Request, name: &'static str) -> String {
    let found = request.headers().iter().find(|header| header.field.equiv(name));
    found.map(|header| header.value.as_str().to_ascii_lowercase()).unwrap_or_default()
}
