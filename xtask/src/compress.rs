//! Compressed twins: `parlor.js.br` and `parlor.js.gz` beside `parlor.js`, so that the server never compresses.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;

use crate::files;

/// What gets smaller; pictures and fonts are compressed already.
const COMPRESSIBLE: [&str; 10] =
    ["css", "html", "ico", "js", "json", "map", "svg", "txt", "wasm", "webmanifest"];

/// Gives every compressible file below a folder its twins.
pub(crate) fn all_below(folder: &Path) -> Result<()> {
    files::below(folder)?
        .iter()
        .filter(|file| is_compressible(file))
        .try_for_each(|file| twins(&folder.join(file)))
}

fn is_compressible(file: &Path) -> bool {
    file.extension().is_some_and(|extension| COMPRESSIBLE.iter().any(|known| extension == *known))
}

fn twins(file: &Path) -> Result<()> {
    let content = files::read(file)?;
    let twin = |extension| format!("{}.{extension}", file.display());
    let cannot = || format!("cannot compress {}", file.display());
    files::write(twin("br").as_ref(), brotli(&content).with_context(cannot)?)?;
    files::write(twin("gz").as_ref(), gzip(&content).with_context(cannot)?)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_twins_unpack_to_the_original() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let text = "wort für wort ".repeat(999);
        let file = folder.path().join("a.css");
        files::write(&file, &text)?;
        files::write(&folder.path().join("a.png"), "picture")?;
        all_below(folder.path())?;

        let names = files::below(folder.path())?;
        assert_eq!(names, ["a.css", "a.css.br", "a.css.gz", "a.png"].map(Path::new));
        let (mut br, mut gz) = (Vec::new(), String::new());
        brotli::BrotliDecompress(&mut &*files::read(&folder.path().join("a.css.br"))?, &mut br)?;
        flate2::read::GzDecoder::new(&*files::read(&folder.path().join("a.css.gz"))?)
            .read_to_string(&mut gz)?;
        assert_eq!((br, gz), (text.clone().into_bytes(), text));
        Ok(())
    }
}
