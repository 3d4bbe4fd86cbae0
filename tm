#!/usr/bin/env bash
# TreasureMarkers' one entry point. Each verb is also a plain dotnet or npm command; see README.md.
set -euo pipefail
readonly INVOKED_FROM=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly ROOT=$PWD
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 ORT_DISABLE_TELEMETRY=1
readonly CONFIGURATION=Release STATE=.treasure

say() { printf 'tm: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

usage() {
  cat <<'T'
usage: ./tm VERB [options]

  chat   [--model DIR] [--port 5080]      set up, build and serve the chat page
  test                                    set up and run every test; ends 'N passed, N failed'
  data   build|sample|stats|check         build the training data from your package registries, count it, check it
  tokenizer train                         train the byte-level BPE tokenizer
  train  --preset nano|small|base --data DIR --out RUN [--resume]
  export --run RUN --precision fp32|int8|int4 --out DIR
  export --run RUN|--from MODEL --format gguf --precision f16|q8_0 --out FILE.gguf
  eval   --model DIR --data DIR --report DIR
  annotate IN.jsonl OUT.jsonl [--llm URL --model NAME]   add markers to your own rows
  bench  serve|train|data

Every verb takes --help.
T
}

# --- What has to be on the machine -----------------------------------------------------------

require_dotnet() {
  command -v dotnet >/dev/null || die "the .NET SDK is missing: install .NET SDK 10.0 and run this again."
  dotnet --version >/dev/null 2>&1 || die "no .NET SDK 10.0 found (global.json asks for 10.0.100 or a later 10.0 feature band): install it and run this again."
}

require_node() {
  command -v npm >/dev/null || die "Node.js with npm is missing: install Node.js 20 or later and run this again."
  local major; major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || die "Node.js $major is too old: install Node.js 20 or later and run this again."
}

# debian_packages PACKAGE...: installs what dpkg does not list as installed.
debian_packages() {
  local missing=() package root=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  if [ ${#root[@]} -gt 0 ] && ! command -v sudo >/dev/null; then
    die "these packages are missing and need root: apt-get install ${missing[*]}"
  fi
  say "installing ${missing[*]} (apt-get) ..."
  { "${root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >"$STATE/apt.log" 2>&1 || die "apt-get could not install ${missing[*]}; its output is in $STATE/apt.log. Install them and run this again."
}

require_libtorch() {
  [ "$(feed)" = distro ] && [ -z "${LIBTORCH:-${TORCH_HOME:-}}" ] || return 0
  if command -v dpkg-query >/dev/null; then
    debian_packages libtorch-dev libopenblas0-pthread g++
  else
    die "training needs libtorch: unpack it and set LIBTORCH to its folder, then run this again."
  fi
}

# Chromium for the page's tests, strace for the test that nothing is looked up or written behind the user's back.
require_chromium() {
  [ -n "${CHROMIUM:-}" ] && return
  if command -v dpkg-query >/dev/null; then debian_packages chromium strace; fi
  command -v chromium >/dev/null || die "the browser test needs Chromium: install it, or set CHROMIUM to its path, and run this again."
}

# --- Which feed: the full NuGet set, or the distribution's libtorch and npm's ONNX Runtime ---

# torchsharp_loads: whether the C and C++ libraries of this Linux are new enough for the TorchSharp that was restored.
torchsharp_loads() {
  [ "$(uname -s)" = Linux ] || return 0
  local native; native=$(find "${NUGET_PACKAGES:-$HOME/.nuget/packages}/torchsharp" -name libLibTorchSharp.so 2>/dev/null | sort -V | tail -1)
  [[ $(ldd "$native" 2>&1) != *'version `'* ]]
}

feed() {
  # TreasureFeed in the environment decides by hand, whatever was probed before.
  if ! grep -qs "<TreasureFeed>${TreasureFeed:-.*}</TreasureFeed>" "$STATE/feed.props"; then
    local answer=${TreasureFeed:-} probe="$STATE/probe"
    mkdir -p "$probe"
    cat >"$probe/probe.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" /><PackageReference Include="Microsoft.ML.OnnxRuntimeGenAI" />
    <PackageReference Include="Microsoft.SemanticKernel.Core" /><PackageReference Include="Microsoft.Agents.AI" />
  </ItemGroup>
</Project>
P
    if [ -z "$answer" ]; then
      answer=distro
      if dotnet restore "$probe/probe.csproj" -p:TreasureFeed=nuget -v q >"$probe/log" 2>&1 && torchsharp_loads; then answer=nuget; fi
    fi
    [ "$answer" = nuget ] || [ "$(uname -s)" = Linux ] ||
      die "the NuGet feed lacks packages this system needs (see $STATE/probe/log); the distro feed exists on Linux alone."
    rm -rf "$probe/obj"
    printf '<Project><PropertyGroup><TreasureFeed>%s</TreasureFeed></PropertyGroup></Project>\n' "$answer" >"$STATE/feed.props"
    say "package feed: $answer"
  fi
  sed -n 's/.*<TreasureFeed>\(.*\)<\/TreasureFeed>.*/\1/p' "$STATE/feed.props"
}

# --- Building -------------------------------------------------------------------------------

build() {
  feed >/dev/null
  say "building ${1#./} ..."
  dotnet build "$1" -c "$CONFIGURATION" -v q -nologo -clp:NoSummary >"$STATE/build.log" 2>&1 ||
    { grep -E 'error|Error' "$STATE/build.log" | sort -u | sed -n '1,20p' >&2; die "the build failed; all of its output is in $STATE/build.log"; }
}

build_web() {
  require_node
  local stamp; stamp=$(cd web && find . -path ./node_modules -prune -o -path ./dist -prune -o -type f -print0 | sort -z | xargs -0 cksum | cksum)
  [ -f web/dist/index.html ] && [ "$(cat "$STATE/web.stamp" 2>/dev/null)" = "$stamp" ] && return
  say "building the chat page (npm) ..."
  (cd web && npm ci --loglevel=error && npm run --silent build) >"$STATE/web.log" 2>&1 || { tail -20 "$STATE/web.log" >&2; die "the page did not build; all of the output is in $STATE/web.log"; }
  printf '%s' "$stamp" >"$STATE/web.stamp"
}

# run ASSEMBLY PROJECT ARG...: from the folder tm was called in, so that relative paths mean what the user meant.
run() {
  local dll="$ROOT/$2/bin/$CONFIGURATION/net10.0/$1.dll"
  shift 2
  cd "$INVOKED_FROM" && exec dotnet "$dll" "$@"
}

training() {
  require_dotnet; require_libtorch
  build src/Training
  run TreasureMarkers.Training src/Training "$@"
}

# --- Verbs ----------------------------------------------------------------------------------

chat() {
  require_dotnet; require_node
  build_web
  build src/ChatServer
  run TreasureMarkers.ChatServer src/ChatServer "$@"
}

bench() {
  case "${1:-}" in
    train | data) training bench "$@" ;;
    serve) shift; bench_serve "$@" ;;
    *) die "bench: allowed are serve, train and data" ;;
  esac
}

# The default model in every precision and in llama.cpp, so that all is measured in one run.
bench_serve() {
  require_dotnet; require_node; require_libtorch
  build src/Training; build bench/serve
  local variants="$ROOT/$STATE/bench" stamp; stamp=$(cksum models/default/model.onnx.data)
  if [ "$(cat "$variants/stamp" 2>/dev/null)" != "$stamp" ]; then
    rm -rf "$variants"; mkdir -p "$variants"
    for precision in fp32 int4; do (training export --from models/default --precision "$precision" --out "$variants/$precision"); done
    (training export --from models/default --format gguf --precision q8_0 --out "$variants/default.gguf")
    (cd bench/serve/LlamaCpp && npm ci --ignore-scripts --omit=optional --loglevel=error)
    printf '%s' "$stamp" >"$variants/stamp"
  fi
  [[ " $* " == *' --out '* ]] || set -- --out "$ROOT/bench/serve/latest.json" "$@"
  run TreasureMarkers.Bench.Serve bench/serve --model "$ROOT/models/default" --fp32 "$variants/fp32" --int4 "$variants/int4" \
    --gguf "$variants/default.gguf" --llama "$ROOT/bench/serve/LlamaCpp" "$@"
}

passed=0 failed=0
count() { passed=$((passed + $1)); failed=$((failed + $2)); }

# One line a test project; a run that ends without a summary counts as one failure.
dotnet_tests() {
  local project log summary
  for project in tests/*.Tests; do
    # src/Torch is what the distro feed has in TorchSharp's place.
    [ "$(basename "$project")" = Torch.Tests ] && [ "$(feed)" = nuget ] && continue
    [ "$(basename "$project")" = SemanticKernel.Tests ] && [ "$(feed)" = distro ] && continue
    log="$STATE/$(basename "$project").log"
    dotnet test "$project" -c "$CONFIGURATION" --no-build -v q -nologo --logger 'console;verbosity=minimal' >"$log" 2>&1 || true
    summary=$(grep -E '(Passed|Failed)! +- Failed:' "$log" | tail -1)
    if [ -z "$summary" ]; then
      count 0 1; say "$(basename "$project"): no result"; tail -20 "$log" >&2
      continue
    fi
    count "$(sed -E 's/.*Passed: *([0-9]+),.*/\1/' <<<"$summary")" "$(sed -E 's/.*Failed: *([0-9]+),.*/\1/' <<<"$summary")"
    say "$(basename "$project"): $(sed -E 's/^[A-Za-z]+! +- //; s/ - .*//' <<<"$summary")"
    grep -q '^Failed!' <<<"$summary" && grep -vE '^(VSTest|Microsoft|Copyright|Starting|A total)' "$log" | sed -n '1,80p' >&2
  done
  return 0
}

# The package of ChatCompletionAgent is not in every feed that has Semantic Kernel, so its sample is outside the solution.
agent_sample() {
  [ "$(feed)" = nuget ] || return 0
  if ! dotnet restore samples/SemanticKernelAgent -v q -nologo >"$STATE/agent-sample.log" 2>&1; then
    say "samples/SemanticKernelAgent: not built, its packages could not be restored (see $STATE/agent-sample.log)"
  elif dotnet build samples/SemanticKernelAgent -c "$CONFIGURATION" --no-restore -v q -nologo >"$STATE/agent-sample.log" 2>&1; then
    count 1 0; say "samples/SemanticKernelAgent: builds"
  else
    count 0 1; say "samples/SemanticKernelAgent: does not build"; grep error "$STATE/agent-sample.log" | sort -u | head -20 >&2
  fi
}

# web_tests NAME SCRIPT: runs an npm script that writes vitest's JSON report to artifacts/NAME.json.
web_tests() {
  local report="artifacts/$1.json"
  rm -f "$report"
  (cd web && npm run --silent "$2" -- --reporter=default --reporter=json --outputFile.json="../$report") >"$STATE/$1.log" 2>&1 || true
  if [ ! -f "$report" ]; then
    count 0 1; say "$1: no result"; tail -30 "$STATE/$1.log" >&2
    return
  fi
  local p f; p=$(node -p "require('./$report').numPassedTests"); f=$(node -p "require('./$report').numFailedTests + (require('./$report').success ? 0 : require('./$report').numFailedTests ? 0 : 1)")
  count "$p" "$f"; say "$1: Failed: $f, Passed: $p"
  [ "$f" -eq 0 ] || tail -60 "$STATE/$1.log" >&2
}

run_tests() {
  require_dotnet; require_node; require_libtorch; require_chromium
  build_web
  build TreasureMarkers.sln
  mkdir -p artifacts
  if dotnet format TreasureMarkers.sln --verify-no-changes --no-restore --severity warn --exclude src/OnnxRuntimeGenAI >"$STATE/format.log" 2>&1; then
    count 1 0; say "dotnet format: clean"
  else
    count 0 1; say "dotnet format: changes needed"; head -20 "$STATE/format.log" >&2
  fi
  dotnet_tests
  agent_sample
  web_tests web-unit test
  web_tests web-e2e e2e
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}

mkdir -p "$STATE"
case "${1:-}" in
  chat) shift; chat "$@" ;;
  test) run_tests ;;
  data | annotate | tokenizer | train | export) training "$@" ;;
  eval) require_dotnet; require_node; build src/ChatServer; training "$@" ;;
  bench) shift; bench "$@" ;;
  '' | -h | --help | help) usage ;;
  *) usage >&2; die "unknown verb '$1'" ;;
esac
