use db::Tx;
use kernel::Result;
use rhythm::{About, Amount, Asked, Evidence, Figure, Figures, Period, Proof};

use crate::store;

/// The front desk as evidence and in figures.
pub struct Desk;

const CARD: &str = "frontdesk.greeting-card";
const ARRIVAL: &str = "frontdesk.arrival";
const ROTA: &str = "frontdesk.greeter-rota";
const BOARD: &str = "frontdesk.live-board";
const SLIP: &str = "frontdesk.message-slip";
const ROUTING: &str = "frontdesk.message-routing";

/// The live board, whose being looked at proves that it was.
pub(crate) const BOARD_PAGE: rhythm::looks::Page = rhythm::looks::Page { code: BOARD, href: "/desk" };

/// The messages, whose being looked at proves that they are sorted when none is open past its time.
pub(crate) const SLIPS_PAGE: rhythm::looks::Page =
    rhythm::looks::Page { code: ROUTING, href: "/slips?open=yes" };

impl Evidence for Desk {
    fn codes(&self) -> &'static [&'static str] {
        &[CARD, ARRIVAL, ROTA, BOARD, SLIP, ROUTING]
    }

    fn proofs(&self, tx: &mut Tx, asked: &Asked) -> Result<Vec<Proof>> {
        let mut proofs = rhythm::looks::proofs(tx, asked, &[BOARD_PAGE, SLIPS_PAGE])?;
        let calm: Vec<Proof> = proofs.iter().filter(|look| look.code == ROUTING).cloned().collect();
        proofs.extend(calm.into_iter().map(|look| Proof { code: SLIP, ..look }));
        let here = |store| asked.stores.contains(&store);
        let greeted = store::greeted_on(tx, asked.day, asked.day)?;
        if !greeted.iter().any(|(_, store, ..)| here(*store)) {
            // On a day on which nobody came, whoever watched the board for her has done it.
            let watched: Vec<Proof> = proofs.iter().filter(|look| look.code == BOARD).cloned().collect();
            let calm = |look: Proof| [CARD, ARRIVAL].map(|code| Proof { code, ..look.clone() });
            proofs.extend(watched.into_iter().flat_map(calm));
        }
        for (id, store, person, at, card_at) in greeted {
            let href = format!("/arrivals/{id}");
            let proof = |code, about, at| Proof { code, about, at, href: href.clone() };
            if here(store) {
                proofs.push(proof(ARRIVAL, About::Person(person), at));
                proofs.push(proof(ARRIVAL, About::Store(store), at));
                proofs.extend(card_at.map(|at| proof(CARD, About::Person(person), at)));
            }
        }
        let href = format!("/greeters?day={}", asked.day);
        let rotas = store::rotas_on(tx, asked.day)?.into_iter().filter(|(store, ..)| here(*store));
        proofs.extend(rotas.map(|(store, at, _)| Proof {
            code: ROTA,
            about: About::Store(store),
            at,
            href: href.clone(),
        }));
        let slips = store::slips_on(tx, asked.day, asked.day)?;
        let hops = store::hops_on(tx, asked.day)?;
        for (code, rows) in [(SLIP, slips), (ROUTING, hops)] {
            for row in rows.into_iter().filter(|row| here(row.store_id)) {
                let proof = |about| Proof { code, about, at: row.at, href: format!("/slips/{}", row.id) };
                proofs.extend([About::Person(row.person_id), About::Store(row.store_id)].map(proof));
            }
        }
        Ok(proofs)
    }

    fn door(&self, code: &str) -> Option<&'static str> {
        match code {
            CARD | ARRIVAL => Some("/arrivals"),
            ROTA => Some("/greeters"),
            BOARD => Some("/desk"),
            SLIP => Some("/slips/new"),
            ROUTING => Some("/slips?open=yes"),
            _ => None,
        }
    }
}

impl Figures for Desk {
    fn figures(&self, tx: &mut Tx, asked: &Asked, period: Period) -> Result<Vec<Figure>> {
        let Period { from, until } = period;
        let days = format!("from={from}&until={until}");
        let arrivals = store::greeted_on(tx, from, until)?;
        let arrivals = arrivals.iter().filter(|(_, store, ..)| asked.stores.contains(store)).count();
        let answered = store::answered_in_time(tx, from, until)?;
        let here = answered.iter().filter(|(store, ..)| asked.stores.contains(store));
        let (all, in_time) = here.fold((0, 0), |(all, good), (_, n, m)| (all + n, good + m));
        Ok(vec![
            Figure {
                code: "desk.arrivals",
                amount: Amount::Count(i64::try_from(arrivals).unwrap_or(i64::MAX)),
                href: format!("/arrivals?{days}"),
            },
            Figure {
                code: "desk.answered",
                amount: Amount::Share(in_time, all),
                href: format!("/slips?{days}"),
            },
        ])
    }
}
