#!/usr/bin/env bash
# TreasureMarkers' launcher: each verb is one plain dotnet or npm command, which docs/ gives too.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() { cat <<'T'
usage: ./tm VERB [options]      every verb takes --help

  chat   [--model PATH] [--port 5080]     build and serve the chat page; PATH: a model folder, a GGUF file, a Hugging Face folder
  model  get OWNER/NAME --out DIR         download a base from the Hugging Face hub
  import PATH --out DIR                   make a model folder of a base
  test   [--long]                         run the tests, with --long the long proofs too; ends 'N passed, N failed'
  data   import|build|sample|stats|check  make training data of your own files or of package registries, count it, check it
  tokenizer train                         train a byte-level BPE tokenizer, for a model from nothing
  train  --base PATH --data DIR|FILE --out RUN [--lora RANK] [--minutes N]
  train  --resume RUN                     fine-tune a base (without --base: train a model from nothing); go on with a run
  export --run RUN|--from MODEL --format onnx|hf|gguf|peft --precision … --out DIR
  eval   --model DIR… --data DIR --report DIR
  annotate IN.jsonl OUT.jsonl [--llm URL --model NAME]      add markers to your own rows
  bench  serve|train|data
T
}

die() { echo "tm: $*" >&2; exit 1; }
run() { # in the caller's folder, so that relative paths mean what was typed
  command -v dotnet >/dev/null || die "the .NET SDK is missing: install .NET SDK 10.0 and run this again."
  [ -f "$root/src/Cli/bin/Release/net10.0/tm.dll" ] || echo "tm: building, which takes some minutes the first time ..." >&2
  exec dotnet run -c Release -v q --project "$root/src/Cli" -- "$@"
}

passed=0 failed=0
count() { passed=$((passed + $1)) failed=$((failed + $2)); }

check() { # NAME COMMAND...: one test that a command passes
  local log="artifacts/$1.log"
  if "${@:2}" >"$log" 2>&1; then count 1 0; echo "tm: $1: passed" >&2; else count 0 1; echo "tm: $1: failed" >&2; tail -n 40 "$log" >&2; fi
}

dotnet_tests() { # a project whose run ends without a summary counts as one failure
  local project name log summary
  for project in tests/*.Tests; do
    name=$(basename "$project") log="artifacts/$(basename "$project").log"
    dotnet test "$project" -c Release --no-build --nologo -v q --logger 'console;verbosity=minimal' "${filter[@]}" >"$log" 2>&1 || true
    summary=$(grep -E '(Passed|Failed)! +- Failed:' "$log" | tail -n 1) || { count 0 1; echo "tm: $name: no result" >&2; tail -n 20 "$log" >&2; continue; }
    count "$(sed -E 's/.*Passed: *([0-9]+),.*/\1/' <<<"$summary")" "$(sed -E 's/.*Failed: *([0-9]+),.*/\1/' <<<"$summary")"
    echo "tm: $name:${summary#*- }" >&2
    [[ $summary == Passed!* ]] || sed -n '1,80p' "$log" >&2
  done
}

web_tests() { # NAME SCRIPT: an npm script that writes vitest's JSON report
  local report="artifacts/$1.json"
  rm -f "$report"
  (cd web && npm run --silent "$2" -- --reporter=default --reporter=json --outputFile.json="../$report") >"artifacts/$1.log" 2>&1 || true
  [ -f "$report" ] || { count 0 1; echo "tm: $1: no result" >&2; tail -n 40 "artifacts/$1.log" >&2; return; }
  count $(node -p "r = require('./$report'), r.numPassedTests + ' ' + (r.success ? 0 : Math.max(1, r.numFailedTests))")
  node -e "r = require('./$report'); console.error('tm: $1: ' + r.numPassedTests + ' passed, ' + r.numFailedTests + ' failed'); process.exit(r.success ? 0 : 1)" || tail -n 60 "artifacts/$1.log" >&2
}

run_tests() {
  local filter=(--filter 'Length!=long')
  case "${1:-}" in -h | --help) usage; exit ;; --long) filter=() ; export TREASURE_FUZZ_COUNT=100000 ;; '') ;; *) die "test takes --long alone, not '$1'." ;; esac
  cd "$root" && mkdir -p artifacts
  command -v npm >/dev/null || die "Node.js with npm is missing: install Node.js 20 or later and run this again."
  [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || die "the page's tests need Chromium: install it, or set CHROMIUM to its path."
  dotnet build TreasureMarkers.sln -c Release -v q -nologo -clp:NoSummary || die "the build failed."
  check format dotnet format TreasureMarkers.sln --verify-no-changes --no-restore --severity warn
  check web-lint npm --prefix web run --silent lint
  dotnet_tests
  web_tests web-unit test
  web_tests web-e2e e2e
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

case "${1:-}" in
  test) run_tests "${@:2}" ;;
  chat | model | import | data | annotate | tokenizer | train | export | eval | bench) run "$@" ;;
  '' | -h | --help | help) usage ;;
  *) usage >&2; die "unknown verb '$1'" ;;
esac
