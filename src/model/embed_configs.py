#!/usr/bin/env python3
"""embed_configs - writes the ini files of a folder as a C table, see config_files.h.

    embed_configs.py FOLDER OUTPUT DEPFILE

The folder itself stands in the DEPFILE, so that a new ini file is not overlooked.
"""
import sys
from pathlib import Path


def literal(line):
    """A line as a C string."""
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'


def main():
    folder, output, depfile = map(Path, sys.argv[1:])
    files = sorted(folder.glob("*.ini"))
    with open(output, "w", encoding="utf-8") as out:
        out.write('#include "model/config_files.h"\n\n'
                  "const struct shipped_config shipped_configs[] = {\n")
        for path in files:
            lines = path.read_text(encoding="utf-8").splitlines()
            text = "\n".join(f"\t  {literal(line)}" for line in lines)
            out.write(f'\t{{ "{path.name}",\n{text} }},\n')
        out.write(f"}};\n\nconst size_t n_shipped_configs = {len(files)};\n")
    depfile.write_text(f"{output}: {folder} {' '.join(map(str, files))}\n", encoding="utf-8")


main()
