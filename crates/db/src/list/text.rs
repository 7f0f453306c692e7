use kernel::ValueKind;

use super::shape::FilterKind;
use super::{Filter, Shape, Sort};

/// What decides the text of a page's statement; the values are arguments.
pub(super) struct Parts<'a> {
    pub sort: &'a Sort,
    /// Fetched from large to small.
    pub down: bool,
    /// Begins at a cursor.
    pub from: bool,
    pub filters: &'a [&'a Filter],
    /// How many arguments the list's own texts take.
    pub own: usize,
}

impl Parts<'_> {
    /// Arguments in order: the list's own, the filters', the cursor's, the limit.
    pub fn text(&self, shape: &Shape) -> String {
        let mut last = self.own;
        let mut next = || {
            last += 1;
            format!("${last}")
        };
        let mut conditions: Vec<String> = Some(shape.only)
            .filter(|only| !only.is_empty())
            .map(|only| format!("({only})"))
            .into_iter()
            .collect();
        conditions.extend(self.filters.iter().map(|filter| condition(filter, &mut next)));
        let terms = self.sort.terms(shape.key);
        let (beyond, way) = if self.down { ("<", " DESC") } else { (">", "") };
        if self.from {
            let places: Vec<String> = terms.iter().map(|_| next()).collect();
            conditions.push(format!("({}) {beyond} ({})", terms.join(", "), places.join(", ")));
        }
        let order: Vec<String> = terms.iter().map(|term| format!("{term}{way}")).collect();
        let only = if conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", conditions.join(" AND "))
        };
        format!(
            "SELECT {}, {} AS list_key, {} AS list_sort FROM {}{only} ORDER BY {} LIMIT {}",
            shape.select,
            shape.key,
            self.sort.column,
            shape.from,
            order.join(", "),
            next()
        )
    }
}

fn condition(filter: &Filter, next: &mut impl FnMut() -> String) -> String {
    let condition = match filter.kind {
        FilterKind::Flag => filter.condition.to_owned(),
        FilterKind::Contains => filter.condition.replace('?', &format!(r"{} ESCAPE '\'", next())),
        _ => filter.condition.replace('?', &next()),
    };
    format!("({condition})")
}

/// Every sort both ways, from the beginning and from a cursor, without a filter, with each, and with all; each
/// with the kind of what it sorts by, which is its last column.
pub(crate) fn every_text(shape: &Shape) -> Vec<(String, ValueKind)> {
    let own = own_arguments(shape);
    let all: Vec<&Filter> = shape.filters.iter().collect();
    let mut choices: Vec<&[&Filter]> = all.chunks(1).collect();
    choices.extend([&all[..0], &all[..]]);
    let mut texts = vec![];
    for sort in shape.sorts {
        for filters in &choices {
            for (down, from) in [(false, false), (false, true), (true, false), (true, true)] {
                texts.push((Parts { sort, down, from, filters, own }.text(shape), sort.kind));
            }
        }
    }
    texts
}

/// The highest `$n` in the list's own texts.
fn own_arguments(shape: &Shape) -> usize {
    let numbers = |text: &'static str| text.split('$').skip(1).filter_map(leading_number);
    [shape.select, shape.from, shape.only].into_iter().flat_map(numbers).max().unwrap_or_default()
}

fn leading_number(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        select: "t.a",
        from: "t",
        only: "t.b = $1",
        key: "t.id",
        sorts: &[Sort::text("a", "t.a"), Sort::int("c", "t.c").may_be_null()],
        filters: &[Filter::contains("q", "lower(t.a) LIKE ?"), Filter::flag("open", "t.c IS NULL")],
    };

    #[test]
    fn the_text_says_what_was_asked() {
        let filters: Vec<&Filter> = SHAPE.filters.iter().collect();
        let text =
            Parts { sort: &SHAPE.sorts[0], down: false, from: true, filters: &filters, own: 1 }.text(&SHAPE);
        assert_eq!(
            text,
            r"SELECT t.a, t.id AS list_key, t.a AS list_sort FROM t WHERE (t.b = $1) AND (lower(t.a) LIKE $2 ESCAPE '\') AND (t.c IS NULL) AND (t.a, t.id) > ($3, $4) ORDER BY t.a, t.id LIMIT $5"
        );
        let text =
            Parts { sort: &SHAPE.sorts[1], down: true, from: false, filters: &[], own: 1 }.text(&SHAPE);
        assert!(text.ends_with(
            "ORDER BY CASE WHEN t.c IS NULL THEN 1 ELSE 0 END DESC, coalesce(t.c, 0) DESC, t.id DESC LIMIT $2"
        ));
    }

    #[test]
    fn every_way_to_ask_is_tried() {
        assert_eq!(every_text(&SHAPE).len(), 2 * 4 * 4);
    }
}
