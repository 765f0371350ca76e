/// Small letters of Cyrillic, Greek and others that look like letters of the Latin alphabet, small or as capitals.
const OTHERS: &str = "авекмнорстухіјѕԁһԛԝɡαβεζηικμνορτυχıօ0";

/// Which letters these are, in the same order.
const LATIN: &str = "abekmhopctyxijsdhqwgabezhikmnoptyxioo";

/// A name in small letters, as it looks: what looks the same is the same. After Unicode Technical Standard 39, for those letters
/// with which names are imitated.
pub(super) fn as_it_looks(name: &str) -> String {
    let look = |c| OTHERS.chars().zip(LATIN.chars()).find(|(other, _)| *other == c);
    name.chars().map(|c| look(c).map_or(c, |(_, latin)| latin)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        assert_eq!(OTHERS.chars().count(), LATIN.chars().count());
        assert_eq!(as_it_looks("кim"), as_it_looks("kim"));
        assert_eq!(as_it_looks("аdа"), "ada");
        assert_eq!(as_it_looks("b0b"), as_it_looks("bοb"));
        assert_eq!(as_it_looks("민준 kim"), "민준 kim");
        assert_ne!(as_it_looks("иван"), as_it_looks("ivan"));
    }
}
