//! A browser's side of a connection, as plain as it can be, and the server's processor time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// What the process has used, less what this thread has.
pub fn cpu() -> Duration {
    let of = |clock| Duration::try_from(clock_gettime(clock)).unwrap_or_default();
    of(ClockId::ProcessCPUTime) - of(ClockId::ThreadCPUTime)
}

/// A connection that is kept.
pub struct Connection {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Connection {
    pub fn new(address: &str, cookie: &str) -> Connection {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("at once");
        let head = format!("Host: {address}\r\nCookie: {cookie}\r\nAccept: application/json\r\n");
        Connection { stream: BufReader::new(stream), head }
    }

    pub fn get(&mut self, path: &str) -> Vec<u8> {
        let request = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head);
        self.send(&request, path)
    }

    pub fn post(&mut self, path: &str, body: &str) -> Vec<u8> {
        let more = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        let request = format!("POST {path} HTTP/1.1\r\n{}{more}\r\n{body}", self.head);
        self.send(&request, path)
    }

    fn send(&mut self, request: &str, path: &str) -> Vec<u8> {
        self.stream.get_mut().write_all(request.as_bytes()).expect("sent");
        let (status, length) = head(&mut self.stream);
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("a body");
        assert!((200..300).contains(&status), "{path}: {status} {}", String::from_utf8_lossy(&body));
        body
    }
}

/// Status and length of what comes.
fn head(stream: &mut BufReader<TcpStream>) -> (u16, usize) {
    let (mut status, mut length, mut line) = (0, 0, String::new());
    loop {
        line.clear();
        stream.read_line(&mut line).expect("a line");
        let text = line.trim_end().to_ascii_lowercase();
        if text.is_empty() {
            return (status, length);
        }
        if let Some(rest) = text.strip_prefix("http/1.1 ") {
            status = rest.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
        }
        if let Some(rest) = text.strip_prefix("content-length:") {
            length = rest.trim().parse().unwrap_or(0);
        }
    }
}

/// Watches the board, and tells each event's name.
pub fn watch(address: &str, cookie: &str, mut told: impl FnMut(String)) {
    let mut one = Connection::new(address, cookie);
    let request = format!("GET /desk/stream HTTP/1.1\r\n{}\r\n", one.head);
    one.stream.get_mut().write_all(request.as_bytes()).expect("sent");
    for line in one.stream.lines() {
        let Ok(line) = line else { return };
        if let Some(event) = line.strip_prefix("event:") {
            told(event.trim().to_owned());
        }
    }
}
