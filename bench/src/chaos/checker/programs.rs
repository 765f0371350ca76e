use super::{Kind, Violation};
use crate::chaos::history::{History, Post};

/// What a program said in the calm stands in its room. That nothing of it does so twice is for [`log`](super::log) to see.
pub(super) fn check(history: &History) -> Vec<Violation> {
    let stands = |post: &Post| {
        let log = &history.logs[post.stamp.room].messages;
        log.iter().any(|message| message.text == post.text)
    };
    let lost = history.posts.iter().filter(|post| post.in_calm && !stands(post));
    lost.map(|post| Violation::new(Kind::Lost, "a program", format!("“{}”", post.text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::checker::fixture::{good, only};

    #[test]
    fn what_a_program_says_in_the_calm_must_stand_there() {
        let mut history = good();
        assert_eq!(check(&history), []);
        history.posts.iter_mut().for_each(|post| post.text.push('!'));
        assert_eq!(only(&check(&history)), Kind::Lost);
        history.posts.iter_mut().for_each(|post| post.in_calm = false);
        assert_eq!(check(&history), []);
    }
}
