use db::{Tx, args, sql};
use kernel::{BusinessDate, Money, PersonId, Result, Words};

use crate::offer::{Content, Level, OfferId, OfferKind, SkillId};
use crate::proposal::ProposalId;
use crate::treatments::Pass;

db::record! {
    /// A thing of the catalogue.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OfferRow {
        /// Key.
        pub id: OfferId,
        /// Kind.
        pub kind: OfferKind,
        /// What people call it by on paper.
        pub number: String,
        /// First day.
        pub first_day: BusinessDate,
        /// Last day.
        pub last_day: Option<BusinessDate>,
        /// Why it was withdrawn.
        pub withdrawn_why: String,
    }
}

db::record! {
    /// What a thing is from a day on.
    #[derive(Debug, Clone, PartialEq)]
    pub struct VersionRow {
        /// Whose.
        pub offer_id: OfferId,
        /// First day.
        pub from_day: BusinessDate,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// What is known of it, as JSON.
        pub content: String,
        /// The proposal it came of.
        pub proposal_id: ProposalId,
    }
}

impl VersionRow {
    /// Both names.
    pub fn name(&self) -> Words {
        Words::new(&self.name_zh, &self.name_en)
    }
}

db::record! {
    /// What a thing costs from a day on.
    #[derive(Debug, Clone, PartialEq)]
    pub struct PriceRow {
        /// Whose.
        pub offer_id: OfferId,
        /// First day.
        pub from_day: BusinessDate,
        /// The list price.
        pub price: Money,
        /// The members' price.
        pub member_price: Option<Money>,
    }
}

db::record! {
    /// A thing that is sold on a day, with what holds of it then.
    #[derive(Debug, Clone, PartialEq)]
    pub struct SoldRow {
        /// Key.
        pub id: OfferId,
        /// Kind.
        pub kind: OfferKind,
        /// What people call it by on paper.
        pub number: String,
        /// Chinese name.
        pub name_zh: String,
        /// English name.
        pub name_en: String,
        /// What it is found by.
        pub find: String,
        /// What is known of it, as JSON.
        pub content: String,
        /// The list price.
        pub price: Money,
        /// The members' price.
        pub member_price: Option<Money>,
    }
}

/// Everything that is sold on a day.
pub(crate) fn sold_rows(tx: &mut Tx, day: BusinessDate) -> Result<Vec<SoldRow>> {
    tx.all(
        sql!("SELECT o.id, o.kind, o.number, v.name_zh, v.name_en, v.find, v.content, p.price, p.member_price \
              FROM offer o JOIN offer_version v ON v.id = (SELECT n.id FROM offer_version n \
              WHERE n.offer_id = o.id AND n.from_day <= $1 ORDER BY n.from_day DESC, n.id DESC LIMIT 1) \
              JOIN offer_price p ON p.id = (SELECT n.id FROM offer_price n \
              WHERE n.offer_id = o.id AND n.from_day <= $1 ORDER BY n.from_day DESC, n.id DESC LIMIT 1) \
              WHERE o.kind <> 'instrument' AND o.first_day <= $1 AND (o.last_day IS NULL OR o.last_day >= $1) \
              ORDER BY o.number" => SoldRow),
        args![day],
    )
}

/// Every treatment, with the versions and prices up to a day, the oldest first.
pub(crate) fn treatment_rows(
    tx: &mut Tx,
    day: BusinessDate,
) -> Result<(Vec<OfferRow>, Vec<VersionRow>, Vec<PriceRow>)> {
    let offers = tx.all(
        sql!("SELECT id, kind, number, first_day, last_day, withdrawn_why FROM offer WHERE kind = 'treatment'"
            => OfferRow),
        args![],
    )?;
    let versions = tx.all(
        sql!("SELECT v.offer_id, v.from_day, v.name_zh, v.name_en, v.content, v.proposal_id FROM offer_version v \
              JOIN treatment t ON t.id = v.offer_id WHERE v.from_day <= $1 ORDER BY v.from_day, v.id" => VersionRow),
        args![day],
    )?;
    let prices = tx.all(
        sql!("SELECT p.offer_id, p.from_day, p.price, p.member_price FROM offer_price p \
              JOIN treatment t ON t.id = p.offer_id WHERE p.from_day <= $1 ORDER BY p.from_day, p.id" => PriceRow),
        args![day],
    )?;
    Ok((offers, versions, prices))
}

pub(crate) fn offer(tx: &mut Tx, id: OfferId) -> Result<OfferRow> {
    tx.get(
        sql!("SELECT id, kind, number, first_day, last_day, withdrawn_why FROM offer WHERE id = $1" => OfferRow),
        args![id],
    )
}

pub(crate) fn offer_by_number(tx: &mut Tx, number: &str) -> Result<Option<OfferRow>> {
    tx.find(
        sql!("SELECT id, kind, number, first_day, last_day, withdrawn_why FROM offer WHERE lower(number) = lower($1)"
            => OfferRow),
        args![number],
    )
}

pub(crate) fn newest_version(tx: &mut Tx, id: OfferId) -> Result<Option<VersionRow>> {
    tx.find(
        sql!("SELECT offer_id, from_day, name_zh, name_en, content, proposal_id FROM offer_version \
              WHERE offer_id = $1 ORDER BY from_day DESC, id DESC LIMIT 1" => VersionRow),
        args![id],
    )
}

