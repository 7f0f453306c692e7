//! A program's side of a connection, as plain as it can be: a torn one is an error, never half an answer.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use serde_json::Value;

/// More than any answer takes; who waits longer waits for nothing.
const PATIENCE: Duration = Duration::from_secs(100);

/// Where the house is reached; it may move when it is started anew.
#[derive(Clone, Default)]
pub struct Way(Arc<RwLock<String>>);

impl Way {
    pub fn to(address: &str) -> Way {
        Way(Arc::new(RwLock::new(address.to_owned())))
    }

    pub fn lead_to(&self, address: &str) {
        *self.0.write().expect("a way") = address.to_owned();
    }

    pub fn address(&self) -> String {
        self.0.read().expect("a way").clone()
    }

    pub fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect(self.address())?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// Sends a request and reads the answer to its end.
    pub fn ask(&self, request: &str) -> Result<Reply> {
        let mut stream = self.connect()?;
        stream.write_all(request.as_bytes())?;
        let mut answer = vec![];
        stream.read_to_end(&mut answer)?;
        Reply::read(&answer)
    }
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn read(answer: &[u8]) -> Result<Reply> {
        let torn = || Error::from(ErrorKind::UnexpectedEof);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(torn)?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let body = answer[end + 4..].to_vec();
        let status = head.get(9..12).and_then(|code| code.parse().ok()).ok_or_else(torn)?;
        let reply = Reply { status, head, body };
        let whole = reply.header("content-length").and_then(|length| length.parse().ok());
        if whole.is_some_and(|whole: usize| reply.body.len() < whole) {
            return Err(torn());
        }
        Ok(reply)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The reason of a "no", with its status.
    pub fn reason(&self) -> String {
        let value = self.value();
        format!("{} {}", self.status, value["type"].as_str().unwrap_or(""))
    }
}
