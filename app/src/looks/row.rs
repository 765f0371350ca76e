use protocol::MessageId;

use super::address::address;
use crate::{
    markup::{self, Element, Names},
    talk::{Day, Failure, Missing, Moment, Quote, Reacted, Row, RowState},
    words::Words,
};

/// A message with everything around it. What a press on one of its parts does is in `data-do`.
pub(crate) fn row(row: &Row, words: &'static Words) -> Element {
    let mut item = Element::new("li")
        .with("class", "row")
        .with("data-state", row.state.name())
        .with("data-mine", truth(row.mine))
        .with("data-first", truth(row.first));
    if let Some(id) = row.id {
        let id = id.to_string();
        item = item.with("id", format!("m-{id}")).with("data-id", id).with("tabindex", "-1");
    }
    if let Some(nonce) = &row.nonce {
        item = item.with("data-nonce", nonce.as_str());
    }
    if let Some(hue) = row.hue {
        item = item.with("data-hue", hue.to_string());
    }
    if let Some(id) = row.id
        && row.missing != Missing::Nothing
    {
        item = item.child(gap(row.missing, id, words));
    }
    if let Some(day) = row.day {
        item = item.child(separator(day, row.moment, words));
    }
    if row.unread {
        item = item.child(Element::new("p").with("class", "unread").child(words.unread));
    }
    if row.first {
        item = item.child(face(row));
    }
    item = item.child(meta(row, words));
    if let Some(quote) = &row.quote {
        item = item.child(answered(quote, words));
    }
    item = item.child(text(row));
    if row.edited {
        item = item.child(Element::new("small").with("class", "edited").child(words.edited));
    }
    if !row.reactions.is_empty() {
        item = item.child(reactions(row, words));
    }
    match (&row.state, &row.nonce) {
        (RowState::Failed(failure), Some(_)) => item.child(refusal(failure, words)),
        _ => item,
    }
}

/// Who and when.
fn meta(row: &Row, words: &'static Words) -> Element {
    let name = row.author.as_ref().map_or(words.somebody, |author| author.nickname.as_str());
    let mut meta = Element::new("p")
        .with("class", "meta")
        .child(Element::new("bdi").with("class", "author").child(name));
    if let Some(tag) = &row.tag {
        meta = meta.child(" ").child(Element::new("small").with("class", "tag").child(&**tag));
    }
    if let Some((id, moment)) = row.id.zip(row.moment) {
        let full = format!("{} {}", words.date(moment.date()), time(moment, words));
        let time = Element::new("time").with("datetime", id.to_utc()).child(time(moment, words));
        // Not on the way of the Tab key: there are hundreds, and the row's tools have one too.
        let link = Element::new("a")
            .with("class", "when")
            .with("href", address(&id.to_string()))
            .with("title", full)
            .with("tabindex", "-1")
            .child(time);
        meta = meta.child(" ").child(link);
    }
    let waits = match row.state {
        RowState::Pending => Some(words.sending),
        RowState::Leaving => Some(words.deleting),
        RowState::Sent | RowState::Failed(_) => None,
    };
    if let Some(waits) = waits {
        let clock = Element::new("span")
            .with("class", "clock")
            .with("role", "img")
            .with("aria-label", waits);
        meta = meta.child(clock);
    }
    meta
}

/// What is said. It has a direction of its own, and nothing in it can change that of what is around it.
fn text(row: &Row) -> Element {
    let names: Vec<&str> = row.names.iter().map(String::as_str).collect();
    let names = Names { all: &names, me: &row.me };
    let text = Element::new("div").with("class", "text").with("dir", "auto");
    let text = if markup::is_large(&row.text) { text.with("data-large", "") } else { text };
    text.holding(markup::render(&row.text, names))
}

/// What it answers, and the way there: within the page, unless it is not shown.
fn answered(quote: &Quote, words: &'static Words) -> Element {
    let name = quote.author.as_ref().map_or(words.somebody, |author| author.nickname.as_str());
    let sign = Element::new("span").with("aria-hidden", "true").child("↩ ");
    let link = Element::new("a").with("class", "answered").child(sign);
    if quote.text.is_empty() {
        let elsewhere = address(&quote.id.to_string());
        return link.with("href", elsewhere).child(words.answered_unseen);
    }
    link.with("href", format!("#m-{}", quote.id))
        .child(Element::new("bdi").child(name))
        .child(": ")
        .child(Element::new("bdi").child(&*quote.text))
}

/// The emoji on it. A press puts the reader's own there, or takes it back.
fn reactions(row: &Row, words: &'static Words) -> Element {
    let list = Element::new("p").with("class", "reactions");
    row.reactions.iter().filter(|it| it.count > 0).fold(
        list,
        |list, Reacted { emoji, count, mine, pending }| {
            let button = Element::new("button")
                .with("type", "button")
                .with("data-do", "react")
                .with("data-emoji", &**emoji)
                .with("aria-pressed", truth(*mine))
                .with("data-pending", truth(*pending))
                .with("aria-label", format!("{} {emoji} {count}", words.react))
                .child(format!("{emoji} {count}"));
            list.child(button).child(" ")
        },
    )
}

/// The first letter of a name, beside the first of several messages. It is there for the eye alone.
fn face(row: &Row) -> Element {
    let initial = row.author.as_ref().and_then(|author| author.nickname.as_str().chars().next());
    let initial = initial.map_or_else(|| "·".to_owned(), String::from);
    Element::new("span").with("class", "face").with("aria-hidden", "true").child(initial)
}

/// The day that begins.
fn separator(day: Day, moment: Option<Moment>, words: &'static Words) -> Element {
    let date = match day {
        Day::On(date) => Some(date),
        Day::Today | Day::Yesterday => moment.map(Moment::date),
    };
    let name = match day {
        Day::Today => words.today.to_owned(),
        Day::Yesterday => words.yesterday.to_owned(),
        Day::On(date) => words.date(date),
    };
    let label = Element::new("span").child(name);
    let label = match date {
        Some(date) => label.with("title", words.date(date)),
        None => label,
    };
    Element::new("p").with("class", "day").child(label)
}

/// What is not shown before a message, and the way to it: a page of the server, or what the socket brings.
fn gap(missing: Missing, before: MessageId, words: &'static Words) -> Element {
    let (kind, link) = match missing {
        Missing::Between => ("between", words.load),
        Missing::Earlier | Missing::Nothing => ("earlier", words.earlier),
    };
    let mut gap = Element::new("p").with("class", "gap").with("data-missing", kind);
    if missing == Missing::Between {
        gap = gap.child(words.gap).child(" ");
    }
    let link = Element::new("a")
        .with("href", format!("?before={before}"))
        .with("data-do", "load")
        .child(link);
    gap.child(link)
}

/// Why it was not sent, and what the reader can do.
fn refusal(failure: &Failure, words: &'static Words) -> Element {
    let button = |does: &str, name: &str| {
        Element::new("button").with("type", "button").with("data-do", does).child(name)
    };
    Element::new("div")
        .with("class", "refusal")
        .child(Element::new("p").with("role", "alert").child(words.refused(failure)))
        .child(button("retry", words.retry))
        .child(button("drop", words.delete))
}

fn time(moment: Moment, words: &'static Words) -> String {
    words.time(moment.minute)
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
