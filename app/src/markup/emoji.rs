use super::{script::is_space, visible};

/// Emoji in a message that is shown large.
const MOST: usize = 8;

/// Pictures that are joined to one emoji. Two people who kiss, a heart between them, are four.
const JOINED: usize = 4;

/// Whether a message is one to eight emoji and white space, and is shown large.
#[must_use]
pub fn is_large(text: &str) -> bool {
    let visible = visible::part(text);
    let mut rest = all_after(&visible, is_space);
    let mut count = 0;
    while let Some(after) = flag(rest).or_else(|| key(rest)).or_else(|| pictures(rest)) {
        rest = all_after(after, is_space);
        count += 1;
        if count > MOST {
            return false;
        }
    }
    count > 0 && rest.is_empty()
}

// Each of these is given a text, and hands back what follows in it, or nothing if the text does not begin so.

/// A country's two letters.
fn flag(text: &str) -> Option<&str> {
    after(after(text, is_flag)?, is_flag)
}

/// A digit, or another sign that telephones have, on a key.
fn key(text: &str) -> Option<&str> {
    let rest = after(text, |c| matches!(c, '0'..='9' | '#' | '*'))?;
    after(after(rest, is_colour).unwrap_or(rest), |c| c == '\u{20e3}')
}

/// Pictures that are joined to one.
fn pictures(text: &str) -> Option<&str> {
    let mut rest = picture(text)?;
    for _ in 1..JOINED {
        let Some(joined) = after(rest, |c| c == '\u{200d}') else { break };
        rest = picture(joined)?;
    }
    Some(rest)
}

/// A picture with its colour, its skin tone, and the unseen letters of a region's flag.
fn picture(text: &str) -> Option<&str> {
    let rest = match after(text, is_picture) {
        Some(rest) => after(rest, is_colour).unwrap_or(rest),
        None => after(after(text, is_sign)?, is_colour)?,
    };
    let rest = after(rest, |c| matches!(c, '\u{1f3fb}'..='\u{1f3ff}')).unwrap_or(rest);
    Some(all_after(rest, |c| matches!(c, '\u{e0020}'..='\u{e007f}')))
}

const fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Asks for the coloured picture instead of the plain sign.
const fn is_colour(c: char) -> bool {
    c == '\u{fe0f}'
}

const fn is_picture(c: char) -> bool {
    !is_flag(c)
        && matches!(c, '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23fa}' | '\u{2600}'..='\u{27bf}'
            | '\u{2b05}'..='\u{2b55}' | '\u{1f000}'..='\u{1faff}')
}

/// A sign of writing that is a picture when it is coloured: ©️, ↔️, ㊗️.
const fn is_sign(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{2000}'..='\u{32ff}')
}

/// What follows a character of a kind.
fn after(text: &str, is: fn(char) -> bool) -> Option<&str> {
    let mut chars = text.chars();
    chars.next().filter(|c| is(*c)).map(|_| chars.as_str())
}

/// What follows all characters of a kind at the start.
fn all_after(mut text: &str, is: fn(char) -> bool) -> &str {
    while let Some(rest) = after(text, is) {
        text = rest;
    }
    text
}
