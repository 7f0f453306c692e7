//! A receipt as a printer's bytes (ESC/POS), and on its way there over the network.

use std::io::Write;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use db::Tx;
use encoding_rs::GB18030;
use kernel::{Error, Lang, Result};
use web::{App, Call, Say};

use crate::receipt::Receipt;
use crate::store::{self, TicketId};

/// How long one waits for a printer.
const PATIENCE: Duration = Duration::from_secs(5);

const RESET: &[u8] = b"\x1b@";
/// Chinese characters, two bytes each.
const CHINESE: &[u8] = b"\x1c&";
/// On by four lines, and cut.
const CUT: &[u8] = b"\x1dV\x42\x04";

/// The bytes of a receipt, in the characters that these printers know.
pub(crate) fn bytes(receipt: &Receipt, zone: &jiff::tz::TimeZone) -> Vec<u8> {
    let mut bytes = [RESET, CHINESE].concat();
    for line in receipt.text(Say(Lang::Chinese), zone) {
        bytes.extend_from_slice(&GB18030.encode(&line).0);
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(CUT);
    bytes
}

/// What a printer is sent, and where it stands; nothing where the store has none.
pub type ToPrint = Option<(String, Vec<u8>)>;

/// What the job of a receipt is to do. Reads only; the printing itself is done outside of a transaction.
pub fn to_print(tx: &mut Tx, app: &App, payload: &str) -> Result<ToPrint> {
    let id: i64 = serde_json::from_str(payload)?;
    let row = store::ticket(tx, <TicketId as kernel::Id>::of(id))?;
    let setting = store::till_setting(tx, row.store_id)?;
    if setting.printer.is_empty() {
        return Ok(None);
    }
    let call = Call::new(app, &org::founding::house());
    let receipt = Receipt::of(tx, &call, &row)?;
    Ok(Some((setting.printer, bytes(&receipt, &app.settings().zone))))
}

/// Sends it there. Blocks; fails where the printer does not answer, so that the job is tried again.
pub fn print((address, bytes): &(String, Vec<u8>)) -> Result<()> {
    let address = if address.contains(':') { address.clone() } else { format!("{address}:9100") };
    let there = address.to_socket_addrs()?.next().ok_or_else(|| Error::fault("no such printer"))?;
    let mut stream = TcpStream::connect_timeout(&there, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(bytes)?;
    Ok(stream.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::net::TcpListener;

    #[test]
    fn a_printer_on_the_network_gets_the_bytes() {
        let printer = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = printer.local_addr().expect("an address").to_string();
        let sent = bytes(&crate::receipt::sample(), &jiff::tz::TimeZone::UTC);
        let got = std::thread::spawn(move || {
            let mut got = vec![];
            printer.accept().expect("a caller").0.read_to_end(&mut got).expect("bytes");
            got
        });
        print(&(address, sent.clone())).expect("printed");
        let got = got.join().expect("joined");
        assert_eq!(got, sent);
        assert!(got.starts_with(RESET) && got.ends_with(CUT));
        let (text, _, broken) = GB18030.decode(&got[4..got.len() - 4]);
        assert!(text.contains("花间美容中心") && !broken);
    }

    #[test]
    fn a_printer_that_is_off_is_a_fault() {
        assert!(print(&("127.0.0.1:1".into(), vec![])).is_err());
    }
}
