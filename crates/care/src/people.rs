use kernel::{Permission, PersonId, Scope, StoreId};
use org::Chart;

/// Who looks after customers at a store without treating them: its consultants (顾问).
pub(crate) fn consultants(chart: &Chart, store: StoreId) -> Vec<PersonId> {
    with(chart, store, |chart, post| {
        grants(chart, post, Permission::CareForCustomers) && !treats(chart, post)
    })
}

/// Who treats them there.
pub(crate) fn therapists(chart: &Chart, store: StoreId) -> Vec<PersonId> {
    with(chart, store, treats)
}

fn treats(chart: &Chart, post: kernel::PostId) -> bool {
    grants(chart, post, Permission::GiveTreatments)
}

/// As one's own, as those do who look after customers; a director may too, but for everybody.
fn grants(chart: &Chart, post: kernel::PostId, permission: Permission) -> bool {
    chart.grants(post).iter().any(|grant| grant.permission == permission && grant.scope == Scope::Own)
}

fn with(chart: &Chart, store: StoreId, is: impl Fn(&Chart, kernel::PostId) -> bool) -> Vec<PersonId> {
    let here = |(person, seats): (PersonId, &[org::Seat])| {
        let sits = seats.iter().any(|seat| seat.store == Some(store) && is(chart, seat.post));
        sits.then_some(person)
    };
    chart.people().filter_map(here).collect()
}
