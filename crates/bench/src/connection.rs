//! A browser's side of a connection, as plain as it can be: what it costs is hardly there.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Result, bail};
use serde_json::Value;

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The cookie of a session, if one was given.
    pub cookie: Option<String>,
    /// The rest.
    pub body: Vec<u8>,
}

impl Answer {
    /// As JSON; nothing where it is none.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The same, where it went well.
    pub fn well(self, what: &str) -> Result<Answer> {
        match self.status {
            200..300 => Ok(self),
            status => bail!("{what}: {status} {}", String::from_utf8_lossy(&self.body)),
        }
    }
}

/// A connection that is kept.
pub struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
    cookie: String,
}

impl Connection {
    /// To an address, as nobody.
    pub fn new(address: &str) -> Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let (address, cookie) = (address.to_owned(), String::new());
        Ok(Connection { stream: BufReader::new(stream), address, cookie })
    }

    /// As somebody who is signed in.
    pub fn as_somebody(address: &str, cookie: &str) -> Result<Connection> {
        Ok(Connection { cookie: format!("Cookie: {cookie}\r\n"), ..Connection::new(address)? })
    }

    /// Asks as a program.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "application/json", "", None)
    }

    /// Asks as a browser does, for a page that comes compressed.
    pub fn page(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "text/html", "Accept-Encoding: gzip\r\n", None)
    }

    /// Sends as a program; what has a key is done once.
    pub fn post(&mut self, path: &str, body: &Value, once: Option<&str>) -> Result<Answer> {
        let once = once.map(|key| format!("Idempotency-Key: {key}\r\n")).unwrap_or_default();
        self.ask("POST", path, "application/json", &once, Some(body.to_string()))
    }

    /// Watches what is told as it happens, event by event, until the server ends.
    pub fn watch(mut self, path: &str, mut told: impl FnMut(String)) {
        let (address, cookie) = (&self.address, &self.cookie);
        let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{cookie}\r\n");
        if self.stream.get_mut().write_all(head.as_bytes()).is_err() {
            return;
        }
        let events = self.stream.lines().map_while(|line| line.ok());
        events.filter_map(|line| Some(line.strip_prefix("event:")?.trim().to_owned())).for_each(&mut told);
    }

    fn ask(
        &mut self,
        method: &str,
        path: &str,
        accept: &str,
        more: &str,
        body: Option<String>,
    ) -> Result<Answer> {
        let body = body.unwrap_or_default();
        let length = match method {
            "GET" => String::new(),
            _ => format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()),
        };
        let (address, cookie) = (&self.address, &self.cookie);
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{cookie}Accept: {accept}\r\n{more}{length}\r\n"
        );
        self.stream.get_mut().write_all(format!("{head}{body}").as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut answer = Answer { status: 0, cookie: None, body: vec![] };
        let (mut length, mut chunked, mut line) = (0, false, String::new());
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                bail!("the server closed the connection");
            }
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some(rest) = text.strip_prefix("HTTP/1.1 ") {
                answer.status = rest.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
            }
            let Some((name, value)) = text.split_once(": ") else { continue };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = value == "chunked",
                "set-cookie" if value.starts_with("session=") => {
                    answer.cookie = value.split(';').next().map(str::to_owned);
                }
                _ => {}
            }
        }
        if chunked {
            self.chunks(&mut answer.body)?;
        } else {
            answer.body.resize(length, 0);
            self.stream.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> Result<()> {
        let mut line = String::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim_end(), 16)?;
            let begin = body.len();
            // Every chunk, the last empty one too, ends with a line.
            body.resize(begin + length + 2, 0);
            self.stream.read_exact(&mut body[begin..])?;
            body.truncate(begin + length);
            if length == 0 {
                return Ok(());
            }
        }
    }
}
