//! What goes to and from Redis, and into its append-only file: RESP2, as far as it must be told where something ends.

/// The length of the first command or reply, once it is whole. What begins like no text and no list ends with its line.
pub(crate) fn length(bytes: &[u8]) -> Option<usize> {
    let line = bytes.iter().position(|byte| *byte == b'\n')? + 1;
    let number = str::from_utf8(&bytes[1..line]).map(str::trim_end);
    // Below zero is nothing at all, of which there is no more than the line.
    let number: Option<usize> = number.ok().and_then(|number| number.parse().ok());
    match (bytes[0], number) {
        (b'$', Some(number)) => Some(line + number + 2).filter(|end| *end <= bytes.len()),
        (b'*', Some(number)) => {
            (0..number).try_fold(line, |end, _| length(&bytes[end..]).map(|more| end + more))
        }
        _ => Some(line),
    }
}

/// How much of an append-only file counts that ends anywhere: whole commands, and whole transactions.
pub(crate) fn kept(file: &[u8]) -> usize {
    let (mut at, mut transaction) = (0, None);
    while let Some(length) = length(&file[at..]) {
        match &file[at..at + length] {
            b"*1\r\n$5\r\nMULTI\r\n" => transaction = Some(at),
            b"*1\r\n$4\r\nEXEC\r\n" => transaction = None,
            _ => {}
        }
        at += length;
    }
    transaction.unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_texts_end_where_they_say() {
        let whole = |text: &str| length(text.as_bytes()) == Some(text.len());
        for text in ["+OK\r\n", ":7\r\n", "$-1\r\n", "$0\r\n\r\n", "$2\r\n\r\n\r\n", "*-1\r\n"] {
            assert!(whole(text), "{text:?}");
        }
        assert!(whole("*2\r\n$3\r\nGET\r\n*1\r\n:1\r\n"));
        for text in ["", "$3", "$3\r\nGE", "$3\r\nGET", "*2\r\n$3\r\nGET\r\n"] {
            assert_eq!(length(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn half_a_command_and_half_a_transaction_count_for_nothing() {
        const SET: &str = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n";
        const MULTI: &str = "*1\r\n$5\r\nMULTI\r\n";
        const EXEC: &str = "*1\r\n$4\r\nEXEC\r\n";
        let kept = |pieces: &[&str]| kept(pieces.concat().as_bytes());
        assert_eq!(kept(&[SET, SET]), 2 * SET.len());
        assert_eq!(kept(&[SET, &SET[..SET.len() - 1]]), SET.len());
        assert_eq!(kept(&[SET, MULTI, SET]), SET.len());
        let all = [SET, MULTI, SET, EXEC];
        assert_eq!(kept(&all), all.concat().len());
    }
}
