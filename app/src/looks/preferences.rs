use crate::{
    Locale, Theme,
    markup::{Element, Node},
    words::Words,
};

/// The form in which a reader chooses language and light.
pub(crate) fn preferences(
    locale: Locale,
    theme: Option<Theme>,
    back: &str,
    words: &'static Words,
) -> Node {
    let languages = Locale::ALL
        .map(|it| choice("locale", it.tag(), it.own_name(), it == locale).with("lang", it.tag()));
    let lights =
        [(None, words.system), (Some(Theme::Light), words.bright), (Some(Theme::Dark), words.dark)];
    let lights =
        lights.map(|(it, name)| choice("theme", it.map_or("", Theme::name), name, it == theme));
    let back = back.replace('%', "%25");
    Element::new("form")
        .with("method", "post")
        .with("action", format!("/preferences?back={back}"))
        .child(group(words.language, languages))
        .child(group(words.light, lights))
        .into()
}

fn choice(name: &str, value: &str, label: &str, is_chosen: bool) -> Element {
    Element::new("button")
        .with("class", "quiet")
        .with("name", name)
        .with("value", value)
        .with("aria-pressed", if is_chosen { "true" } else { "false" })
        .child(label)
}

fn group(label: &str, choices: impl IntoIterator<Item = Element>) -> Element {
    let group = Element::new("p").with("role", "group").with("aria-label", label);
    choices.into_iter().fold(group, Element::child)
}
