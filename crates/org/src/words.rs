use kernel::{Lang, Permission, PostId, Scope, Words};
use web::Say;

use crate::organisation::Organisation;

/// A text of the message files in every language.
pub(crate) fn said(key: &str) -> Words {
    Words::new(Say(Lang::Chinese).t(key), Say(Lang::English).t(key))
}

/// What a permission is called.
pub(crate) fn permission(permission: Permission) -> Words {
    said(&format!("org.permission.{}", permission.code()))
}

/// What a scope is called.
pub(crate) fn scope(scope: Scope) -> Words {
    said(&format!("org.scope.{}", scope.code()))
}

/// Several names in one line, with what each language puts between them.
pub(crate) fn joined<'a>(names: impl IntoIterator<Item = &'a Words>, between: (&str, &str)) -> Words {
    let names: Vec<&Words> = names.into_iter().collect();
    let line =
        |lang, between: &str| names.iter().map(|name| name.read(lang)).collect::<Vec<_>>().join(between);
    Words::new(line(Lang::Chinese, between.0), line(Lang::English, between.1))
}

/// The names of posts in one line.
pub(crate) fn posts(organisation: &Organisation, posts: &[PostId], between: (&str, &str)) -> Words {
    let names: Vec<Words> =
        posts.iter().filter_map(|post| organisation.posts.get(post)).map(|post| post.name()).collect();
    joined(&names, between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_and_scope_has_a_name_in_every_language() {
        let permissions =
            Permission::ALL.iter().map(|permission| format!("permission.{}", permission.code()));
        let scopes = Scope::ALL.iter().map(|scope| format!("scope.{}", scope.code()));
        for key in permissions.chain(scopes).map(|key| format!("org.{key}")) {
            for lang in Lang::ALL {
                assert!(web::i18n::texts(lang).contains_key(&key), "{key} in {}", lang.tag());
            }
        }
    }
}
