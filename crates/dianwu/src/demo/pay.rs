//! Commission of the demonstration: a draft that is being weighed against the scheme in force.

use db::Tx;
use kernel::Result;
use pay::schemes::{self, DraftForm};
use pay::{Pays, Scheme, SchemeForm};
use web::Call;

use super::acting;

pub(super) fn fill(tx: &mut Tx, call: &Call) -> Result<()> {
    let manager = acting(tx, call, "gm")?;
    let name = "旺季方案";
    let id = schemes::draft(tx, &manager, &DraftForm { name: name.into() })?;
    let mut scheme = Scheme::usual()?;
    for rule in scheme.rules.iter_mut().filter(|rule| rule.pays == Pays::Fee) {
        rule.percent = 120;
    }
    scheme.house = vec!["forfeit-on-leaving".into()];
    let why = "年底客多，手工费提两成".into();
    schemes::keep(tx, &manager, id, &SchemeForm { why, ..SchemeForm::of(name, &scheme) }).map(drop)
}
