//! People who are signed in, and what they send.

use std::io::Result;

use dianwu::demo::PASSWORD;
use serde_json::{Value, json};

use crate::http::{Reply, Way};

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    pub name: String,
    pub way: Way,
    pub cookie: String,
}

/// A command with the key under which it is done once.
#[derive(Debug, Clone)]
pub struct Command {
    pub path: String,
    pub body: Value,
    pub once: String,
}

impl Command {
    pub fn new(path: &str, body: Value) -> Command {
        Command { path: path.to_owned(), body, once: format!("{:016x}", rand::random::<u64>()) }
    }
}

impl Person {
    /// Comes in through the real door, second step and all.
    pub fn signed_in(way: &Way, name: &str) -> Person {
        let mut person = Person { name: name.to_owned(), way: way.clone(), cookie: String::new() };
        let given = Command::new("/sign-in", json!({ "name": name, "password": PASSWORD }));
        let reply = person.send(&given).expect("an answer");
        assert_eq!(reply.status, 200, "{name}: {}", reply.text());
        let cookie = reply.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        person.cookie = cookie.expect("the cookie of a session").to_owned();
        for page in ["/sign-in/code", "/me/second-step"] {
            let shown = person.get(page).expect("an answer").value();
            if let Some(code) = shown["demo_code"].as_str() {
                let reply = person.send(&Command::new(page, json!({ "code": code }))).expect("an answer");
                assert_eq!(reply.status, 200, "{name}: {}", reply.text());
            }
        }
        person
    }

    /// The same person, by another way.
    pub fn by(&self, way: &Way) -> Person {
        Person { way: way.clone(), ..self.clone() }
    }

    pub fn get(&self, path: &str) -> Result<Reply> {
        self.way.ask(&format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head()))
    }

    pub fn send(&self, command: &Command) -> Result<Reply> {
        self.way.ask(&self.request(command))
    }

    /// A command as it goes over the line.
    pub fn request(&self, command: &Command) -> String {
        let body = command.body.to_string();
        let head = format!(
            "Content-Type: application/json\r\nIdempotency-Key: {}\r\nContent-Length: {}\r\n",
            command.once,
            body.len()
        );
        format!("POST {} HTTP/1.1\r\n{}{head}\r\n{body}", command.path, self.head())
    }

    pub fn head(&self) -> String {
        format!("Host: shop\r\nAccept: application/json\r\nCookie: {}\r\nConnection: close\r\n", self.cookie)
    }
}
