#!/usr/bin/env python3
"""Checks the source files themselves; prints TAP.

usage: check-sources.py SOURCE_ROOT
"""

import difflib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CLANG_FORMAT_VERSION = 14  # other versions format differently
MAX_LINES = 700
MAX_TEST_LINES = 600
TRANSLATABLE = {
    '.c': re.compile(r'\b(?:N?C?_|g_dpgettext2|ngettext|dngettext) ?\('),
    '.ui': re.compile(r'translatable="(?:yes|true)"'),
}


def relative(root, paths):
    return sorted(str(path.relative_to(root)) for path in paths)


def sources(root, *folders, suffixes=('.c', '.h')):
    return [path for folder in folders for path in (root / folder).rglob('*')
            if path.suffix in suffixes]


def check_potfiles(root):
    """Every file with a text to translate is in po/POTFILES.in, and no other."""
    wanted = {path for path in sources(root, 'src', suffixes=TRANSLATABLE)
              if TRANSLATABLE[path.suffix].search(path.read_text())}
    wanted.update(path for pattern in ('*.desktop.in', '*.metainfo.xml.in', '*.gschema.xml.in')
                  for path in (root / 'data').glob(pattern))
    wanted = relative(root, wanted)
    listed = [line for line in (root / 'po/POTFILES.in').read_text().splitlines()
              if line and not line.startswith('#')]
    problems = [f'missing in po/POTFILES.in: {name}' for name in wanted if name not in listed]
    problems += [f'nothing to translate in: {name}' for name in listed if name not in wanted]
    if not problems and listed != wanted:
        problems.append('po/POTFILES.in is not sorted, or repeats a line')
    return problems


def check_translations(root):
    """Every text is translated into every language, and keeps its placeholders."""
    keywords = [f'--keyword={word}' for word in ('_', 'N_', 'C_:1c,2', 'NC_:1c,2')]
    languages = [line for line in (root / 'po/LINGUAS').read_text().splitlines()
                 if line and not line.startswith('#')]
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        texts = f'{folder}/texts.pot'
        subprocess.run(['xgettext', '--files-from=po/POTFILES.in', '--from-code=UTF-8', *keywords,
                        f'--output={texts}'], cwd=root, capture_output=True, check=True)
        for language in languages:
            translation = f'po/{language}.po'
            for command in (['msgfmt', '--check', '--output=/dev/null', translation],
                            ['msgcmp', translation, texts]):
                result = subprocess.run(command, cwd=root, capture_output=True, text=True)
                if result.returncode != 0:
                    problems += result.stderr.splitlines()
    return problems


def check_lengths(root):
    """No file grows beyond what a reader can hold."""
    problems = []
    for folder, limit in (('src', MAX_LINES), ('tests', MAX_TEST_LINES)):
        for path in sources(root, folder, suffixes=('.c', '.h', '.ui', '.py')):
            lines = len(path.read_text().splitlines())
            if lines > limit:
                problems.append(f'{path.relative_to(root)}: {lines} lines, {limit} at most')
    return problems


def check_manifests(root):
    """The development Flatpak is the other one, but for what has to differ."""
    names = {'default': '', 'development': '.Devel'}
    folder = root / 'flatpak'
    manifests = {}
    for profile, suffix in names.items():
        path = folder / f'io.github.litellm_orchestrator.Orchestrator{suffix}.json'
        text = path.read_text().replace(f'"{path.stem}"', 'ID').replace(f'={profile}"', '=PROFILE"')
        manifests[path.name] = [line for line in text.splitlines() if 'name-suffix' not in line]
    one, other = manifests
    return list(difflib.unified_diff(manifests[one], manifests[other], one, other, lineterm=''))


def check_format(root):
    """Every C file looks as .clang-format says."""
    command = shutil.which('clang-format')
    version = command and subprocess.run([command, '--version'], capture_output=True, text=True,
                                         check=True).stdout
    if not version or f'version {CLANG_FORMAT_VERSION}.' not in version:
        return f'needs clang-format {CLANG_FORMAT_VERSION}'
    files = relative(root, sources(root, 'src', 'tests'))
    result = subprocess.run([command, '--dry-run', '-Werror', *files], cwd=root,
                            capture_output=True, text=True)
    return sorted({line.split(':')[0] + ': run ./dev format'
                   for line in result.stderr.splitlines() if 'clang-format-violations' in line})


def main():
    root = Path(sys.argv[1]).resolve()
    checks = [
        ('potfiles', check_potfiles),
        ('translations', check_translations),
        ('lengths', check_lengths),
        ('manifests', check_manifests),
        ('format', check_format),
    ]
    failed = False
    print(f'1..{len(checks)}')
    for number, (name, check) in enumerate(checks, 1):
        result = check(root)
        if isinstance(result, str):
            print(f'ok {number} {name} # SKIP {result}')
            continue
        failed |= bool(result)
        print(f'{"not ok" if result else "ok"} {number} {name}')
        for problem in result:
            print(f'# {problem}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
