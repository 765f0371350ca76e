use std::sync::LazyLock;

use redis::Script;

pub(super) static APPEND: LazyLock<Script> = LazyLock::new(|| writing(include_str!("append.lua")));
pub(super) static ADOPT: LazyLock<Script> = LazyLock::new(|| writing(include_str!("adopt.lua")));
pub(super) static CHANGE: LazyLock<Script> = LazyLock::new(|| writing(include_str!("change.lua")));
pub(super) static BEFORE: LazyLock<Script> = LazyLock::new(|| script(include_str!("before.lua")));
pub(super) static AFTER: LazyLock<Script> = LazyLock::new(|| script(include_str!("after.lua")));
pub(super) static TAILS_OF: LazyLock<Script> = LazyLock::new(|| script(include_str!("tails.lua")));
pub(super) static CLAIM: LazyLock<Script> = LazyLock::new(|| script(include_str!("claim.lua")));

fn writing(body: &str) -> Script {
    script(&[include_str!("write.lua"), body].concat())
}

fn script(body: &str) -> Script {
    Script::new(&[include_str!("epoch.lua"), body].concat())
}
