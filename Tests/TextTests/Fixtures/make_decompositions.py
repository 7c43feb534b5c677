"""Writes Sources/Text/WordPiece/CanonicalDecompositions+Data.swift: the canonical decompositions (NFD) that Hugging Face's
`tokenizers` applies, asked of the library for every Unicode scalar but the Hangul syllables, which follow a formula.

    pip install tokenizers && python make_decompositions.py
"""

from pathlib import Path

from tokenizers import normalizers

HEADER = '''/// Written by Tests/TextTests/Fixtures/make_decompositions.py; not to be edited.
///
/// Entries are separated by blanks: `SCALAR=PIECE.PIECE` in hexadecimal. `SCALAR=` is left out where it is one more than the entry's before.
extension CanonicalDecompositions {
    static let packed = """
'''


def main():
    nfd = normalizers.NFD()
    entries, previous = [], None
    for value in range(0x110000):
        if 0xD800 <= value < 0xE000 or 0xAC00 <= value < 0xD7A4:
            continue
        pieces = nfd.normalize_str(chr(value))
        if pieces == chr(value):
            continue
        name = "" if previous == value - 1 else f"{value:X}="
        entries.append(name + ".".join(f"{ord(piece):X}" for piece in pieces))
        previous = value
    lines, line = [], ""
    for entry in entries:
        if len(line) + len(entry) > 130:
            lines.append(line)
            line = ""
        line += (" " if line else "") + entry
    lines.append(line)
    body = "\n".join("        " + line for line in lines)
    path = Path(__file__).resolve().parents[3] / "Sources/Text/WordPiece/CanonicalDecompositions+Data.swift"
    path.write_text(HEADER + body + '\n        """\n}\n')
    print(len(entries), "decompositions")


main()
