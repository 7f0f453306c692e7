//! Pay of the demonstration: a draft that is being weighed against the scheme in force. It brings base wages, shares by
//! role and team commission besides.

use db::Tx;
use kernel::{Money, Result, Words};
use pay::schemes::{self, DraftForm};
use pay::{Part, Pays, Rule, Scheme, SchemeForm, Whose};
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
    let more = scheme.rules.iter().filter_map(|rule| match rule.code.as_str() {
        "consumption" => Some([wage(rule), team(rule)]),
        _ => None,
    });
    let more: Vec<Rule> = more.flatten().chain(scheme.rule("product").map(shared)).collect();
    scheme.rules.retain(|rule| rule.code != "product");
    scheme.rules.extend(more);
    scheme.house = vec!["forfeit-on-leaving".into()];
    let why = "年底客多，手工费提两成".into();
    schemes::keep(tx, &manager, id, &SchemeForm { why, ..SchemeForm::of(name, &scheme) }).map(drop)
}

fn wage(rule: &Rule) -> Rule {
    Rule {
        code: "wage".into(),
        name: Words::new("底薪", "Base wage"),
        pays: Pays::Wage,
        steps: vec![],
        fee: Money::fen(3_000_00).unwrap_or_default(),
        ..rule.clone()
    }
}

fn team(rule: &Rule) -> Rule {
    Rule {
        code: "team".into(),
        name: Words::new("团队提成", "Team commission"),
        posts: vec!["therapy-director".into()],
        whose: Whose::Department,
        ..rule.clone()
    }
}

/// Whoever recommends a product and whoever treats the customer share it.
fn shared(rule: &Rule) -> Rule {
    let part =
        |posts: &[&str], parts| Part { posts: posts.iter().map(|post| (*post).to_owned()).collect(), parts };
    let split = vec![
        part(&["consultant"], 60),
        part(&["therapist", "body-therapist", "hydro-therapist", "treatment-therapist"], 40),
    ];
    Rule { split, ..rule.clone() }
}
