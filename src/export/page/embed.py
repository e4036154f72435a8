#!/usr/bin/env python3
"""embed - writes the style and the scripts of the web page as C texts, see page.h.

    embed.py OUTPUT STYLE SCRIPT...

The scripts become one, in the order given. The page allows itself nothing but these
two, by their digests, so that no text of a report can become a script.
"""
import base64
import hashlib
import sys
from pathlib import Path


def read(path):
    return Path(path).read_text(encoding="utf-8")


def literal(line):
    """A line as a C string; what is not ASCII is escaped byte by byte."""
    text = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'\\"?' else f"\\{byte:03o}"
        for byte in line.encode())
    return f'"{text}\\n"'


def digest(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main():
    output, style, *scripts = sys.argv[1:]
    texts = {
        "page_style": read(style),
        "page_script": "(function () {\n'use strict';\n"
                       + "".join(map(read, scripts)) + "}());\n",
    }
    with open(output, "w", encoding="utf-8") as out:
        out.write('#include "export/page/page.h"\n\n#include <stddef.h>\n')
        for name, text in texts.items():
            # What stands between the tags begins and ends with a line end.
            out.write(f'\nconst char {name}_digest[] = "{digest(chr(10) + text)}";\n')
            out.write(f"const char *const {name}[] = {{\n")
            out.writelines(f"\t{literal(line)},\n" for line in text.splitlines())
            out.write("\tNULL,\n};\n")


main()
