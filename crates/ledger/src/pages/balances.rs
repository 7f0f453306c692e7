use askama::Template;
use axum::extract::State;
use kernel::{BusinessDate, Id, Result, StoreId, Words};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, Asked, By, Choice, Failure, Reply, Say, Table, TableCell, View, filters};

use super::{TimeAsked, stores, time};
use crate::accounts::{AccountKind, accounts};
use crate::balance::{BalanceLine, Totals, trial};
use crate::export::voucher::layouts;
use crate::store;

/// The trial balance of a time.
#[derive(Serialize, JsonSchema, Template)]
#[template(path = "ledger/balances.html")]
pub struct BalancesPage {
    from: BusinessDate,
    until: BusinessDate,
    /// The store; none for all of them.
    store: Option<StoreId>,
    lines: Vec<BalanceLine>,
    totals: Totals,
    #[serde(skip)]
    stores: Vec<Choice>,
    #[serde(skip)]
    layouts: Vec<(String, Words)>,
}

impl BalancesPage {
    /// The accounts of each side.
    fn sides(&self) -> Vec<(String, Vec<&BalanceLine>)> {
        let of = |kind: &AccountKind| -> Vec<&BalanceLine> {
            self.lines.iter().filter(|line| line.kind == *kind).collect()
        };
        let sides = AccountKind::ALL.iter().map(|kind| (format!("ledger.kind.{}", kind.code()), of(kind)));
        sides.filter(|(_, lines)| !lines.is_empty()).collect()
    }

    /// The same time and store, for another address.
    fn query(&self) -> String {
        let store = self.store.map(|store| format!("&store={store}")).unwrap_or_default();
        format!("from={}&until={}{store}", self.from, self.until)
    }

    fn is_store(&self, choice: &Choice) -> bool {
        self.store.is_some_and(|store| store.to_string() == choice.value)
    }
}

impl View for BalancesPage {
    fn title(&self, say: Say) -> String {
        say.t("ledger.balances.title")
    }

    fn table(&self, say: Say) -> Option<Table> {
        let heading = |key: &str| say.t(&format!("ledger.balances.{key}"));
        let row = |line: &BalanceLine| -> Vec<TableCell> {
            vec![
                line.code.clone().into(),
                line.name.read(say.0).into(),
                say.t(&line.side()).into(),
                line.opening.into(),
                line.debit.into(),
                line.credit.into(),
                line.closing.into(),
            ]
        };
        Some(Table {
            name: "trial-balance".to_owned(),
            columns: ["code", "name", "side", "opening", "debit", "credit", "closing"].map(heading).to_vec(),
            rows: self.lines.iter().map(row).collect(),
        })
    }

    fn samples() -> Vec<Self> {
        let fen = |fen| kernel::Money::fen(fen).unwrap_or_default();
        let line = |code: &str, zh: &str, kind, debit, credit| BalanceLine {
            code: code.into(),
            name: Words::new(zh, ""),
            kind,
            opening: fen(0),
            debit: fen(debit),
            credit: fen(credit),
            closing: fen(debit - credit),
        };
        let lines = vec![
            line("1001", "库存现金", AccountKind::Asset, 5_000_00, 0),
            line("220501", "合同负债—储值本金", AccountKind::Liability, 300_00, 5_000_00),
            line("600101", "主营业务收入—项目", AccountKind::Income, 0, 300_00),
        ];
        let page = |lines: Vec<BalanceLine>, store| BalancesPage {
            from: jiff::civil::date(2026, 11, 1),
            until: jiff::civil::date(2026, 11, 24),
            store,
            totals: Totals::of(&lines).unwrap_or_default(),
            lines,
            stores: vec![Choice::new(1, "静安店"), Choice::new(2, "徐汇店")],
            layouts: vec![("plain".into(), Words::new("通用凭证", "Plain vouchers"))],
        };
        let askew = lines[..2].to_vec();
        vec![page(lines, None), page(askew, Some(StoreId::of(1))), page(vec![], None)]
    }
}

/// `GET /ledger`
pub async fn show(
    State(app): State<App>,
    By(by): By,
    Asked(asked): Asked<TimeAsked>,
) -> Result<Reply<BalancesPage>, Failure> {
    let page = app.look(&by, &asked, |tx, call, asked| {
        let time = time(tx, call, asked)?;
        let moved = store::moved(tx, time.store, time.from, time.until)?;
        let lines = trial(accounts()?, &moved, time.until)?;
        Ok(BalancesPage {
            from: time.from,
            until: time.until,
            store: (time.store != store::ALL).then(|| StoreId::of(time.store)),
            totals: Totals::of(&lines)?,
            lines,
            stores: stores(tx, call)?,
            layouts: layouts()?.iter().map(|layout| (layout.code.clone(), layout.name.clone())).collect(),
        })
    });
    Ok(Reply(page.await?))
}
