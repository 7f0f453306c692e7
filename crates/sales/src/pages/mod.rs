//! What people and programs are shown of the till.

use kernel::Permission::{
    CloseDays, ForgiveDebts, GiveVouchers, ReverseTickets, RunTill, SetTill, ViewSales,
};
use web::{Access, Routes};

mod arrears;
mod closing;
mod editing;
mod receipt;
mod records;
mod rows;
mod settings;
mod shifts;
mod ticket;
mod till;
mod vouchers;

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("sales")
        .get("/till", RunTill, "Show the till: a new ticket, open tickets, one's shift", till::show)
        .post("/till", RunTill, "Open a ticket", till::open)
        .post("/checkout", RunTill, "Open and settle a ticket at once", till::checkout)
        .get("/tickets", ViewSales, "List the settled tickets", rows::tickets)
        .get("/tickets/{id}", Access::SignedIn, "Show a ticket", ticket::show)
        .get("/tickets/{id}/lines/{position}", Access::SignedIn, "Show the ticket of a line", ticket::show)
        .post("/tickets/{id}", RunTill, "Keep an open ticket", ticket::keep)
        .post("/tickets/{id}/settle", RunTill, "Settle an open ticket", ticket::settle)
        .post("/tickets/{id}/code", RunTill, "Send whoever pays a code that she confirms with", ticket::code)
        .post("/tickets/{id}/ask", RunTill, "Ask for terms beyond one's authority", ticket::ask)
        .post("/tickets/{id}/drop", RunTill, "Put an open ticket aside", ticket::put_aside)
        .post(
            "/tickets/{id}/split",
            RunTill,
            "Give lines of an open ticket a ticket of their own",
            ticket::split,
        )
        .post("/tickets/{id}/merge", RunTill, "Make another open ticket part of this one", ticket::merge)
        .post("/tickets/{id}/reverse", ReverseTickets, "Take a ticket or lines of it back", ticket::reverse)
        .post("/tickets/{id}/invoice", RunTill, "Keep an invoice request", ticket::invoice)
        .post("/tickets/{id}/print", RunTill, "Print a receipt on the store's printer", ticket::print)
        .get("/tickets/{id}/slip", Access::SignedIn, "Show a receipt as it is printed", receipt::slip)
        .get("/tickets/{id}/escpos", Access::SignedIn, "A receipt as a printer's bytes", receipt::bytes)
        .get("/receipts/{id}", Access::Public, "Show a customer her receipt", receipt::public)
        .post("/till/shifts", RunTill, "Open a shift", shifts::open)
        .get("/till/shifts/{id}", RunTill, "Show a shift", shifts::show)
        .post("/till/shifts/{id}/close", RunTill, "Count a drawer and close its shift", shifts::close)
        .get("/till/close", CloseDays, "Show a day and its close", closing::show)
        .post("/till/close", CloseDays, "Close a day", closing::close)
        .post("/till/statements", CloseDays, "Read a statement in", closing::read)
        .post("/till/banked", CloseDays, "Take cash to the bank", closing::bank)
        .post(
            "/till/banked/{id}/back",
            CloseDays,
            "Take back a slip that was entered wrongly",
            closing::unbank,
        )
        .get("/till/settings", SetTill, "Show how the till is set", settings::show)
        .post("/till/settings", SetTill, "Set the till", settings::set)
        .get("/vouchers", GiveVouchers, "List the vouchers", vouchers::list)
        .post("/vouchers", GiveVouchers, "Give a voucher out", vouchers::give)
        .get("/arrears", ViewSales, "List what customers owe", arrears::list)
        .get("/arrears/{id}", ViewSales, "Show a debt", arrears::show)
        .post("/arrears/{id}/remind", ViewSales, "Write down that a customer was reminded", arrears::remind)
        .post("/arrears/{id}/propose", CloseDays, "Propose to give a debt up", arrears::propose)
        .post("/arrears/{id}/decide", ForgiveDebts, "Decide whether a debt is given up", arrears::decide)
        .get("/records", ViewSales, "Show the records of sales", records::all)
        .get("/records/daily", ViewSales, "The sales of a day or a time", records::daily)
        .get("/records/cash", ViewSales, "The money that came in", records::cash)
        .get("/records/turnover", ViewSales, "The turnover", records::turnover)
        .get("/records/performance", ViewSales, "What each person earned the house", records::performance)
        .get(
            "/records/new-customers",
            ViewSales,
            "New customers and what they bought",
            records::new_customers,
        )
        .get("/records/lines", ViewSales, "List the lines of settled tickets", rows::lines)
        .get("/records/tenders", ViewSales, "List what tickets were paid with", rows::tenders)
        .get("/records/shares", ViewSales, "List the journals of performance", rows::shares)
}
