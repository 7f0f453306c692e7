//! What people and programs are shown of bookings.

mod board;
mod concerned;
mod extend;
mod feed;
mod free;
mod list;
mod mine;
mod names;
mod new;
mod online;
mod places;
mod policies;
mod rosters;
mod show;
mod waiting;
mod week;

use kernel::Permission::{Book, GiveTreatments, ManageRooms, ManageRosters, SetBookings, ViewBookings};
use web::{Access, Routes};

/// The doors of this slice.
pub fn routes() -> Routes {
    Routes::new("booking")
        .get("/bookings", ViewBookings, "The day board", board::show)
        .get("/bookings/list", ViewBookings, "The appointment book", list::list)
        .get("/bookings/week", ViewBookings, "The week's bookings", week::week)
        .get("/bookings/concerned", ViewBookings, "Bookings that cannot be kept as they are", concerned::show)
        .get("/bookings/free", ViewBookings, "Free times", free::show)
        .get("/bookings/policies", ViewBookings, "How the stores book, in versions", policies::list)
        .get("/bookings/policies/new", SetBookings, "The form of how a store books", policies::blank)
        .post("/bookings/policies", SetBookings, "Set how a store books, from a day on", policies::set)
        .get("/bookings/new", Book, "The form to book a visit", new::form)
        .post("/bookings", Book, "Book a visit, or a course of them", new::book)
        .get("/bookings/{id}", ViewBookings, "Show a visit", show::show)
        .post("/bookings/{id}/arrival", Book, "The customer is there", show::arrive)
        .post("/bookings/{id}/time", Book, "Move a visit or one of its treatments", show::move_to)
        .post("/bookings/{id}/cancellation", Book, "Call a visit off", show::cancel)
        .post("/bookings/{id}/no-show", Book, "The customer did not come", show::miss)
        .post("/bookings/{id}/lateness", Book, "The customer comes later", show::late)
        .post(
            "/bookings/{id}/confirmations",
            Book,
            "What came of asking whether she will come",
            show::confirm,
        )
        .post("/bookings/treatments/{id}/beginning", ViewBookings, "A treatment begins", mine::begin)
        .post("/bookings/treatments/{id}/end", ViewBookings, "A treatment ends", mine::end)
        .get(
            "/bookings/treatments/{id}/extensions",
            ViewBookings,
            "What may follow a running treatment",
            extend::show,
        )
        .post(
            "/bookings/treatments/{id}/extensions",
            ViewBookings,
            "A running treatment is followed by another, or goes on longer",
            mine::extend,
        )
        .get("/my-day", GiveTreatments, "One's own treatments of the day", mine::show)
        .post("/my-day/calendar", GiveTreatments, "Give one's own calendar an address", feed::make)
        .post("/my-day/calendar/ending", GiveTreatments, "Make that address void", feed::end)
        .get("/calendars/{id}", Access::Public, "Somebody's own calendar", feed::calendar)
        .get("/online", Access::Public, "A customer's way in to book for herself", online::form)
        .post("/online/codes", Access::Public, "Send a code to a telephone", online::send)
        .post("/online/passes", Access::Public, "Open the booking page with a code", online::enter)
        .get("/online/{id}", Access::Public, "A customer's own bookings and what is free", online::show)
        .post("/online/{id}", Access::Public, "Book or call off for oneself", online::book)
        .get("/waiting", ViewBookings, "The waiting list", waiting::show)
        .post("/waiting", Book, "Put a customer on the waiting list", waiting::wait)
        .post("/waiting/{id}/leaving", Book, "Take a customer off the waiting list", waiting::leave)
        .post("/waiting/offers/{id}/booking", Book, "Book what came free", waiting::take)
        .post("/waiting/offers/{id}/refusal", Book, "What came free is not wanted", waiting::decline)
        .get("/rosters", ViewBookings, "Who works when", rosters::show)
        .post("/rosters", ManageRosters, "Set when somebody works", rosters::set)
        .post("/rosters/weeks", ManageRosters, "Carry a week's roster on", rosters::carry_on)
        .get("/rooms", ViewBookings, "Rooms and equipment", places::show)
        .post("/rooms", ManageRooms, "Add a room", places::add_room)
        .post("/rooms/{id}/turns", ViewBookings, "Say how a room stands", places::turn)
        .post("/rooms/{id}/closing", ManageRooms, "Give a room up", places::close_room)
        .post("/equipment", ManageRooms, "Add a piece of equipment", places::add_equipment)
        .post("/equipment/{id}/closing", ManageRooms, "Give a piece of equipment up", places::close_equipment)
}
