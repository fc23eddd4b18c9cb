#!/usr/bin/env bash
# Fills a throw-away memory in .demo/ with the sample data, asks it three questions and says how to open it.
# Safe to repeat: importing the same files twice adds nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

home=.demo/home
export EBB_HOME=$home
ebb() { .venv/bin/ebb --home "$home" "$@"; }
say() { printf '\n==> %s\n' "$*"; }

mkdir -p .demo
say "filling a throw-away memory in $home"
ebb import app/sample/vault --wait
ebb import app/sample/conversations.json --wait

grep -v -e '^#' -e '^[[:space:]]*$' app/sample/questions.txt | head -n 3 | while IFS= read -r question; do
    say "ebb ask \"$question\""
    ebb ask "$question" </dev/null || [ $? -eq 1 ] # 1: the memory does not know, and says so
done

say "open the app on this memory:   .venv/bin/ebb --home $home"
echo "    throw it away:             rm -r .demo"