pub(crate) fn newest_price(tx: &mut Tx, id: OfferId) -> Result<Option<PriceRow>> {
    tx.find(
        sql!("SELECT offer_id, from_day, price, member_price FROM offer_price \
              WHERE offer_id = $1 ORDER BY from_day DESC, id DESC LIMIT 1" => PriceRow),
        args![id],
    )
}

pub(crate) fn versions(tx: &mut Tx, id: OfferId) -> Result<Vec<VersionRow>> {
    tx.all(
        sql!("SELECT offer_id, from_day, name_zh, name_en, content, proposal_id FROM offer_version \
              WHERE offer_id = $1 ORDER BY from_day DESC, id DESC" => VersionRow),
        args![id],
    )
}

pub(crate) fn prices(tx: &mut Tx, id: OfferId) -> Result<Vec<PriceRow>> {
    tx.all(
        sql!("SELECT offer_id, from_day, price, member_price FROM offer_price \
              WHERE offer_id = $1 ORDER BY from_day DESC, id DESC" => PriceRow),
        args![id],
    )
}

pub(crate) fn add_offer(
    tx: &mut Tx,
    kind: OfferKind,
    number: &str,
    first_day: BusinessDate,
) -> Result<OfferId> {
    let id: OfferId = tx.scalar(
        sql!("INSERT INTO offer (kind, number, first_day) VALUES ($1, $2, $3) RETURNING id" => (OfferId,)),
        args![kind, number, first_day],
    )?;
    if kind == OfferKind::Treatment {
        tx.exec(sql!("INSERT INTO treatment (id) VALUES ($1)"), args![id])?;
    }
    Ok(id)
}

/// A version to be written.
pub(crate) struct NewVersion<'a> {
    pub offer: OfferId,
    pub from_day: BusinessDate,
    pub name: &'a Words,
    pub find: &'a str,
    pub department: Option<&'a str>,
    pub family: Option<&'a str>,
    pub minutes: Option<i64>,
    pub content: &'a str,
    pub proposal: ProposalId,
}

pub(crate) fn add_version(tx: &mut Tx, new: &NewVersion) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO offer_version (offer_id, from_day, name_zh, name_en, find, department, family, minutes, \
              content, proposal_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        args![
            new.offer,
            new.from_day,
            &new.name.zh,
            &new.name.en,
            new.find,
            new.department.map(str::to_owned),
            new.family.map(str::to_owned),
            new.minutes,
            new.content,
            new.proposal
        ],
    )
    .map(drop)
}

pub(crate) fn add_price(tx: &mut Tx, price: &PriceRow, proposal: ProposalId) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO offer_price (offer_id, from_day, price, member_price, proposal_id) \
              VALUES ($1, $2, $3, $4, $5)"
        ),
        args![price.offer_id, price.from_day, price.price, price.member_price, proposal],
    )
    .map(drop)
}

/// It is sold again.
pub(crate) fn reopen_offer(tx: &mut Tx, id: OfferId) -> Result<()> {
    tx.exec(sql!("UPDATE offer SET last_day = NULL, withdrawn_why = '' WHERE id = $1"), args![id]).map(drop)
}

pub(crate) fn end_offer(tx: &mut Tx, id: OfferId, last_day: BusinessDate, why: &str) -> Result<()> {
    tx.exec(
        sql!("UPDATE offer SET last_day = $2, withdrawn_why = $3 WHERE id = $1"),
        args![id, last_day, why],
    )
    .map(drop)
}

/// All passes that were not taken back.
pub(crate) fn all_passes(tx: &mut Tx) -> Result<Vec<Pass>> {
    type Row = (PersonId, SkillId, Level, BusinessDate, Option<BusinessDate>);
    let rows = tx.all(
        sql!("SELECT person_id, skill_id, level, passed_on, until_day FROM skill_pass WHERE taken_back_at IS NULL"
            => (PersonId, SkillId, Level, BusinessDate, Option<BusinessDate>)),
        args![],
    )?;
    let pass = |(person, skill, level, from, until): Row| Pass { person, skill, level, from, until };
    Ok(rows.into_iter().map(pass).collect())
}

/// Everything that was not withdrawn, with its newest content.
pub(crate) fn contents(tx: &mut Tx) -> Result<Vec<(OfferRow, Content)>> {
    let offers = tx.all(
        sql!("SELECT id, kind, number, first_day, last_day, withdrawn_why FROM offer WHERE last_day IS NULL \
              ORDER BY id" => OfferRow),
        args![],
    )?;
    let versions = tx.all(
        sql!("SELECT v.offer_id, v.from_day, v.name_zh, v.name_en, v.content, v.proposal_id FROM offer_version v \
              WHERE v.id = (SELECT w.id FROM offer_version w WHERE w.offer_id = v.offer_id \
              ORDER BY w.from_day DESC, w.id DESC LIMIT 1) ORDER BY v.offer_id" => VersionRow),
        args![],
    )?;
    let mut found = vec![];
    for offer in offers {
        let version = versions.binary_search_by_key(&offer.id, |version| version.offer_id);
        if let Ok(place) = version {
            let content = serde_json::from_str(&versions[place].content)?;
            found.push((offer, content));
        }
    }
    Ok(found)
}
