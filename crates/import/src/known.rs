//! What the house knows already: customers by card, number, telephone and name, people, goods, rows brought in before.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use catalog::{Good, Goods, OfferId};
use customer::{CustomerId, Phone, bringing};
use db::Tx;
use kernel::{BusinessDate, DayCut, PersonId, Result, StoreId};
use org::Organisation;
use web::Call;

use crate::kind::ImportKind;
use crate::store;

/// Who a customer may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whom {
    cards: HashMap<String, CustomerId>,
    phones: HashMap<Vec<u8>, Vec<(CustomerId, String)>>,
    names: HashMap<String, Vec<CustomerId>>,
}

/// What a row says of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Named {
    pub card: String,
    pub phone: Option<Vec<u8>>,
    pub name: String,
}

impl Named {
    pub fn is_nobody(&self) -> bool {
        self.card.is_empty() && self.phone.is_none() && self.name.is_empty()
    }
}

impl Whom {
    pub fn learn(&mut self, id: CustomerId, named: &Named) {
        if !named.card.is_empty() {
            self.cards.insert(named.card.clone(), id);
        }
        if let Some(phone) = &named.phone {
            self.phones.entry(phone.clone()).or_default().push((id, named.name.clone()));
        }
        self.names.entry(named.name.clone()).or_default().push(id);
    }

    /// Whoever it is: by card, then by telephone, then by a name that only one bears. A row with a card or a telephone
    /// that is new is somebody new, whatever her name.
    pub fn find(&self, named: &Named) -> Option<CustomerId> {
        if !named.card.is_empty() {
            return self.cards.get(&named.card).copied();
        }
        if let Some(phone) = &named.phone {
            let all = self.phones.get(phone)?;
            let same = all.iter().find(|(_, name)| *name == named.name);
            return same.or(all.first().filter(|_| named.name.is_empty())).map(|(id, _)| *id);
        }
        match self.names.get(&named.name).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    /// Do several bear the name, with nothing else to tell them apart?
    pub fn is_doubtful(&self, named: &Named) -> bool {
        named.card.is_empty()
            && named.phone.is_none()
            && self.names.get(&named.name).is_some_and(|all| all.len() > 1)
    }
}

/// All of it, as it is when an import begins; what the import adds is learnt.
pub(crate) struct Known {
    pub call: Call,
    pub store: StoreId,
    pub today: BusinessDate,
    pub cut: DayCut,
    pub organisation: Arc<Organisation>,
    pub goods: Arc<Goods>,
    /// What the catalogue measures a new thing by.
    pub catalog: catalog::propose::Known,
    named: HashMap<String, OfferId>,
    pub whom: Whom,
    pub numbers: HashSet<String>,
    pub marks: HashSet<String>,
}

impl Known {
    pub fn of(tx: &mut Tx, call: &Call, kind: ImportKind, store: StoreId) -> Result<Known> {
        let organisation = org::organisation(tx, call)?;
        let today = organisation.business_date(Some(store), call.now);
        let goods = catalog::goods(tx, call, today)?;
        let mut whom = Whom::default();
        if matches!(kind, ImportKind::Customers | ImportKind::Balances | ImportKind::Sales) {
            for (id, number, card, name, phone) in bringing::known(tx, store)? {
                whom.cards.insert(number.to_string(), id);
                whom.learn(id, &Named { card: card.unwrap_or_default(), phone, name });
            }
        }
        let numbers = match kind {
            ImportKind::Staff => {
                organisation.people.values().map(|person| person.staff_number.clone()).collect()
            }
            _ => goods.all().iter().map(|good| good.number.to_lowercase()).collect(),
        };
        // The number of a thing before the names of others.
        let names = |good: &Good| [good.number.clone(), good.name.zh.clone(), good.name.en.clone()];
        let mut named = HashMap::new();
        for at in 0..3 {
            for good in goods.all() {
                named.entry(names(good)[at].to_lowercase()).or_insert(good.id);
            }
        }
        Ok(Known {
            catalog: catalog::propose::known(tx, call, None)?,
            named,
            call: call.clone(),
            store,
            today,
            cut: organisation.day_cut(Some(store)),
            organisation,
            goods,
            whom,
            numbers,
            marks: store::marks(tx, kind, store)?.into_iter().collect(),
        })
    }

    pub fn phone(&self, phone: Option<&Phone>) -> Option<Vec<u8>> {
        phone.map(|phone| bringing::phone_key(&self.call, phone))
    }

    /// Who works here by this name or staff number.
    pub fn person(&self, text: &str) -> Option<PersonId> {
        let mut all = self.organisation.people.values();
        all.find(|person| person.staff_number == text || person.name == text).map(|person| person.id)
    }

    pub fn good(&self, text: &str) -> Option<&Good> {
        let text = text.trim();
        let id = if text.is_empty() { None } else { self.named.get(&text.to_lowercase()) };
        id.and_then(|id| self.goods.get(*id))
    }

    /// Noon of a day: the moment that stands for it.
    pub fn noon(&self, day: BusinessDate) -> kernel::Instant {
        self.cut.moment(day, 12 * 60)
    }
}
